import { clockOf, isPublicHoliday } from '../../calendar'
import type { Zone } from '../../calendar'
import { dayNumber, isoDay, weekdayOf } from '../../calendar/civil'
import type { DayNumber, Instant } from '../../calendar/civil'

/** How often a report goes out, and when on its days. */
export interface Rhythm {
  /** each working day · on one weekday · on one working day of the month */
  readonly every: 'day' | 'week' | 'month'
  /** of a week: 1 Monday to 5 Friday; of a month: its n-th working day, the last one where it has fewer */
  readonly nth: number
  /** minutes since midnight on the company's clock */
  readonly minute: number
}

const FRIDAY = 5
const WEEK = 7
/** No calendar rests so long. */
const FARTHEST_DAYS = 400

/** Monday to Friday, no public holiday. */
export const isWorkingDay = (day: DayNumber, holidays: string): boolean =>
  weekdayOf(day) <= FRIDAY && !isPublicHoliday(holidays, day)

/**
 * The first occasion after an instant. A weekday that is a holiday gives way to the next working day. An hour that the
 * clock jumps over is the instant of the jump; one that comes twice is the first.
 * @throws RangeError when 400 days have none
 */
export function nextOccasion(after: Instant, rhythm: Rhythm, zone: Zone): Instant {
  const clock = clockOf(zone.timeZone)
  const today = clock.dayAt(after)
  for (let day = today; day <= today + FARTHEST_DAYS; day += 1) {
    if (!falls(day, rhythm, zone.holidays)) continue
    const at = clock.instantOf(day, rhythm.minute)
    if (at > after) return at
  }
  throw new RangeError('no occasion within 400 days')
}

/** Every occasion after one instant and up to another, oldest first. */
export function occasionsBetween(after: Instant, upTo: Instant, rhythm: Rhythm, zone: Zone): Instant[] {
  const found: Instant[] = []
  for (let at = nextOccasion(after, rhythm, zone); at <= upTo; at = nextOccasion(at, rhythm, zone))
    found.push(at)
  return found
}

function falls(day: DayNumber, { every, nth }: Rhythm, holidays: string): boolean {
  if (!isWorkingDay(day, holidays)) return false
  if (every === 'day') return true
  if (every === 'week') return daysSinceWeekday(day, nth) === 0 || followsRest(day, nth, holidays)
  return isNthOfMonth(day, nth, holidays)
}

const daysSinceWeekday = (day: DayNumber, weekday: number): number => (weekdayOf(day) - weekday + WEEK) % WEEK

/** Whether no working day lies between the last such weekday and this day. */
function followsRest(day: DayNumber, weekday: number, holidays: string): boolean {
  for (let back = daysSinceWeekday(day, weekday); back > 0; back -= 1)
    if (isWorkingDay(day - back, holidays)) return false
  return true
}

function isNthOfMonth(day: DayNumber, nth: number, holidays: string): boolean {
  const first = dayNumber(`${isoDay(day).slice(0, 7)}-01`)
  let count = 0
  for (let one = first; one <= day; one += 1) if (isWorkingDay(one, holidays)) count += 1
  return count === nth || (count < nth && isLastWorkingDay(day, holidays))
}

function isLastWorkingDay(day: DayNumber, holidays: string): boolean {
  const month = isoDay(day).slice(0, 7)
  for (let next = day + 1; isoDay(next).slice(0, 7) === month; next += 1)
    if (isWorkingDay(next, holidays)) return false
  return true
}
