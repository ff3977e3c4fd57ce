import { requireFinite, requireOpenProbability } from '../errors'
import { inverseMillsRatio, normalUpperTail } from './normal-upper-tail'

const HALF_LOG_TWO_PI = 0.9189385332046727

/** Standard normal density at z. Worked number: normalPdf(0) = 1/√(2π) = 0.3989422804014327. */
export function normalPdf(z: number): number {
  return Math.exp(-0.5 * z * z - HALF_LOG_TWO_PI)
}

/**
 * ln P(Z > z) for a standard normal Z; finite where the probability itself underflows.
 * Source: normalUpperTail; Mills ratio beyond 3. Throws RangeError on NaN. Worked number: normalLogSf(40) = −804.608.
 */
export function normalLogSf(z: number): number {
  if (z === Infinity) return -Infinity
  if (z === -Infinity) return 0
  requireFinite(z, 'z')
  if (z > 3) return -0.5 * z * z - HALF_LOG_TWO_PI - Math.log(inverseMillsRatio(z))
  return z < 0 ? Math.log1p(-normalUpperTail(-z)) : Math.log(normalUpperTail(z))
}

/**
 * P(Z > z): survival function of the standard normal, relative accuracy 1e-13 down to 1e-308.
 * Use it for p-values, never 1 − cdf (which is exactly 0 past 8.3). Source: Taylor expansion around table nodes
 * made by the Kummer series and Laplace's continued fraction (DLMF 7.6.2, 7.9.1).
 * Worked number: normalSf(1.959963984540054) = 0.025.
 */
export function normalSf(z: number): number {
  if (z === Infinity) return 0
  if (z === -Infinity) return 1
  requireFinite(z, 'z')
  return z < 0 ? 1 - normalUpperTail(-z) : normalUpperTail(z)
}

/** P(Z ≤ z) of the standard normal. Source as normalSf. Worked number: normalCdf(−10) = 7.61985302416e-24. */
export function normalCdf(z: number): number {
  return normalSf(-z)
}

/**
 * z with P(Z ≤ z) = p, for 0 < p < 1; −Infinity and Infinity at 0 and 1.
 *
 * Method: start by Abramowitz & Stegun 26.2.23, then Newton on the logarithm of the smaller tail, which is
 * concave and converges from everywhere. For an upper tail q take −normalQuantile(q), not
 * normalQuantile(1 − q). Throws RangeError outside [0, 1]. Worked number: normalQuantile(0.975) = 1.959963984540054.
 */
export function normalQuantile(p: number): number {
  if (p === 0) return -Infinity
  if (p === 1) return Infinity
  requireOpenProbability(p, 'p')
  if (p === 0.5) return 0
  return p < 0.5 ? -upperQuantile(p) : upperQuantile(1 - p)
}

function upperQuantile(tail: number): number {
  const t = Math.sqrt(-2 * Math.log(tail))
  let z =
    t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
  const target = Math.log(tail)
  for (let i = 0; i < 12; i++) {
    const logSf = normalLogSf(z)
    const step = (logSf - target) * Math.exp(logSf + 0.5 * z * z + HALF_LOG_TWO_PI)
    z += step
    if (Math.abs(step) <= 2e-16 * Math.abs(z) || Math.abs(step) < 1e-17) break
  }
  return z
}
