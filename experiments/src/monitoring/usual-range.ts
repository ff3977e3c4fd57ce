import { measured, notMeasurable, requireFinite, type Measurement } from '../errors'

/** One past figure: so many months (weeks, …) before the one that is judged, at the same position of its month. */
export interface PastFigure {
  readonly stepsAgo: number
  readonly value: number
}

export interface UsualRange {
  /** where the robust line through the past leads */
  readonly expected: number
  readonly low: number
  readonly high: number
  /** change a step of the robust line */
  readonly slope: number
  /** 1.4826 times the median distance from the line: the standard deviation where figures are normal */
  readonly spread: number
  /** spreads on each side of the line that 99 of 100 unchanged figures stay within */
  readonly spreads: number
  /** past figures used */
  readonly figures: number
  /** the figure of the same season a year ago moved along the line, and its own limits; null: not known */
  readonly yearAgo: { readonly expected: number; readonly low: number; readonly high: number } | null
}

export const USUAL_FIGURES = { atLeast: 12, atMost: 24 } as const
/** Share of figures that fall outside although nothing changed, where figures scatter normally. */
export const USUAL_FALSE_ALARMS = 0.01

/** 99 % points of |figure − line| / spread for 12 to 24 past figures; 120 000 simulated normal series each. */
const SPREADS = [6.12, 5.89, 5.19, 5.09, 4.67, 4.59, 4.35, 4.28, 4.08, 4.05, 3.94, 3.91, 3.79] as const
/** Median to standard deviation, and mean distance to it, of normal figures. */
const OF_MEDIAN = 1.4826
const OF_MEAN = 1.2533

/**
 * The range in which a figure usually lies, from the figures at the same position of the months before.
 *
 * Question: is today's figure unlike its own past? Figures at the same position (day of month) are compared, so that
 * the rhythm of a month is no news; a figure outside is also held against the same month a year ago (`isUsual`), so
 * that neither is the rhythm of a year. Formula: Theil–Sen slope b = median of (x_j − x_i)/(j − i); expected = median
 * of x_i − b·i at i = 0; spread = 1.4826 · median |residual| (where that is 0: 1.2533 · mean |residual|); limits =
 * expected ± c_n · spread, c_n the simulated 99 % point for n past figures, which pays for estimating line and spread
 * from few figures. Robust: a quarter of the past may be out of line. Source: Theil 1950; Sen 1968; modified z-score
 * of Iglewicz & Hoaglin 1993. Codes: too-few-figures under 12 (the latest 24 are used), no-spread where all past
 * figures lie on one line. RangeError on a figure that is no finite number.
 * Worked number: 12 figures 9, 10, 11 in turn → b = 0, expected 10, spread 1.4826, limits 10 ± 9.07.
 */
export function usualRange(past: readonly PastFigure[], stepsAYear = 12): Measurement<UsualRange> {
  past.forEach(({ value }) => requireFinite(value, 'a past figure'))
  const used = [...past].sort((a, b) => a.stepsAgo - b.stepsAgo).slice(0, USUAL_FIGURES.atMost)
  const figures = used.length
  const spreads = SPREADS[figures - USUAL_FIGURES.atLeast]
  if (spreads === undefined)
    return notMeasurable('too-few-figures', { figures, needed: USUAL_FIGURES.atLeast })
  const slope = theilSen(used)
  const levelled = used.map(({ stepsAgo, value }) => value + slope * stepsAgo)
  const expected = median(levelled)
  const distances = levelled.map((value) => Math.abs(value - expected))
  const mean = distances.reduce((sum, value) => sum + value, 0) / figures
  const spread = OF_MEDIAN * median(distances) || OF_MEAN * mean
  if (!(spread > Math.abs(expected) * 1e-12)) return notMeasurable('no-spread', { figures })
  const around = (middle: number) => ({ low: middle - spreads * spread, high: middle + spreads * spread })
  const then = used.find(({ stepsAgo }) => stepsAgo === stepsAYear)
  const moved = then && then.value + slope * stepsAYear
  const yearAgo = moved === undefined ? null : { expected: moved, ...around(moved) }
  return measured({ expected, ...around(expected), slope, spread, spreads, figures, yearAgo })
}

/** Whether a figure lies in its range, or in that around the figure of the same season a year ago. */
export function isUsual(value: number, range: UsualRange): boolean {
  const within = ({ low, high }: { low: number; high: number }) => value >= low && value <= high
  return within(range) || (range.yearAgo !== null && within(range.yearAgo))
}

function theilSen(figures: readonly PastFigure[]): number {
  const slopes = figures.flatMap((a, index) =>
    figures.slice(index + 1).map((b) => (a.value - b.value) / (b.stepsAgo - a.stepsAgo)),
  )
  return median(slopes)
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2
}
