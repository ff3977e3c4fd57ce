import { requirePositive } from '../errors'

const HALF_LOG_TWO_PI = 0.9189385332046727

/**
 * Correction of Stirling's formula: ln Γ(n + 1) = (n + ½) ln n − n + ½ ln 2π + stirlingError(n).
 *
 * Why it exists apart from logGamma: densities of large counts subtract log-gammas of size n ln n;
 * the corrections are of size 1/n, so subtracting those loses nothing.
 * Source: Loader 2000, "Fast and accurate computation of binomial probabilities"; Bernoulli series of
 * Abramowitz & Stegun 6.1.41. Worked number: stirlingError(10) = 0.008330563433362871.
 */
export function stirlingError(n: number): number {
  if (n < 10) return logGammaOfShifted(n + 1) - (n + 0.5) * Math.log(n) + n - HALF_LOG_TWO_PI
  return stirlingSeries(n)
}

function stirlingSeries(n: number): number {
  const r = 1 / (n * n)
  const tail = 1 / 1188 - r * (691 / 360360 - r / 156)
  return (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * tail)))) / n
}

function logGammaOfShifted(x: number): number {
  let shifted = x
  let product = 1
  while (shifted < 11) {
    product *= shifted
    shifted += 1
  }
  const n = shifted - 1
  return (n + 0.5) * Math.log(n) - n + HALF_LOG_TWO_PI + stirlingSeries(n) - Math.log(product)
}

/**
 * Natural logarithm of the gamma function for x > 0 (no unit).
 *
 * Method: shift above 10 by Γ(x + 1) = xΓ(x), then Stirling's series to the seventh term
 * (Abramowitz & Stegun 6.1.40); absolute error about 1e-14 near 1 and 2, relative 1e-15 elsewhere.
 * Throws RangeError for x ≤ 0 or not finite. Worked number: logGamma(0.5) = ln √π = 0.5723649429247001.
 */
export function logGamma(x: number): number {
  return logGammaOfShifted(requirePositive(x, 'x'))
}

/**
 * ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b), without the cancellation of large arguments.
 *
 * Source: the same Stirling corrections (Loader 2000). Throws RangeError unless a, b > 0.
 * Worked number: logBeta(2, 3) = ln(1/12) = −2.4849066497880004.
 */
export function logBeta(a: number, b: number): number {
  requirePositive(a, 'a')
  requirePositive(b, 'b')
  const n = a + b
  const corrections = stirlingError(a) + stirlingError(b) - stirlingError(n)
  const sizes = -a * Math.log1p(b / a) - b * Math.log1p(a / b)
  return corrections + sizes + HALF_LOG_TWO_PI + 0.5 * (Math.log(n) - Math.log(a) - Math.log(b))
}
