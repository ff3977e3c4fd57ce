import { requirePositive, requireProbability } from '../errors'
import { logBetaKernel } from './saddle-point'

const MAX_TERMS = 1_000_000

/** Natural logarithms of both tails; −Infinity where a tail is empty. */
export interface LogTails {
  readonly lower: number
  readonly upper: number
}

/**
 * Logarithms of the regularised incomplete beta function I_x(a, b) and of its complement.
 *
 * y = 1 − x is an argument of its own: callers that know it exactly (Student, F) keep the far tail.
 * Source: continued fraction 8.17.22 of the NIST Handbook (DLMF), evaluated by Lentz; the front factor
 * by Loader 2000, so that a, b of a million keep full accuracy. Throws RangeError on a, b ≤ 0.
 */
export function logIncompleteBeta(x: number, y: number, a: number, b: number): LogTails {
  requireProbability(x, 'x')
  requireProbability(y, '1 - x')
  requirePositive(a, 'a')
  requirePositive(b, 'b')
  if (x === 0) return { lower: -Infinity, upper: 0 }
  if (y === 0) return { lower: 0, upper: -Infinity }
  const lowerIsSmall = x < (a + 1) / (a + b + 2)
  if (!lowerIsSmall) {
    const mirrored = smallTail(y, x, b, a)
    return { lower: complement(mirrored), upper: mirrored }
  }
  const small = smallTail(x, y, a, b)
  return { lower: small, upper: complement(small) }
}

function complement(logTail: number): number {
  return logTail >= 0
    ? -Infinity
    : logTail < -0.6931471805599453
      ? Math.log1p(-Math.exp(logTail))
      : Math.log(-Math.expm1(logTail))
}

function smallTail(x: number, y: number, a: number, b: number): number {
  return Math.min(0, logBetaKernel(x, y, a, b) - Math.log(betaFraction(x, y, a, b)))
}

/**
 * Even part of the continued fraction 8.17.22, by the modified Lentz algorithm (Thompson & Barnett 1986). With
 * the distance from the mean as a number of its own the terms do not cancel, however large a and b are
 * (Didonato & Morris 1992, eq. 8).
 */
function betaFraction(x: number, y: number, a: number, b: number): number {
  const distance = a <= b ? a - (a + b) * x : (a + b) * y - b
  const beta = (n: number): number =>
    n + (n * (b - n) * x) / (a + 2 * n - 1) + ((a + n) / (a + 2 * n + 1)) * (distance + 1 + n * (1 + y))
  let value = nonZero((a / (a + 1)) * (distance + 1))
  let c = value
  let d = 0
  for (let n = 1; n < MAX_TERMS; n++) {
    const alpha =
      (((a + n - 1) * (a + b + n - 1)) / (a + 2 * n - 1)) * ((n * (b - n)) / (a + 2 * n - 1)) * x * x
    const term = beta(n)
    d = 1 / nonZero(term + alpha * d)
    c = nonZero(term + alpha / c)
    const change = c * d
    value *= change
    if (Math.abs(change - 1) < 3e-16) return value
  }
  throw new RangeError('incomplete beta does not converge for these arguments')
}

function nonZero(value: number): number {
  return value === 0 ? 1e-300 : value
}
