import { IANAZone } from 'luxon'
import { AppError } from '../http/app-error'
import { DAY_MS, MINUTE_MS } from './civil'
import type { DayNumber, Instant } from './civil'

/** Steps in which a year is searched for changes of the clock; no zone changes it twice within so few days. */
const STEP_MS = 5 * DAY_MS
const YEAR_MS = 366 * DAY_MS

/**
 * The clock of one time zone. Luxon is asked only where a new year is met; what it says is kept as a list of offsets
 * by the instant from which they hold, because a simulated year asks some ten million times.
 */
export class ZoneClock {
  /** ascending; `offsets[i]` holds from `starts[i]` to `starts[i + 1]` */
  private readonly starts: Instant[] = []
  private readonly offsets: number[] = []
  private from: Instant = 0
  private to: Instant = 0
  private last = 0
  private readonly zone: IANAZone

  constructor(name: string) {
    this.zone = IANAZone.create(name)
    if (!this.zone.isValid)
      throw new AppError('calendar/unknown-time-zone', 422, `There is no time zone ${name}.`)
  }

  /** Milliseconds to add to UTC at an instant. */
  offsetAt(at: Instant): number {
    if (at < this.from || at >= this.to) this.cover(at)
    return this.offsets[this.segment(at)] ?? 0
  }

  /** Number of the local day at an instant. */
  dayAt(at: Instant): DayNumber {
    return Math.floor((at + this.offsetAt(at)) / DAY_MS)
  }

  /** Minutes since local midnight, rounded down. */
  minuteAt(at: Instant): number {
    const local = at + this.offsetAt(at)
    return Math.floor((local - Math.floor(local / DAY_MS) * DAY_MS) / MINUTE_MS)
  }

  /**
   * The first instant at which the clock shows a minute of a day. Where the clock jumps over it, the instant of the
   * jump; where it shows it twice, the first time.
   */
  instantOf(day: DayNumber, minute: number): Instant {
    const local = day * DAY_MS + minute * MINUTE_MS
    const before = this.offsetAt(local - DAY_MS)
    const after = this.offsetAt(local + DAY_MS)
    if (before === after || this.offsetAt(local - before) === before) return local - before
    if (this.offsetAt(local - after) === after) return local - after
    return this.starts[this.segment(local - before)] ?? local - before
  }

  /** Whether the clock is changed on a day: then it has more or fewer than 24 hours. */
  changesOn(day: DayNumber): boolean {
    const midnight = day * DAY_MS
    if (this.offsetAt(midnight - DAY_MS) === this.offsetAt(midnight + 2 * DAY_MS)) return false
    return this.instantOf(day + 1, 0) - this.instantOf(day, 0) !== DAY_MS
  }

  private segment(at: Instant): number {
    const { starts } = this
    const after = starts[this.last + 1]
    if ((starts[this.last] ?? Infinity) <= at && (after === undefined || at < after)) return this.last
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? Infinity) <= at) low = middle
      else high = middle - 1
    }
    this.last = low
    return low
  }

  /** Makes the list reach from a year before to a year after an instant, and over all between. */
  private cover(at: Instant): void {
    this.from = this.starts.length === 0 ? at - YEAR_MS : Math.min(this.from, at - YEAR_MS)
    this.to = Math.max(this.starts.length === 0 ? at : this.to, at + YEAR_MS)
    this.starts.length = 0
    this.offsets.length = 0
    this.last = 0
    let known = this.ask(this.from)
    this.keep(this.from, known)
    for (let time = this.from; time < this.to; time += STEP_MS) {
      const next = this.ask(time + STEP_MS)
      if (next === known) continue
      this.keep(this.change(time, time + STEP_MS, known), next)
      known = next
    }
  }

  /** The first millisecond with another offset, by halving. */
  private change(low: Instant, high: Instant, offset: number): Instant {
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (this.ask(middle) === offset) low = middle
      else high = middle
    }
    return high
  }

  private keep(start: Instant, offset: number): void {
    this.starts.push(start)
    this.offsets.push(offset)
  }

  private ask(at: Instant): number {
    return this.zone.offset(at) * MINUTE_MS
  }
}

const clocks = new Map<string, ZoneClock>()

/**
 * The clock of a time zone, made once.
 * @throws AppError `calendar/unknown-time-zone`
 */
export function clockOf(timeZone: string): ZoneClock {
  let clock = clocks.get(timeZone)
  if (clock === undefined) {
    clock = new ZoneClock(timeZone)
    clocks.set(timeZone, clock)
  }
  return clock
}
