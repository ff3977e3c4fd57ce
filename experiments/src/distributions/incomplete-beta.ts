import { requirePositive, requireProbability } from '../errors'
import { continuedFraction } from './continued-fraction'
import { logBetaKernel } from './saddle-point'

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
  const fraction = continuedFraction(1, (j) => {
    const m = j >> 1
    const top =
      j % 2 === 0
        ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
        : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    return [top, 1]
  })
  return Math.min(0, logBetaKernel(x, y, a, b) - Math.log(a) - Math.log(fraction))
}
