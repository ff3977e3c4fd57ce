import { binomialPmf, chiSquareSf } from '../distributions'
import { measured, notMeasurable, type Measurement } from '../errors'
import { requireSegments, type SegmentEffect } from './segment-effect'

export interface QualitativeInteraction {
  /** Evidence for positive effects, Σ (y/s)² over y > 0, and for negative ones. */
  readonly positive: number
  readonly negative: number
  readonly statistic: number
  readonly pValue: number
}

/**
 * Does the winner differ by segment: positive effects in some, negative in others?
 *
 * Assumes independent segments. Formula: min(Q+, Q−) against P = Σ_h B(h; m − 1, ½)·P(χ²_h > c), h = 1…m − 1.
 * Source: Gail & Simon 1985, theorem 2. A named segment needs its own adjusted interval excluding 0 besides.
 * Code too-few-segments under 2. RangeError on se ≤ 0 or NaN.
 * Worked number: 2 ± 1 and −2 ± 1 → min(4, 4) = 4, p = ½·P(χ²_1 > 4) = 0.02275.
 */
export function qualitativeInteraction(
  segments: readonly SegmentEffect[],
): Measurement<QualitativeInteraction> {
  requireSegments(segments)
  const m = segments.length
  if (m < 2) return notMeasurable('too-few-segments', { segments: m, needed: 2 })
  const evidence = (sign: 1 | -1): number =>
    segments.reduce(
      (sum, { estimate, standardError }) => sum + (estimate * sign > 0 ? (estimate / standardError) ** 2 : 0),
      0,
    )
  const [positive, negative] = [evidence(1), evidence(-1)]
  const statistic = Math.min(positive, negative)
  if (statistic === 0) return measured({ positive, negative, statistic, pValue: 1 })
  let pValue = 0
  for (let h = 1; h < m; h++) pValue += binomialPmf(h, m - 1, 0.5) * chiSquareSf(statistic, h)
  return measured({ positive, negative, statistic, pValue })
}
