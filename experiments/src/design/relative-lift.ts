import { normalCdf, normalQuantile, normalSf } from '../distributions'
import {
  measured,
  notMeasurable,
  requireCount,
  requireFinite,
  requireOpenProbability,
  requirePositive,
} from '../errors'
import type { Measurement } from '../errors'

/** Means of mature customers, compared as relative lift; arms of equal size. */
export interface LiftDesign {
  readonly mean: number
  /** Variance between customers, the same in all arms. */
  readonly variance: number
  readonly arms: number
  readonly alpha?: number
  /** Tuning n* of the confidence sequence of {@link liftVariance}'s source; absent = fixed test. */
  readonly sequentialTuning?: number
}

/**
 * Question: how large is the variance of a relative lift (b − a)/a? Delta method:
 * σ²/(a²n) + σ²b²/(a⁴n), n customers an arm, b = a(1 + lift).
 * Worked number: a = 14, σ = 11, lift 0.05, n = 3000 → 4.3265e-4.
 */
export function liftVariance(mean: number, variance: number, lift: number, perArm: number): number {
  requirePositive(perArm, 'customers an arm')
  requirePositive(variance, 'variance')
  if (requireFinite(mean, 'mean') === 0) throw new RangeError('a lift over a mean of 0 is not defined')
  return (variance * (1 + (1 + requireFinite(lift, 'lift')) ** 2)) / (mean * mean * perArm)
}

/** How much wider than a fixed interval the asymptotic confidence sequence is at n (Waudby-Smith et al. 2024, eq. 10). */
function sequentialWidening(n: number, alpha: number, tuning: number): number {
  const logs = -2 * Math.log(alpha)
  const rhoSquared = (logs + Math.log(logs + 1)) / requirePositive(tuning, 'sequentialTuning')
  const inner = n * rhoSquared + 1
  const z = Math.sqrt((2 * inner * Math.log(Math.sqrt(inner) / alpha)) / (n * rhoSquared))
  return z / normalQuantile(1 - alpha / 2)
}

/**
 * Question: how likely does a two-sided test find a relative lift of a mean?
 * customers: over all arms. Formula: Φ̄(z − lift/se) + Φ(−z − lift/se), se by the delta method (times the
 * sequence's widening at 2n/arms). Reference software: GrowthBook's power calculator.
 * Worked number: mean 14, sd 11, lift 0.05, 3 arms, 9,000 customers → 0.6714251164.
 */
export function liftPower(design: LiftDesign, customers: number, lift: number): number {
  const { alpha = 0.05, arms, sequentialTuning } = design
  requireOpenProbability(alpha, 'alpha')
  const perArm = requirePositive(customers, 'customers') / requireCount(arms, 'arms', 2)
  const wider = sequentialTuning === undefined ? 1 : sequentialWidening(2 * perArm, alpha, sequentialTuning)
  const drift = lift / (Math.sqrt(liftVariance(design.mean, design.variance, lift, perArm)) * wider)
  const z = normalQuantile(1 - alpha / 2)
  return normalSf(z - drift) + normalCdf(-z - drift)
}

/**
 * Question: which relative lift would just be found? Formula: positive root of
 * (b − a)²/a² = z²·Var(lift) with z = z_{α/2} + z_power. Code: too-few-customers where no lift is found.
 * Reference software: GrowthBook's calculator. Worked number: mean 14, sd 11, 3 arms, 9,000 customers → 0.0585226449.
 */
export function smallestLift(
  design: LiftDesign,
  customers: number,
  power: number,
): Measurement<{ readonly lift: number }> {
  const { alpha = 0.05, arms, mean, sequentialTuning } = design
  requireOpenProbability(power, 'power')
  requireOpenProbability(alpha, 'alpha')
  if (power <= alpha) throw new RangeError('power must be greater than alpha')
  requirePositive(design.variance, 'variance')
  if (requireFinite(mean, 'mean') === 0) throw new RangeError('a lift over a mean of 0 is not defined')
  const perArm = requirePositive(customers, 'customers') / requireCount(arms, 'arms', 2)
  const wider = sequentialTuning === undefined ? 1 : sequentialWidening(2 * perArm, alpha, sequentialTuning)
  const z = normalQuantile(1 - alpha / 2) + normalQuantile(power)
  const k = (z * z * design.variance * wider * wider) / (perArm * mean * mean)
  // lift² = k(1 + (1 + lift)²), so (1 − k)·lift² − 2k·lift − 2k = 0; k ≥ 1 has no positive root.
  if (k >= 1) return notMeasurable('too-few-customers', { customers, arms })
  return measured({ lift: (k + Math.sqrt(k * k + 2 * k * (1 - k))) / (1 - k) })
}
