import { chiSquareSf } from '../distributions'
import { measured, notMeasurable, type Measurement } from '../errors'
import { requireSegments, type SegmentEffect } from './segment-effect'

export interface Heterogeneity {
  readonly q: number
  readonly df: number
  readonly pValue: number
  /** Share of the spread that is not sampling error, 0 to 1. */
  readonly iSquared: number
}

/**
 * Do the effects of the segments differ at all?
 *
 * Assumes independent segment estimates with known standard errors. Formula: Q = Σ (y_i − ȳ)²/s_i², ȳ weighted
 * by 1/s_i², chi-square on m − 1; I² = max(0, (Q − m + 1)/Q). Source: Cochran 1954; Higgins & Thompson 2002.
 * "The winner differs by segment" is another question: qualitativeInteraction. Code too-few-segments under 2.
 * RangeError on se ≤ 0 or NaN. Worked number: 1 ± 1 and 4 ± 1 → Q = 4.5, p = 0.0338949.
 */
export function cochranQ(segments: readonly SegmentEffect[]): Measurement<Heterogeneity> {
  requireSegments(segments)
  if (segments.length < 2) return notMeasurable('too-few-segments', { segments: segments.length, needed: 2 })
  const weights = segments.map(({ standardError }) => 1 / standardError ** 2)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const mean = segments.reduce((sum, { estimate }, i) => sum + (weights[i] ?? 0) * estimate, 0) / total
  const q = segments.reduce((sum, { estimate }, i) => sum + (weights[i] ?? 0) * (estimate - mean) ** 2, 0)
  const df = segments.length - 1
  return measured({ q, df, pValue: chiSquareSf(q, df), iSquared: q === 0 ? 0 : Math.max(0, (q - df) / q) })
}
