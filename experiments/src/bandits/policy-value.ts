import { normalQuantile } from '../distributions'
import {
  measured,
  notMeasurable,
  requireCount,
  requireFinite,
  requireOpenProbability,
  requireProbability,
} from '../errors'
import type { Measurement } from '../errors'

/** One customer whose reward is known, with what was logged when he was drawn. */
export interface LoggedReward {
  /** Segment or any other context known before the draw. */
  readonly context: string
  readonly arm: number
  /** Logged probability of that arm. */
  readonly probability: number
  /** Share or euros at the horizon. */
  readonly reward: number
}

export interface PolicyValue {
  readonly value: number
  readonly standardError: number
  readonly lower: number
  readonly upper: number
  readonly effectiveSampleSize: number
}

/** Fewest effective observations for a value. */
export const MIN_EFFECTIVE_SAMPLE = 100

/** Mean reward by context and arm on all but one fold, shrunk towards the arm's mean by one observation. */
function rewardModel(
  rows: readonly LoggedReward[],
  fold: number,
  folds: number,
): (context: string, arm: number) => number {
  const sums = new Map<string, { total: number; count: number }>()
  const add = (key: string, reward: number) => {
    const sum = sums.get(key) ?? { total: 0, count: 0 }
    sums.set(key, { total: sum.total + reward, count: sum.count + 1 })
  }
  rows.forEach(({ context, arm, reward }, i) => {
    if (i % folds === fold) return
    add('', reward)
    add(`${arm}`, reward)
    add(`${arm}|${context}`, reward)
  })
  const shrunk = (key: string, towards: number) => {
    const { total, count } = sums.get(key) ?? { total: 0, count: 0 }
    return (total + towards) / (count + 1)
  }
  const overall = shrunk('', 0)
  return (context, arm) => shrunk(`${arm}|${context}`, shrunk(`${arm}`, overall))
}

/**
 * Question: what would another way of choosing arms have brought, judged from logged draws?
 * Assumptions: logged probabilities are right and positive wherever the policy's are; customers of a
 * payer count once. Formula: mean of Σ_a π(a|x)·m̂(x,a) + π(A|x)/p·(Y − m̂(x,A)), m̂ fitted on the other
 * folds; se from the scores. Refused where (Σw)²/Σw², w = π/p, is under 100.
 * Source: Dudík, Langford & Li 2011/2014 (doubly robust); cross-fitting: Chernozhukov et al. 2018.
 * Units: those of the reward. Array method. Codes: effective-sample-too-small.
 * policy(context) = probability of each arm, sum 1. Throws RangeError for a probability outside (0, 1].
 */
export function policyValue(
  rows: readonly LoggedReward[],
  policy: (context: string) => readonly number[],
  options: { readonly folds?: number; readonly alpha?: number } = {},
): Measurement<PolicyValue> {
  const { folds = 5, alpha = 0.05 } = options
  requireCount(folds, 'folds', 2)
  const z = normalQuantile(1 - requireOpenProbability(alpha, 'alpha') / 2)
  const policies = new Map(
    [...new Set(rows.map(({ context }) => context))].map((context) => [
      context,
      checkedPolicy(policy(context)),
    ]),
  )
  const models = Array.from({ length: folds }, (_, fold) => rewardModel(rows, fold, folds))
  let [weights, squares] = [0, 0]
  const scores = rows.map(({ context, arm, probability, reward }, i) => {
    requireFinite(reward, 'reward')
    if (!(requireProbability(probability, 'probability') > 0))
      throw new RangeError('a logged probability of 0 cannot have been drawn')
    const chosen = policies.get(context) ?? []
    const model = models[i % folds]
    if (model === undefined) throw new RangeError('no model for this fold')
    const weight = (chosen[arm] ?? 0) / probability
    weights += weight
    squares += weight * weight
    const expected = chosen.reduce((sum, share, a) => sum + share * model(context, a), 0)
    return expected + weight * (reward - model(context, arm))
  })
  const effectiveSampleSize = squares === 0 ? 0 : weights ** 2 / squares
  if (effectiveSampleSize < MIN_EFFECTIVE_SAMPLE) {
    return notMeasurable('effective-sample-too-small', {
      have: effectiveSampleSize,
      needed: MIN_EFFECTIVE_SAMPLE,
    })
  }
  const n = scores.length
  const value = scores.reduce((a, b) => a + b, 0) / n
  const standardError = Math.sqrt(scores.reduce((a, b) => a + (b - value) ** 2, 0) / (n * (n - 1)))
  return measured({
    value,
    standardError,
    lower: value - z * standardError,
    upper: value + z * standardError,
    effectiveSampleSize,
  })
}

function checkedPolicy(shares: readonly number[]): readonly number[] {
  const sum = shares.reduce((a, b) => a + requireProbability(b, 'policy share'), 0)
  if (Math.abs(sum - 1) > 1e-9) throw new RangeError(`a policy's shares sum to ${sum}, not 1`)
  return shares
}
