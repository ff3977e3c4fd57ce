const DAY = 86_400_000

const at = (day: string) => Date.parse(`${day}T00:00:00Z`)
const text = (time: number) => new Date(time).toISOString().slice(0, 10)

/** Days are YYYY-MM-DD throughout. */
export const addDays = (day: string, days: number): string => text(at(day) + days * DAY)

export const dayDifference = (later: string, earlier: string): number => (at(later) - at(earlier)) / DAY

export const monthStart = (day: string): string => `${day.slice(0, 7)}-01`

/** The first day of the month so many months away. */
export function addMonths(day: string, months: number): string {
  const date = new Date(at(monthStart(day)))
  date.setUTCMonth(date.getUTCMonth() + months)
  return text(date.getTime())
}

export const monthEnd = (day: string): string => addDays(addMonths(day, 1), -1)

export const daysInMonth = (day: string): number => Number(monthEnd(day).slice(8))

/** The same day of another month, or its last day. */
export function sameDay(day: string, months: number): string {
  const first = addMonths(day, months)
  return addDays(first, Math.min(Number(day.slice(8)), daysInMonth(first)) - 1)
}

/** A day that is the end of its month stays one. */
export const isMonthEnd = (day: string): boolean => monthEnd(day) === day

export const earlier = (a: string, b: string): string => (a < b ? a : b)

export interface Period {
  from: string
  to: string
}

/** The calendar months from one day to another, the first and the last cut there. */
export function monthsBetween(from: string, to: string): Period[] {
  const periods: Period[] = []
  for (let start = from; start <= to; start = addMonths(start, 1)) {
    periods.push({ from: start, to: earlier(monthEnd(start), to) })
  }
  return periods
}

/** The period of equal kind before: whole months before whole months (or the running one), else as many days. */
export function previousPeriod({ from, to }: Period): Period {
  if (from === monthStart(from)) {
    const months =
      (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 +
      Number(to.slice(5, 7)) -
      Number(from.slice(5, 7)) +
      1
    return { from: addMonths(from, -months), to: isMonthEnd(to) ? addDays(from, -1) : sameDay(to, -months) }
  }
  return { from: addDays(from, dayDifference(from, to) - 1), to: addDays(from, -1) }
}

export function yearBefore({ from, to }: Period): Period {
  return { from: sameDay(from, -12), to: isMonthEnd(to) ? monthEnd(sameDay(to, -12)) : sameDay(to, -12) }
}
