import { normalSf } from '../distributions'
import {
  type Measurement,
  measured,
  notMeasurable,
  requireNonNegative,
  requireOpenProbability,
} from '../errors'
import { MIN_CUSTOMERS_AT_RISK, type RecoveryEstimate } from './recovery-estimate'
import type { RecoveryContrast } from './recovery-intervals'
import { twoSidedZ } from './two-sided-z'

/** One stratum, or one epoch of constant assignment weights. */
export interface RecoveryStratum {
  readonly treatment: RecoveryEstimate
  readonly control: RecoveryEstimate
  /** Share of the whole: exposed euros for euro metrics, customers for the others. Scaled to sum 1. */
  readonly weight: number
}

/**
 * Question: how far apart are two arms when customers were assigned within strata, or in epochs of changed weights?
 * Assumptions: strata known before the trigger, weights fixed; arms drawn independently within strata.
 * Formula: Σ w_s (θ_Ts − θ_Cs), variance Σ w_s² (se_Ts² + se_Cs²). Source: Miratrix, Sekhon & Yu 2013.
 * Reference: post-stratification of gbstats on complete data. Units: those of the estimate. Works from estimates.
 * Worked number: weights 3 and 1, differences 0.04 (se 0.02) and 0.08 (se 0.04): 0.05, se 0.018028.
 * Codes: too-few-at-risk (fewer than 100 an arm followed to the last age over all strata), no-variation.
 * Throws RangeError without strata, or for weights that are negative or all 0.
 */
export function stratifiedRecoveryDifference(
  strata: readonly RecoveryStratum[],
  alpha: number,
): Measurement<RecoveryContrast> {
  requireOpenProbability(alpha, 'alpha')
  const total = strata.reduce((sum, stratum) => sum + requireNonNegative(stratum.weight, 'weight'), 0)
  if (!(total > 0)) throw new RangeError('strata need weights that sum to more than 0')
  const sum = (of: (stratum: RecoveryStratum) => number): number =>
    strata.reduce((s, stratum) => s + of(stratum), 0)
  const fewest = (of: (cell: RecoveryEstimate) => number): number =>
    Math.min(
      sum(({ treatment }) => of(treatment)),
      sum(({ control }) => of(control)),
    )
  const customersAtRisk = fewest((cell) => cell.customersAtRisk)
  if (customersAtRisk < MIN_CUSTOMERS_AT_RISK) {
    return notMeasurable('too-few-at-risk', { fewest: customersAtRisk, needed: MIN_CUSTOMERS_AT_RISK })
  }
  const difference = sum(
    ({ treatment, control, weight }) => (weight / total) * (treatment.estimate - control.estimate),
  )
  const variance = sum(
    ({ treatment, control, weight }) =>
      (weight / total) ** 2 * (treatment.standardError ** 2 + control.standardError ** 2),
  )
  if (!(variance > 0)) return notMeasurable('no-variation')
  const standardError = Math.sqrt(variance)
  const half = twoSidedZ(alpha) * standardError
  const z = difference / standardError
  return measured({
    difference,
    standardError,
    information: 1 / variance,
    z,
    p: Math.min(1, 2 * normalSf(Math.abs(z))),
    lower: difference - half,
    upper: difference + half,
    customersAtRisk,
    payers: fewest((cell) => cell.payers),
  })
}
