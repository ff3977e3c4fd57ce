/** A calendar day in the debtor's time zone, e.g. 2026-11-22. */
export type Day = string

const DAY_MS = 86_400_000
const timeOf = (day: string): number => Date.parse(`${day}T00:00:00Z`)
const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10)

/** The day so many days later; negative numbers go back. */
export const addDays = (day: string, days: number): string => dayOf(timeOf(day) + days * DAY_MS)

/** Days from the first to the second; negative when the second is earlier. */
export const daysBetween = (from: string, to: string): number => (timeOf(to) - timeOf(from)) / DAY_MS

/** The same day so many months later, at most the last of that month. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, of = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return dayOf(Date.UTC(year, month - 1 + months, Math.min(of, last)))
}

/** The last day of its month. */
export function endOfMonth(day: string): string {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return dayOf(Date.UTC(year, month, 0))
}

/** First day of the half-year that the day lies in: 1 January or 1 July. */
export const halfYearOf = (day: string): string =>
  `${day.slice(0, 4)}-${day.slice(5, 7) < '07' ? '01' : '07'}-01`

/** The earlier and the later of two days; ISO days compare as text. */
export const earlier = (a: string, b: string): string => (a < b ? a : b)
export const later = (a: string, b: string): string => (a > b ? a : b)
