import { type Measurement, measured, notMeasurable, requireCount } from '../errors'
import type { AgeSums } from './age-sums'
import { curveSteps, longestAge } from './influence-weights'
import { MIN_CUSTOMERS_AT_RISK } from './recovery-estimate'

export interface RecoveryCurve {
  /** Last age shown. */
  readonly longest: number
  /** Share paid by the end of age 0 … longest. */
  readonly recovered: readonly number[]
  /** Share still open by the end of age 0 … longest (neither paid nor left). */
  readonly open: readonly number[]
}

/**
 * Question: how does the recovered share grow with age, as far as the data can say?
 * Assumptions and formula: as influenceWeights; shown to the longest age with at least `minimum` customers
 * (100 unless told) in every arm, so that no arm's tail rests on a handful.
 * Source: Kaplan & Meier 1958; Aalen & Johansen 1978. Units: share 0–1 by day. Works from sums.
 * Worked number: the four customers of ageSums with minimum 1: recovered 0, 0.2, 0.6, 0.6.
 * Codes: horizon-beyond-follow-up when no age has enough customers, nothing-owed.
 */
export function recoveryCurves(
  arms: readonly AgeSums[],
  minimum = MIN_CUSTOMERS_AT_RISK,
): Measurement<{ readonly curves: readonly RecoveryCurve[]; readonly longest: number }> {
  requireCount(minimum, 'minimum', 1)
  if (arms.length === 0) throw new RangeError('a curve needs at least one arm')
  const longest = Math.min(...arms.map((sums) => longestAge(sums, minimum)))
  if (longest < 0) return notMeasurable('horizon-beyond-follow-up', { needed: 0, minimum })
  if (arms.some((sums) => !((sums.atRisk[0] ?? 0) > 0))) return notMeasurable('nothing-owed')
  const curves = arms.map((sums) => {
    const steps = curveSteps(sums, longest)
    return { longest, recovered: Array.from(steps.recovered), open: Array.from(steps.open) }
  })
  return measured({ curves, longest })
}
