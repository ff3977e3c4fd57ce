/** A calendar day as the number of days since 1970-01-01: arithmetic without time zones. */
export type Day = number

const MS = 86_400_000

export function toDay(text: string): Day {
  const day = Date.parse(`${text}T00:00:00Z`) / MS
  if (!Number.isInteger(day)) throw new RangeError(`not a day: ${text}`)
  return day
}

export function dayText(day: Day): string {
  return new Date(day * MS).toISOString().slice(0, 10)
}

/** 0 = January. */
export function monthOf(day: Day): number {
  return new Date(day * MS).getUTCMonth()
}

/** The same day of the month, `months` earlier; the last day of a shorter month. */
export function monthsBefore(day: Day, months: number): Day {
  const date = new Date(day * MS)
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months, 1) / MS
  const length = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months + 1, 0) / MS - first
  return first + Math.min(date.getUTCDate() - 1, length)
}

export function endOfMonth(day: Day): Day {
  const date = new Date(day * MS)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0) / MS
}

/** 0 = Sunday; 1970-01-01 was a Thursday. */
export const weekday = (day: Day): number => (day + 4) % 7

export const isBusinessDay = (day: Day): boolean => weekday(day) !== 0 && weekday(day) !== 6

/** That day, or the Monday after. */
export function businessDay(day: Day): Day {
  const rounded = Math.round(day)
  if (weekday(rounded) === 6) return rounded + 2
  return weekday(rounded) === 0 ? rounded + 1 : rounded
}
