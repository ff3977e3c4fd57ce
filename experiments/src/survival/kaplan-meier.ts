import { type EventTimes, type SurvivalCounts, survivalCounts } from './event-times'

/** A survival curve: one entry a distinct time, ascending. */
export interface SurvivalCurve {
  readonly subjects: number
  readonly events: number
  readonly time: Float64Array
  readonly atRisk: Float64Array
  readonly eventsAt: Float64Array
  readonly censoredAt: Float64Array
  readonly survival: Float64Array
  /** Σ d/(n(n − d)): Greenwood's sum; the variance of S is S² times it. Infinity once S is 0. */
  readonly greenwood: Float64Array
  /** Σ d/n. */
  readonly cumulativeHazard: Float64Array
}

/**
 * Question: what share has not yet had the event, by time?
 * Assumptions: censoring unrelated to the event; independent subjects (clusters: clusteredRestrictedMean, recovery).
 * Formula: S(t) = Π_{t_i ≤ t}(1 − d_i/n_i); Var S = S² Σ d_i/(n_i(n_i − d_i)).
 * Source: Kaplan & Meier 1958; Greenwood 1926; Nelson 1972, Aalen 1978 for the hazard. Reference: R survfit.
 * Units: share 0–1. Works from sufficient statistics (counts by time); weighted counts are allowed.
 * Worked number: times 6, 6, 6, 6 (events 1, 1, 1, 0) of 21 subjects: S(6) = 0.857143.
 * Throws RangeError for counts that are negative, not finite, out of order or empty.
 */
export function kaplanMeierFromCounts(counts: SurvivalCounts): SurvivalCurve {
  const m = counts.time.length
  const subjects = requireCounts(counts)
  const curve = {
    time: Float64Array.from(counts.time),
    atRisk: new Float64Array(m),
    eventsAt: Float64Array.from(counts.events),
    censoredAt: Float64Array.from(counts.censored),
    survival: new Float64Array(m),
    greenwood: new Float64Array(m),
    cumulativeHazard: new Float64Array(m),
  }
  let atRisk = subjects
  let survival = 1
  let greenwood = 0
  let hazard = 0
  let events = 0
  for (let i = 0; i < m; i++) {
    const d = counts.events[i] ?? 0
    curve.atRisk[i] = atRisk
    if (d > 0) {
      survival *= 1 - d / atRisk
      greenwood += d / (atRisk * (atRisk - d))
      hazard += d / atRisk
      events += d
    }
    curve.survival[i] = survival
    curve.greenwood[i] = greenwood
    curve.cumulativeHazard[i] = hazard
    atRisk -= d + (counts.censored[i] ?? 0)
  }
  return { ...curve, subjects, events }
}

/** The same from arrays, which are first counted. */
export function kaplanMeier(data: EventTimes): SurvivalCurve {
  return kaplanMeierFromCounts(survivalCounts(data))
}

function requireCounts(counts: SurvivalCounts): number {
  const m = counts.time.length
  if (m === 0 || counts.events.length !== m || counts.censored.length !== m) {
    throw new RangeError('counts must be columns of one length, not empty')
  }
  let subjects = 0
  let before = -Infinity
  for (let i = 0; i < m; i++) {
    const time = counts.time[i] ?? NaN
    const events = counts.events[i] ?? NaN
    const censored = counts.censored[i] ?? NaN
    if (!(time >= 0 && time > before && time < Infinity)) {
      throw new RangeError(`times must be finite, ascending, distinct and not below 0; row ${i} is ${time}`)
    }
    if (!(events >= 0 && censored >= 0 && events + censored < Infinity)) {
      throw new RangeError(`counts must be finite and not below 0; row ${i} has ${events} and ${censored}`)
    }
    before = time
    subjects += events + censored
  }
  if (!(subjects > 0)) throw new RangeError('no subjects')
  return subjects
}

/** Place of the last curve time not after t; −1 before the first. */
export function curvePlace(curve: SurvivalCurve, t: number): number {
  let low = 0
  let high = curve.time.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((curve.time[middle] ?? Infinity) <= t) low = middle + 1
    else high = middle
  }
  return low - 1
}
