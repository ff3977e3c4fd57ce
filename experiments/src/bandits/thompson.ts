import { requireCount, requirePositive, requireProbability } from '../errors'
import { seededRandom } from '../simulate'
import { requireHazardCounts } from './hazard-counts'
import type { Random } from '../simulate'
import type { HazardCounts } from './hazard-counts'

export interface ThompsonOptions {
  /** Age at which the share recovered is the reward, days. */
  readonly horizon: number
  /** Least probability of every arm; default 0.1. */
  readonly floor?: number
  /** Customers' worth of the prior at each age, centred on the hazard of all arms together; default 2. */
  readonly priorStrength?: number
  readonly draws?: number
  /** Batch number or any whole number: the same seed gives the same weights. */
  readonly seed: number
}

export interface ThompsonWeights {
  /** Probability of each arm in the adaptive slice of the coming batch, to be logged with each draw. */
  readonly probabilities: readonly number[]
  /** Share of posterior draws in which the arm was best, and the largest Monte-Carlo error of those. */
  readonly bestShares: readonly number[]
  readonly error: number
}

/** Gamma(shape, 1) by Marsaglia & Tsang 2000; shapes under 1 by their boost U^(1/shape). */
function gammaDraw(shape: number, random: Random): number {
  if (shape < 1) return gammaDraw(shape + 1, random) * random.uniform() ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = random.normal()
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(random.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}

function betaDraw(a: number, b: number, random: Random): number {
  const x = gammaDraw(a, random)
  const y = gammaDraw(b, random)
  return x + y > 0 ? x / (x + y) : a / (a + b)
}

/**
 * Question: with which probabilities should the coming batch be drawn, when rewards are late and many
 * customers are still unpaid?
 * Reward: recovered share at the horizon = 1 − Π_{d≤h}(1 − λ_d). Each hazard has a Beta posterior per age
 * and arm, so that customers followed for four days teach the first four ages. Probability of an arm =
 * floor + (1 − K·floor)·P(its reward is the highest).
 * Assumptions: hazards at different ages independent a posteriori; follow-up ends independently of payment.
 * Source: Thompson 1933; Beta posteriors of discrete hazards: Hjort 1990; weekly batches.
 * Never makes a verdict: see {@link adaptivelyWeightedMean}. Works from per-age counts.
 * Throws RangeError for fewer than 2 arms, wrong counts, or a floor that the arms cannot all have.
 * Worked number: two arms alike, floor 0.1 → both about 0.5.
 */
export function thompsonWeights(arms: readonly HazardCounts[], options: ThompsonOptions): ThompsonWeights {
  const { horizon, floor = 0.1, priorStrength = 2, draws = 4000, seed } = options
  requireCount(arms.length, 'arms', 2)
  requireCount(draws, 'draws', 100)
  requirePositive(priorStrength, 'priorStrength')
  const ages = requireCount(horizon, 'horizon') + 1
  if (requireProbability(floor, 'floor') * arms.length > 1)
    throw new RangeError('the floors of all arms sum to more than 1')
  arms.forEach((counts) => requireHazardCounts(counts, ages))
  const random = seededRandom(seed)
  const sum = (column: 'atRisk' | 'paid', age: number) =>
    arms.reduce((total, arm) => total + (arm[column][age] ?? 0), 0)
  // Centred a little inside (0, 1), so that an age without any payment keeps a proper prior.
  const centre = Array.from(
    { length: ages },
    (_, age) => (sum('paid', age) + 0.5) / (sum('atRisk', age) + 1 + 0.5 * ages),
  )
  const wins = arms.map(() => 0)
  for (let draw = 0; draw < draws; draw++) {
    let best = 0
    let least = Infinity
    arms.forEach(({ atRisk, paid }, arm) => {
      let open = 1
      for (let age = 0; age < ages; age++) {
        const prior = priorStrength * (centre[age] ?? 0.5)
        const gone = paid[age] ?? 0
        open *=
          1 - betaDraw(prior + gone, priorStrength - prior + Math.max(0, (atRisk[age] ?? 0) - gone), random)
      }
      if (open >= least) return
      least = open
      best = arm
    })
    wins[best] = (wins[best] ?? 0) + 1
  }
  const bestShares = wins.map((count) => count / draws)
  return {
    probabilities: bestShares.map((share) => floor + (1 - arms.length * floor) * share),
    bestShares,
    error: Math.max(...bestShares.map((share) => Math.sqrt((share * (1 - share)) / draws))),
  }
}

export interface BanditDraw {
  readonly arm: number
  readonly slice: 'fixed' | 'adaptive'
  /** Probability of this arm within its slice: log it, the analysis divides by it. */
  readonly probability: number
}

/**
 * Question: which arm does one customer get? A fixed share of customers (the slice from which verdicts
 * are made) is drawn with constant weights, the rest with the batch's. Uniforms come from the caller
 * (two hashes of the customer), so that the draw can be repeated. Throws RangeError for weights that
 * do not sum to 1. Worked example: fixedShare 0.2, first uniform 0.1 → fixed slice.
 */
export function drawBanditArm(
  plan: {
    readonly fixedShare: number
    readonly fixedWeights: readonly number[]
    readonly weights: readonly number[]
  },
  sliceUniform: number,
  armUniform: number,
): BanditDraw {
  const slice =
    requireProbability(sliceUniform, 'uniform') < requireProbability(plan.fixedShare, 'fixedShare')
      ? 'fixed'
      : 'adaptive'
  const weights = slice === 'fixed' ? plan.fixedWeights : plan.weights
  const total = weights.reduce((a, b) => a + requireProbability(b, 'weight'), 0)
  if (Math.abs(total - 1) > 1e-9) throw new RangeError(`weights sum to ${total}, not 1`)
  requireProbability(armUniform, 'uniform')
  let passed = 0
  let arm = weights.findIndex((weight) => (passed += weight) > armUniform)
  if (arm < 0) arm = weights.findLastIndex((weight) => weight > 0)
  return { arm, slice, probability: weights[arm] ?? 0 }
}
