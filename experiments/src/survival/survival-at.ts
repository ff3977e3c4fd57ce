import { normalQuantile } from '../distributions'
import {
  type Measurement,
  measured,
  notMeasurable,
  requireNonNegative,
  requireOpenProbability,
} from '../errors'
import { type SurvivalCurve, curvePlace } from './kaplan-meier'

/** Scale on which the interval is symmetric; R calls them plain, log and log-log. */
export type SurvivalScale = 'plain' | 'log' | 'log_log'

export interface SurvivalPoint {
  readonly survival: number
  readonly standardError: number
  /** Subjects with a time of t or later. */
  readonly atRisk: number
  readonly lower: number
  readonly upper: number
}

/**
 * One bound (side −1 lower, 1 upper) of a survival probability with Greenwood sum g, error = z·√g; null where the
 * scale has none: S = 0, or S = 1 on log-log.
 */
export function survivalBound(
  survival: number,
  error: number,
  scale: SurvivalScale,
  side: -1 | 1,
): number | null {
  if (!(survival > 0) || !(error < Infinity)) return null
  if (scale === 'plain') return Math.min(1, Math.max(0, survival * (1 + side * error)))
  if (scale === 'log') return Math.min(1, survival * Math.exp(side * error))
  const log = Math.log(survival)
  return log === 0 ? null : Math.exp(log * Math.exp((side * error) / log))
}

/**
 * Question: what share has not had the event by time t, and how sure is that?
 * Assumptions: as kaplanMeier. Formula: with e = z·√(Greenwood sum): plain S(1 ± e); log S·exp(±e), capped at 1;
 * log-log exp(−exp(ln(−ln S) ± e/ln S)). Source: Kalbfleisch & Prentice 2002 §1.4. Reference: R summary.survfit.
 * Units: share 0–1. Works from a curve.
 * Worked number: AML, maintained, t = 24: 0.613636, log 0.376867 to 0.999158, log-log 0.265752 to 0.835299.
 * Codes: horizon-beyond-follow-up (t after the last time while some survive), no-variation (S 0 or, log-log, 1).
 */
export function survivalAt(
  curve: SurvivalCurve,
  t: number,
  scale: SurvivalScale = 'log_log',
  alpha = 0.05,
): Measurement<SurvivalPoint> {
  requireNonNegative(t, 't')
  requireOpenProbability(alpha, 'alpha')
  const place = curvePlace(curve, t)
  const last = curve.time.length - 1
  const survival = place < 0 ? 1 : (curve.survival[place] ?? NaN)
  if (place === last && t > (curve.time[last] ?? 0) && survival > 0) {
    return notMeasurable('horizon-beyond-follow-up', { needed: t, held: curve.time[last] ?? 0 })
  }
  const greenwood = place < 0 ? 0 : (curve.greenwood[place] ?? NaN)
  const error = normalQuantile(1 - alpha / 2) * Math.sqrt(greenwood)
  const lower = survivalBound(survival, error, scale, -1)
  const upper = survivalBound(survival, error, scale, 1)
  if (lower === null || upper === null)
    return notMeasurable('no-variation', { survival, atRisk: curveAtRisk(curve, t, place) })
  return measured({
    survival,
    standardError: survival * Math.sqrt(greenwood),
    atRisk: curveAtRisk(curve, t, place),
    lower,
    upper,
  })
}

function curveAtRisk(curve: SurvivalCurve, t: number, place: number): number {
  return place >= 0 && curve.time[place] === t ? (curve.atRisk[place] ?? 0) : (curve.atRisk[place + 1] ?? 0)
}
