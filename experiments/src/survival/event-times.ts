import { requireNonNegative } from '../errors'

/** Times to an event, one row a subject: event 1 = seen, 0 = right-censored at `time`. Any unit of time. */
export interface EventTimes {
  readonly time: ArrayLike<number>
  readonly event: ArrayLike<number>
}

/** What survival curves need: one row a distinct time, ascending. The compact form a database returns. */
export interface SurvivalCounts {
  readonly time: ArrayLike<number>
  /** Events at that time. */
  readonly events: ArrayLike<number>
  /** Subjects censored at that time, after the events. */
  readonly censored: ArrayLike<number>
}

/** Throws RangeError unless there are rows, times are finite and not negative, and events are 0 … `causes`. */
export function requireEventTimes(data: EventTimes, causes = 1): void {
  if (data.time.length === 0) throw new RangeError('no subjects')
  if (data.time.length !== data.event.length) throw new RangeError('time and event differ in length')
  for (let i = 0; i < data.time.length; i++) {
    const time = data.time[i] ?? NaN
    const event = data.event[i] ?? NaN
    if (!(time >= 0 && time < Infinity)) requireNonNegative(time, `time of subject ${i}`)
    if (!Number.isInteger(event) || event < 0 || event > causes) {
      throw new RangeError(`event of subject ${i} must be a whole number 0 to ${causes}, got ${event}`)
    }
  }
}

/** Subjects in order of time, ascending. */
export function timeOrder(time: ArrayLike<number>): Uint32Array {
  return Uint32Array.from({ length: time.length }, (_, i) => i).sort(
    (a, b) => (time[a] ?? 0) - (time[b] ?? 0),
  )
}

/**
 * Question: how many events and censored subjects are there at each distinct time?
 * Works from arrays; SQL: group by time. Units: subjects.
 * Worked number: times 5, 5, 8 with events 1, 0, 1 → time 5, 8; events 1, 1; censored 1, 0.
 * Throws RangeError on malformed rows.
 */
export function survivalCounts(data: EventTimes): SurvivalCounts {
  requireEventTimes(data)
  const time: number[] = []
  const events: number[] = []
  const censored: number[] = []
  for (const i of timeOrder(data.time)) {
    const t = data.time[i] ?? 0
    if (time.length === 0 || time[time.length - 1] !== t) {
      time.push(t)
      events.push(0)
      censored.push(0)
    }
    const counts = (data.event[i] ?? 0) > 0 ? events : censored
    counts[time.length - 1] = (counts[time.length - 1] ?? 0) + 1
  }
  return { time, events, censored }
}
