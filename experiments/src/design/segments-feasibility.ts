import { feasibility } from './running-time'
import type { ComparisonDesign } from './comparison-design'
import type { DesignMetric } from './design-metric'
import type { Feasibility, FeasibilityQuestion } from './running-time'

/** One segment's own history. */
export interface SegmentBaseline {
  readonly segment: string
  /** Metric's value now, in its unit: merging prefers the segment that is most alike. */
  readonly value: number
  readonly metric: DesignMetric
  readonly customersPerWeek: number
  /** As customers entered in history, see FeasibilityQuestion. */
  readonly entered?: ArrayLike<number> | undefined
  /** Shares of the two cells where they are not those of the question. */
  readonly shares?: Pick<ComparisonDesign, 'controlShare' | 'variantShare'> | undefined
  /** Limit of this segment where it is not that of the question. */
  readonly maxCustomers?: number | undefined
}

export type SegmentsQuestion = Omit<FeasibilityQuestion, 'design' | 'customersPerWeek'> & {
  /** Everything but the metric; `contrasts` counts variants in one segment, the segments are added here. */
  readonly design: Omit<ComparisonDesign, 'metric'>
}

export interface SegmentFeasibility extends Feasibility {
  readonly segment: string
  /** Segment to merge with when this one cannot answer within the limits; null when it can or stands alone. */
  readonly mergeWith: string | null
}

/**
 * Question: which segments can answer on their own, and what should become of those that cannot?
 * Each segment with alpha split over all segments × variants; one that cannot is to be merged with the
 * segment whose baseline is closest. Limits of customers and days hold for each segment.
 * Throws RangeError for no segment. Worked example: segments of 100 and 3 customers a week, 770 needed
 * within 120 days → the second merges with the first.
 */
export function segmentsFeasibility(
  segments: readonly SegmentBaseline[],
  question: SegmentsQuestion,
): readonly SegmentFeasibility[] {
  if (segments.length === 0) throw new RangeError('no segment to judge')
  const contrasts = (question.design.contrasts ?? 1) * segments.length
  return segments.map(({ segment, value, metric, customersPerWeek, entered, shares, maxCustomers }) => {
    const design = { ...question.design, ...shares, contrasts, metric }
    const limits = maxCustomers === undefined ? {} : { maxCustomers }
    const answer = feasibility({ ...question, ...limits, design, customersPerWeek, entered })
    const feasible = answer.advice.every(({ code }) => code === 'feasible')
    const others = segments.filter((other) => other.segment !== segment)
    const [closest] = others.sort((a, b) => Math.abs(a.value - value) - Math.abs(b.value - value))
    return { ...answer, segment, mergeWith: feasible ? null : (closest?.segment ?? null) }
  })
}
