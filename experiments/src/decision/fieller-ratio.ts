import { normalQuantile } from '../distributions'
import { measured, notMeasurable, requireFinite, requireNonNegative, requireOpenProbability } from '../errors'
import type { Measurement } from '../errors'

/** Two estimated differences and their sampling variances and covariance, in the units of the estimates. */
export interface RatioOfDifferences {
  readonly numerator: number
  readonly numeratorVariance: number
  readonly denominator: number
  readonly denominatorVariance: number
  readonly covariance?: number
}

export interface RatioInterval {
  readonly ratio: number
  readonly lower: number
  readonly upper: number
}

/**
 * Question: what did each additional euro recovered cost? (Any ratio of two estimated differences.)
 * Assumption: both differences are jointly normal. Formula: the values r with
 * (a − r·b)² ≤ z²(V_a − 2r·C + r²V_b); bounded only where b is more than z standard errors from 0.
 * Source: Fieller 1954, eq. 9. Units: those of the numerator over the denominator's, here € per €.
 * Works from sums. Code: denominator-not-different-from-zero (no bounded interval exists).
 * Worked number: a 2, V_a 0.04, b 10, V_b 1, C 0, 95 % → 0.2, 0.1509 to 0.2651. Throws RangeError for a
 * negative or NaN variance.
 */
export function costPerIncrementalEuro(input: RatioOfDifferences, alpha = 0.05): Measurement<RatioInterval> {
  const { numerator, denominator, covariance = 0 } = input
  requireFinite(numerator, 'numerator')
  requireFinite(denominator, 'denominator')
  requireFinite(covariance, 'covariance')
  const va = requireNonNegative(input.numeratorVariance, 'numeratorVariance')
  const vb = requireNonNegative(input.denominatorVariance, 'denominatorVariance')
  if (covariance ** 2 > va * vb * (1 + 1e-9))
    throw new RangeError('the covariance is larger than the variances allow')
  const z = normalQuantile(1 - requireOpenProbability(alpha, 'alpha') / 2)
  // r²(b² − z²V_b) − 2r(ab − z²C) + (a² − z²V_a) ≤ 0
  const square = denominator ** 2 - z * z * vb
  if (square <= 0)
    return notMeasurable('denominator-not-different-from-zero', { denominator, standardError: Math.sqrt(vb) })
  const middle = numerator * denominator - z * z * covariance
  const constant = numerator ** 2 - z * z * va
  const root = Math.sqrt(Math.max(0, middle * middle - square * constant))
  return measured({
    ratio: numerator / denominator,
    lower: (middle - root) / square,
    upper: (middle + root) / square,
  })
}
