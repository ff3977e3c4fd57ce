import { requirePositive } from '../errors'
import { gammaQuantile } from './gamma'
import { gammaP, gammaQ } from './incomplete-gamma'

/** P(X ≤ x) of chi-square with df > 0; P(df/2, x/2), Abramowitz & Stegun 26.4.19. chiSquareCdf(2, 2) = 1 − e⁻¹. */
export function chiSquareCdf(x: number, df: number): number {
  return gammaP(requirePositive(df, 'df') / 2, x / 2)
}

/**
 * P(X > x) of chi-square with df > 0, relative accuracy in the tail; Q(df/2, x/2).
 * Throws RangeError on x < 0 or df ≤ 0. Worked number: chiSquareSf(3.841458820694124, 1) = 0.05.
 */
export function chiSquareSf(x: number, df: number): number {
  return gammaQ(requirePositive(df, 'df') / 2, x / 2)
}

/** x with P(X ≤ x) = p of chi-square with df > 0. Worked number: chiSquareQuantile(0.95, 1) = 3.841458820694124. */
export function chiSquareQuantile(p: number, df: number): number {
  return 2 * gammaQuantile(p, requirePositive(df, 'df') / 2)
}
