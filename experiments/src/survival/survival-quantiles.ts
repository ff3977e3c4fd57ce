import { normalQuantile } from '../distributions'
import { requireOpenProbability } from '../errors'
import type { SurvivalCurve } from './kaplan-meier'
import { type SurvivalScale, survivalBound } from './survival-at'

/** A time, or null where the curve (or its bound) never comes down so far. */
export interface SurvivalQuantile {
  readonly p: number
  readonly time: number | null
  readonly lower: number | null
  readonly upper: number | null
}

/** Shares within this of each other count as equal, as in R. */
const TOLERANCE = Math.sqrt(Number.EPSILON)

/**
 * Question: by what time have p of the subjects had the event?
 * Assumptions: as kaplanMeier. Formula: first time with S(t) ≤ 1 − p; the middle of the step where S equals 1 − p;
 * bounds: the same on the lower and the upper interval curve. Source: Brookmeyer & Crowley 1982.
 * Reference: R quantile.survfit. Units: time. Works from a curve.
 * Worked number: AML, maintained, p = 0.5: 31, log 18 to none, log-log 13 to none.
 */
export function survivalQuantile(
  curve: SurvivalCurve,
  p: number,
  scale: SurvivalScale = 'log_log',
  alpha = 0.05,
): SurvivalQuantile {
  requireOpenProbability(p, 'p')
  const z = normalQuantile(1 - requireOpenProbability(alpha, 'alpha') / 2)
  const bound = (side: -1 | 1): number | null =>
    crossing(curve, p, (i) => {
      const survival = curve.survival[i] ?? NaN
      if (survival === 1) return 1
      return survivalBound(survival, z * Math.sqrt(curve.greenwood[i] ?? NaN), scale, side)
    })
  return { p, time: crossing(curve, p, (i) => curve.survival[i] ?? null), lower: bound(-1), upper: bound(1) }
}

/** First time at which a falling curve reaches 1 − p, or the middle of its step there. */
function crossing(curve: SurvivalCurve, p: number, valueAt: (i: number) => number | null): number | null {
  let reached: number | null = null
  for (let i = 0; i < curve.time.length; i++) {
    const value = valueAt(i)
    if (value === null) continue
    const time = curve.time[i] ?? NaN
    if (reached === null && 1 - value >= p - TOLERANCE) reached = time
    if (1 - value >= p + TOLERANCE) return reached === null ? time : (reached + time) / 2
  }
  return reached === null ? null : (reached + (curve.time[curve.time.length - 1] ?? reached)) / 2
}
