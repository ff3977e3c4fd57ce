import { requireFinite, requireOpenProbability, requirePositive } from '../errors'
import { logBetaKernel } from './saddle-point'
import { logIncompleteBeta } from './incomplete-beta'
import { normalLogSf, normalQuantile } from './normal'

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
 * Method: Newton on the logarithm of the smaller tail. For an upper tail q take −studentTQuantile(q, df).
 * Throws RangeError for p outside [0, 1], df ≤ 0. Worked number: studentTQuantile(0.975, 10) = 2.228138851986274.
 */
export function studentTQuantile(p: number, df: number): number {
  if (df >= NORMAL_FROM) return normalQuantile(p)
  requirePositive(df, 'df')
  if (p === 0) return -Infinity
  if (p === 1) return Infinity
  requireOpenProbability(p, 'p')
  if (p === 0.5) return 0
  const t = upperQuantile(Math.min(p, 1 - p), df)
  return p < 0.5 ? -t : t
}

/**
 * Newton on ln P(T > t) as a function of ln t: that function is concave and falling, so every step lands right
 * of the root and the next ones run down to it, from any start and for any degrees of freedom.
 */
function upperQuantile(tail: number, df: number): number {
  const target = Math.log(tail)
  const z = -normalQuantile(tail)
  let logT = Math.log(z * (1 + (z * z + 1) / (4 * df)))
  for (let i = 0; i < 200; i++) {
    const t = Math.exp(logT)
    const logSf = studentTLogSf(t, df)
    const slope = t * Math.exp(Math.log(studentTPdf(t, df)) - logSf)
    const step = (logSf - target) / slope
    logT += step
    if (Math.abs(step) < 4e-16 * Math.max(1, Math.abs(logT))) break
  }
  return Math.exp(logT)
}
