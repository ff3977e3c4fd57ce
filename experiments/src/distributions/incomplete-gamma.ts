import { requireNonNegative, requirePositive } from '../errors'
import { continuedFraction } from './continued-fraction'
import type { LogTails } from './incomplete-beta'
import { logGammaKernel } from './saddle-point'

/**
 * Logarithms of the regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 − P.
 *
 * Source: series 8.7.1 below a + 1, continued fraction 8.9.2 above (NIST Handbook, DLMF), front factor by
 * Loader 2000. Throws RangeError on a ≤ 0 or x < 0.
 */
export function logIncompleteGamma(a: number, x: number): LogTails {
  requirePositive(a, 'a')
  requireNonNegative(x, 'x')
  if (x === 0) return { lower: -Infinity, upper: 0 }
  if (x < a + 1) {
    const lower = Math.min(0, logGammaKernel(x, a) - Math.log(a) + Math.log(lowerSeries(a, x)))
    return { lower, upper: Math.log(-Math.expm1(lower)) }
  }
  const fraction = continuedFraction(x + 1 - a, (j) => [-j * (j - a), x + 2 * j + 1 - a])
  const upper = Math.min(0, logGammaKernel(x, a) - Math.log(fraction))
  return { lower: Math.log1p(-Math.exp(upper)), upper }
}

function lowerSeries(a: number, x: number): number {
  let term = 1
  let sum = 1
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= x / (a + k)
    sum += term
  }
  return sum
}

/**
 * Lower regularised incomplete gamma P(a, x) = γ(a, x) / Γ(a): the distribution function of a gamma
 * variable of shape a and scale 1. Source: DLMF 8.2.4. Throws RangeError on a ≤ 0, x < 0.
 * Worked number: gammaP(1, 2) = 1 − e⁻² = 0.8646647167633873.
 */
export function gammaP(a: number, x: number): number {
  return Math.exp(logIncompleteGamma(a, x).lower)
}

/**
 * Upper regularised incomplete gamma Q(a, x) = 1 − P(a, x), accurate in the far tail.
 * Source: DLMF 8.2.4. Throws RangeError on a ≤ 0, x < 0. Worked number: gammaQ(1, 50) = e⁻⁵⁰ = 1.93e-22.
 */
export function gammaQ(a: number, x: number): number {
  return Math.exp(logIncompleteGamma(a, x).upper)
}
