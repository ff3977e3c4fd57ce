import { requireNonNegative, requirePositive } from '../errors'
import { logIncompleteBeta } from './incomplete-beta'

/**
 * P(F > x) of Fisher's F with df1, df2 > 0 degrees of freedom (df2 = Infinity is not taken: use chi-square).
 * Formula: I_{df2/(df2 + df1 x)}(df2/2, df1/2), Abramowitz & Stegun 26.6.2. Throws RangeError on x < 0.
 * Worked number: fSf(4.102821015317148, 2, 10) = 0.05.
 */
export function fSf(x: number, df1: number, df2: number): number {
  return Math.exp(tails(x, df1, df2).lower)
}

/** P(F ≤ x); arguments as fSf. Worked number: fCdf(1, 3, 3) = 0.5. */
export function fCdf(x: number, df1: number, df2: number): number {
  return Math.exp(tails(x, df1, df2).upper)
}

function tails(x: number, df1: number, df2: number): { lower: number; upper: number } {
  requireNonNegative(x, 'x')
  requirePositive(df1, 'df1')
  requirePositive(df2, 'df2')
  const total = df2 + df1 * x
  return logIncompleteBeta(df2 / total, (df1 * x) / total, df2 / 2, df1 / 2)
}
