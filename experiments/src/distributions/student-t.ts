import { requireFinite, requireOpenProbability, requirePositive } from '../errors'
import { logBetaKernel } from './saddle-point'
import { logIncompleteBeta } from './incomplete-beta'
import { normalLogSf, normalQuantile } from './normal'
import { solveBracketed } from './solve'

/** Beyond this the normal is the same to 1e-12 in every tail that doubles can hold. */
const NORMAL_FROM = 1e15

/**
 * Density of Student's t with df > 0 degrees of freedom (fractional allowed, Infinity = normal).
 * Source: Student 1908 through the beta kernel. Worked number: studentTPdf(0, 1) = 1/π = 0.3183098861837907.
 */
export function studentTPdf(t: number, df: number): number {
  requireFinite(t, 't')
  requirePositive(df, 'df')
  if (t === 0) return Math.exp(logBetaKernel(0.5, 0.5, df / 2, 0.5) + (df / 2 + 0.5) * Math.LN2)
  const square = t * t
  return Math.exp(logBetaKernel(df / (df + square), square / (df + square), df / 2, 0.5)) / Math.abs(t)
}

/** ln P(T > t); source and arguments as studentTSf. Worked number: studentTLogSf(0, 5) = −ln 2. */
export function studentTLogSf(t: number, df: number): number {
  if (t === Infinity) return -Infinity
  if (t === -Infinity) return 0
  requireFinite(t, 't')
  if (df >= NORMAL_FROM) return normalLogSf(t)
  requirePositive(df, 'df')
  const square = t * t
  const tails = logIncompleteBeta(df / (df + square), square / (df + square), df / 2, 0.5)
  return t >= 0 ? tails.lower - Math.LN2 : Math.log1p(-0.5 * Math.exp(tails.lower))
}

/**
 * P(T > t) of Student's t with df > 0 (fractional allowed, Infinity = normal); relative accuracy in the tail.
 *
 * Formula: ½ I_{df/(df + t²)}(df/2, ½), Abramowitz & Stegun 26.7.1. Throws RangeError on df ≤ 0 or NaN.
 * Worked number: studentTSf(2.228138851986274, 10) = 0.025.
 */
export function studentTSf(t: number, df: number): number {
  return Math.exp(studentTLogSf(t, df))
}

/** P(T ≤ t); source and arguments as studentTSf. Worked number: studentTCdf(1, 1) = 0.75. */
export function studentTCdf(t: number, df: number): number {
  return studentTSf(-t, df)
}

/**
 * t with P(T ≤ t) = p; −Infinity and Infinity at p = 0 and 1.
 *
 * Method: Brent on the logarithm of the smaller tail. For an upper tail q take −studentTQuantile(q, df).
 * Throws RangeError for p outside [0, 1], df ≤ 0. Worked number: studentTQuantile(0.975, 10) = 2.228138851986274.
 */
export function studentTQuantile(p: number, df: number): number {
  if (df >= NORMAL_FROM) return normalQuantile(p)
  requirePositive(df, 'df')
  if (p === 0) return -Infinity
  if (p === 1) return Infinity
  requireOpenProbability(p, 'p')
  if (p === 0.5) return 0
  const tail = Math.min(p, 1 - p)
  const target = Math.log(tail)
  const excess = (logT: number): number => studentTLogSf(Math.exp(logT), df) - target
  // Solved in ln t: with few degrees of freedom quantiles span hundreds of orders of magnitude.
  const z = -normalQuantile(tail)
  let low = Math.log(z) - 0.01
  while (excess(low) < 0) low -= 2
  let high = Math.log(z) + 0.5
  while (excess(high) > 0) high += 2
  const t = Math.exp(solveBracketed(excess, low, high))
  return p < 0.5 ? -t : t
}
