import { requireFinite, requirePositive } from '../errors'

/** Effect of one segment and its standard error, in the metric's units. */
export interface SegmentEffect {
  readonly estimate: number
  readonly standardError: number
}

export function requireSegments(segments: readonly SegmentEffect[]): void {
  segments.forEach(({ estimate, standardError }, i) => {
    requireFinite(estimate, `estimate of segment ${i}`)
    requirePositive(standardError, `standard error of segment ${i}`)
  })
}
