import { dayNumber, isoDay } from '../../calendar/civil'
import type { Rhythm } from './occasions'

const WEEK = 7

/**
 * The days that a report tells of: each day the month so far, each week the last seven days, each month the month
 * before. They end the day before, or with the last day of which anything is known.
 * @param today day of the occasion on the company's clock
 * @param lastDay of the data; null: there are none
 */
export function reportPeriod(
  every: Rhythm['every'],
  today: string,
  lastDay: string | null,
): { from: string; as_of: string } {
  const eve = every === 'month' ? dayBefore(monthStart(today)) : dayBefore(today)
  const end = lastDay !== null && lastDay < eve ? lastDay : eve
  const from = every === 'week' ? isoDay(dayNumber(end) - WEEK + 1) : monthStart(end)
  return { from, as_of: end }
}

const monthStart = (day: string): string => `${day.slice(0, 7)}-01`
const dayBefore = (day: string): string => isoDay(dayNumber(day) - 1)
