/** Milliseconds since 1970-01-01T00:00Z. */
export type Instant = number
/** Days since 1970-01-01 on some calendar, without any zone. */
export type DayNumber = number

export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

/** From 1 Monday to 7 Sunday; 1 January 1970 was a Thursday. */
export const weekdayOf = (day: DayNumber): number => ((((day + 3) % 7) + 7) % 7) + 1

/** Day number of an ISO day, e.g. 2026-11-22. */
export const dayNumber = (day: string): DayNumber => Date.parse(`${day}T00:00:00Z`) / DAY_MS

/** ISO day of a day number. */
export const isoDay = (day: DayNumber): string => new Date(day * DAY_MS).toISOString().slice(0, 10)
