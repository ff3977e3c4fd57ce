import { normalQuantile } from '../distributions'
import { measured, notMeasurable, requireCount, requireFinite, requireOpenProbability } from '../errors'
import type { Measurement } from '../errors'

/** One customer of the adaptive slice, in the order of the draws. */
export interface AdaptiveReward {
  /** Number of the batch whose weights drew him, not decreasing. */
  readonly batch: number
  readonly arm: number
  /** Probabilities of all arms in that batch. */
  readonly probabilities: readonly number[]
  readonly reward: number
}

export interface AdaptiveMean {
  readonly estimate: number
  readonly standardError: number
  readonly lower: number
  readonly upper: number
  /** Customers that had the arm. */
  readonly customers: number
}

/** Fewest customers of an arm for a mean. */
const MIN_CUSTOMERS = 30

interface ArmScores {
  readonly estimate: number
  readonly variance: number
  readonly customers: number
}

function armScores(rows: readonly AdaptiveReward[], arm: number): ArmScores {
  // The plug-in mean uses earlier batches only: the score stays a martingale difference.
  let known = { total: 0, count: 0 }
  let coming = { total: 0, count: 0 }
  let batch = -Infinity
  let customers = 0
  const scored = rows.map((row) => {
    if (row.batch < batch) throw new RangeError('rows must come in the order of their batches')
    if (row.batch > batch) {
      known = { total: known.total + coming.total, count: known.count + coming.count }
      coming = { total: 0, count: 0 }
      batch = row.batch
    }
    const probability = row.probabilities[arm] ?? 0
    if (!(probability > 0 && probability <= 1))
      throw new RangeError(`arm ${arm} had probability ${probability}: a floor is needed`)
    const guess = known.count === 0 ? 0 : known.total / known.count
    const mine = row.arm === arm
    if (mine) {
      customers++
      coming = { total: coming.total + requireFinite(row.reward, 'reward'), count: coming.count + 1 }
    }
    return { score: guess + (mine ? (row.reward - guess) / probability : 0), weight: Math.sqrt(probability) }
  })
  const total = scored.reduce((sum, { weight }) => sum + weight, 0)
  const estimate = scored.reduce((sum, { weight, score }) => sum + weight * score, 0) / total
  const variance =
    scored.reduce((sum, { weight, score }) => sum + (weight * (score - estimate)) ** 2, 0) / total ** 2
  return { estimate, variance, customers }
}

/**
 * Question: what is an arm's mean reward, when its share of the draws followed its own results?
 * (A plain mean is biased downwards then, and its interval does not cover.)
 * Formula: scores Γ_t = m̂_{t−1} + 1{A_t = a}(Y_t − m̂_{t−1})/e_t, weighted by h_t ∝ √e_t (constant
 * allocation): Σ h Γ/Σ h, variance Σ h²(Γ − Q̂)²/(Σ h)². Assumption: floors keep e_t away from 0.
 * Source: Hadad, Hirshberg, Zhan, Wager & Athey 2021, PNAS 118(15), eqs. 5, 7, 15.
 * Units: those of the reward. Array method. Codes: too-few-customers (under 30 of the arm).
 * Worked number: one batch, probability 1, rewards 0 and 1 thirty times each → 0.5 ± 0.0645 (se).
 */
export function adaptivelyWeightedMean(
  rows: readonly AdaptiveReward[],
  arm: number,
  alpha = 0.05,
): Measurement<AdaptiveMean> {
  requireCount(arm, 'arm')
  const z = normalQuantile(1 - requireOpenProbability(alpha, 'alpha') / 2)
  const { estimate, variance, customers } = armScores(rows, arm)
  if (customers < MIN_CUSTOMERS)
    return notMeasurable('too-few-customers', { arm, have: customers, needed: MIN_CUSTOMERS })
  const standardError = Math.sqrt(variance)
  return measured({
    estimate,
    standardError,
    lower: estimate - z * standardError,
    upper: estimate + z * standardError,
    customers,
  })
}

/**
 * Question: how much better is one arm than another in an adaptive experiment? Difference of two
 * adaptively weighted means, variances added (the same source, Theorem 4). Codes: as there.
 */
export function adaptivelyWeightedDifference(
  rows: readonly AdaptiveReward[],
  arm: number,
  control: number,
  alpha = 0.05,
): Measurement<AdaptiveMean> {
  const [own, other] = [
    adaptivelyWeightedMean(rows, arm, alpha),
    adaptivelyWeightedMean(rows, control, alpha),
  ]
  if (!own.measurable) return own
  if (!other.measurable) return other
  const z = normalQuantile(1 - alpha / 2)
  const estimate = own.estimate - other.estimate
  const standardError = Math.hypot(own.standardError, other.standardError)
  return measured({
    estimate,
    standardError,
    lower: estimate - z * standardError,
    upper: estimate + z * standardError,
    customers: own.customers + other.customers,
  })
}
