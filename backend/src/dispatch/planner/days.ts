import { clockOf } from '../../calendar'
import type { Day, Instant } from './customer-record'

const DAY = 86_400_000
const numbers = new Map<Day, number>()
const days: (Day | undefined)[] = []

/** Days since 1970-01-01 of a calendar day. */
export function dayNumber(day: Day): number {
  let number = numbers.get(day)
  if (number === undefined) {
    number = Math.round(Date.parse(`${day}T00:00:00Z`) / DAY)
    numbers.set(day, number)
  }
  return number
}

/** The calendar day so many days after 1970-01-01. */
export function dayOf(number: number): Day {
  const known = days[number]
  if (known !== undefined) return known
  const day = new Date(number * DAY).toISOString().slice(0, 10)
  if (number >= 0) days[number] = day
  return day
}

export const addDays = (day: Day, count: number): Day => dayOf(dayNumber(day) + count)

/** Days from the first to the second; negative when the second is earlier. */
export const daysBetween = (from: Day, to: Day): number => dayNumber(to) - dayNumber(from)

export const laterDay = (a: Day, b: Day): Day => (a > b ? a : b)

/** The calendar day of a moment on the clock of a zone. */
export const localDay = (at: Instant, zone: string): Day => dayOf(clockOf(zone).dayAt(at))

/** The first moment of a day on the clock of a zone. */
export const startOfDay = (day: Day, zone: string): Instant => clockOf(zone).instantOf(dayNumber(day), 0)

/** Monday to Friday without public holidays, counted from the day after. */
export function addWorkingDays(day: Day, count: number, isHoliday: (day: Day) => boolean): Day {
  let number = dayNumber(day)
  for (let left = count; left > 0;) {
    number++
    // 1970-01-01 was a Thursday.
    const weekday = (number + 3) % 7
    if (weekday < 5 && !isHoliday(dayOf(number))) left--
  }
  return dayOf(number)
}
