import { logGamma } from '../distributions'

/** ln density of s = √(χ²_df/df) at s > 0. Source: Johnson, Kotz & Balakrishnan 1994, chi distribution. */
export function logChiScaleDensity(s: number, df: number): number {
  const half = df / 2
  return Math.LN2 + half * Math.log(half) - logGamma(half) + (df - 1) * Math.log(s) - half * s * s
}
