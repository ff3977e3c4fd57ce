import {
  isMeasurable,
  measured,
  requireFinite,
  requireOpenProbability,
  requirePositive,
  type Measurement,
} from '../errors'
import { studentTQuantile, studentTSf } from '../distributions'
import type { EffectScale } from './arm-sums'
import { effectMoments, type Comparison, type EffectMoments } from './effect-moments'

/** greater: the treatment's value is higher. less: it is lower (a guardrail that must not rise). */
export type Alternative = 'two-sided' | 'greater' | 'less'

/** Turns an absolute effect per customer into units per day: × customers / (traffic share × days). */
export interface DailyImpact {
  readonly customers: number
  readonly trafficShare: number
  readonly days: number
}

export interface TestOptions {
  readonly scale: EffectScale
  /** Error rate of the interval; 0.05 gives 95 %. One-sided intervals spend all of it on one side. */
  readonly alpha?: number
  readonly alternative?: Alternative
  /** Effect under the null hypothesis, on the chosen scale. */
  readonly nullValue?: number
  readonly daily?: DailyImpact
}

export interface TestResult {
  /** Effect on the chosen scale, per day when daily is given. */
  readonly estimate: number
  readonly standardError: number
  /** Infinity on the open side of a one-sided interval. */
  readonly interval: readonly [number, number]
  readonly pValue: number
  readonly statistic: number
  readonly moments: EffectMoments
  readonly method: string
}

/** Interval estimate ± width, open on the side that a one-sided question does not ask about. */
export function sidedInterval(estimate: number, width: number, alternative: Alternative): [number, number] {
  if (alternative === 'greater') return [estimate - width, Infinity]
  if (alternative === 'less') return [-Infinity, estimate + width]
  return [estimate - width, estimate + width]
}

/** Factor from an effect per customer to an effect per day; 1 without daily. */
export function dailyFactor(daily: DailyImpact | undefined, scale: EffectScale): number {
  if (daily === undefined) return 1
  if (scale !== 'absolute') throw new RangeError('a daily impact needs the absolute scale')
  requirePositive(daily.trafficShare, 'trafficShare')
  requirePositive(daily.days, 'days')
  return requirePositive(daily.customers, 'customers') / (daily.trafficShare * daily.days)
}

/**
 * Welch's t test and interval for the effect on a mean, share, ratio or quantile of mature customers.
 *
 * Question: does the variant change the metric, when the data are looked at once, at the planned end?
 * Assumes independent units (hand in clusters as units) and enough of them for a normal mean: not for
 * rare events (use the score or exact intervals) and not for daily looks (use a sequence).
 * Formula: estimate ± t(1 − α/2, df)·se, df by Welch–Satterthwaite on the absolute variances.
 * Source: Welch 1947; se as effectMoments. From sums; units: the metric's, or a fraction of control.
 * Codes and RangeErrors as effectMoments. Worked number: 2480/4000 against 2580/4000, relative →
 * 0.0403226, 95 % interval 0.0055453 to 0.0750999, p = 0.0230631.
 */
export function welchTTest(comparison: Comparison, options: TestOptions): Measurement<TestResult> {
  const alpha = requireOpenProbability(options.alpha ?? 0.05, 'alpha')
  const nullValue = requireFinite(options.nullValue ?? 0, 'nullValue')
  const factor = dailyFactor(options.daily, options.scale)
  const moments = effectMoments(comparison, options.scale)
  if (!isMeasurable(moments)) return moments
  const { estimate, standardError, df } = moments
  const alternative = options.alternative ?? 'two-sided'
  const statistic = (estimate - nullValue) / standardError
  const critical = -studentTQuantile(alternative === 'two-sided' ? alpha / 2 : alpha, df)
  const [low, high] = sidedInterval(estimate, critical * standardError, alternative)
  return measured({
    estimate: estimate * factor,
    standardError: standardError * factor,
    interval: [low * factor, high * factor] as const,
    pValue: tailProbability(statistic, df, alternative),
    statistic,
    moments,
    method: 'welch-t',
  })
}

function tailProbability(statistic: number, df: number, alternative: Alternative): number {
  if (alternative === 'greater') return studentTSf(statistic, df)
  if (alternative === 'less') return studentTSf(-statistic, df)
  return Math.min(1, 2 * studentTSf(Math.abs(statistic), df))
}
