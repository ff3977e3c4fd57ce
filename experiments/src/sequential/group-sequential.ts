import { normalCdf, normalPdf, normalQuantile } from '../distributions'
import {
  type Measurement,
  measured,
  notMeasurable,
  requireFinite,
  requireOpenProbability,
  requirePositive,
} from '../errors'
import { type SpendingFunction, alphaSpent } from './alpha-spending'
import type { SequentialLook } from './information-clock'

export interface GroupSequentialBound {
  /** Information of the look over planned information, at most 1. */
  readonly fraction: number
  /** Two-sided α spent up to this look. */
  readonly spent: number
  /** Critical value of |estimate / se|. Infinity where nothing may be spent yet. */
  readonly critical: number
}

/**
 * Question: how extreme must z be at each of the looks that were really made?
 * Assumptions: z-values of independent increments in the information clock; looks not timed by the results.
 * Formula: c_k solves P(|Z_j| < c_j for j < k, |Z_k| ≥ c_k) = α*(t_k) − α*(t_{k−1}), by the recursive density of
 * Armitage, McPherson & Rowe 1969 with Simpson's rule (Jennison & Turnbull 2000 §19.2).
 * Source: Lan & DeMets 1983. Reference: R ldbounds. Units: standard errors. Works from the informations.
 * Looks whose information does not rise above the one before get the same bound as a look with nothing to spend:
 * Infinity. Worked number: five equal looks, α = 0.05, O'Brien–Fleming-like: 4.8769, 3.3570, 2.6803, 2.2898, 2.0310.
 * Throws RangeError for an information that is not above 0.
 */
export function groupSequentialBounds(
  informations: readonly number[],
  plannedInformation: number,
  alpha: number,
  kind: SpendingFunction,
): GroupSequentialBound[] {
  requireOpenProbability(alpha, 'alpha')
  requirePositive(plannedInformation, 'plannedInformation')
  let spentBefore = 0
  let timeBefore = 0
  let density: ContinuationDensity | null = null
  return informations.map((information) => {
    const time = requirePositive(information, 'information') / plannedInformation
    const fraction = Math.min(1, time)
    const spent = Math.max(spentBefore, alphaSpent(kind, fraction, alpha))
    const share = spent - spentBefore
    if (time <= timeBefore || share < 1e-13) return { fraction, spent: spentBefore, critical: Infinity }
    const critical = criticalValue(density, time, timeBefore, share)
    density = continuation(density, time, timeBefore, critical)
    spentBefore = spent
    timeBefore = time
    return { fraction, spent, critical }
  })
}

/**
 * Question: what can be said at this look, under the spending rule?
 * Formula: estimate ± critical × se (repeated confidence interval); the difference is declared when it excludes 0.
 * Source: Jennison & Turnbull 1989. Units: those of the estimate. Works from an estimate.
 * Worked number: 0.07, se 0.02, critical 2.4380 → 0.02124 to 0.11876.
 * Code: nothing-spent where the look may spend no α.
 */
export function groupSequentialInterval(
  look: SequentialLook,
  bound: GroupSequentialBound,
): Measurement<{ readonly lower: number; readonly upper: number; readonly declared: boolean }> {
  requireFinite(look.estimate, 'estimate')
  const half = requirePositive(look.standardError, 'standardError') * bound.critical
  if (half === Infinity) return notMeasurable('nothing-spent', { fraction: bound.fraction })
  requireFinite(half, 'critical')
  return measured({
    lower: look.estimate - half,
    upper: look.estimate + half,
    declared: Math.abs(look.estimate) > half,
  })
}

/** Sub-density of the score process S = Z·√t among paths that have not crossed, on a Simpson grid. */
interface ContinuationDensity {
  readonly points: Float64Array
  /** Density × Simpson weight. */
  readonly mass: Float64Array
}

const INTERVALS = 400

function crossing(
  density: ContinuationDensity | null,
  time: number,
  before: number,
  critical: number,
): number {
  const edge = critical * Math.sqrt(time)
  const sd = Math.sqrt(time - before)
  if (density === null) return 2 * normalCdf(-critical)
  let total = 0
  for (let i = 0; i < density.points.length; i++) {
    const s = density.points[i] ?? 0
    total += (density.mass[i] ?? 0) * (normalCdf((-edge - s) / sd) + normalCdf((s - edge) / sd))
  }
  return total
}

function criticalValue(
  density: ContinuationDensity | null,
  time: number,
  before: number,
  share: number,
): number {
  if (density === null) return -normalQuantile(share / 2)
  let low = 0
  let high = 12
  for (let step = 0; step < 60 && high - low > 1e-10; step++) {
    const middle = (low + high) / 2
    if (crossing(density, time, before, middle) > share) low = middle
    else high = middle
  }
  return (low + high) / 2
}

function continuation(
  density: ContinuationDensity | null,
  time: number,
  before: number,
  critical: number,
): ContinuationDensity {
  const edge = Math.min(critical, 9) * Math.sqrt(time)
  const sd = Math.sqrt(time - before)
  const step = (2 * edge) / INTERVALS
  const points = Float64Array.from({ length: INTERVALS + 1 }, (_, i) => -edge + i * step)
  const mass = points.map((s, i) => {
    const simpson = (step / 3) * (i === 0 || i === INTERVALS ? 1 : i % 2 === 1 ? 4 : 2)
    if (density === null) return (simpson * normalPdf(s / sd)) / sd
    let value = 0
    for (let j = 0; j < density.points.length; j++) {
      value += ((density.mass[j] ?? 0) * normalPdf((s - (density.points[j] ?? 0)) / sd)) / sd
    }
    return simpson * value
  })
  return { points, mass }
}
