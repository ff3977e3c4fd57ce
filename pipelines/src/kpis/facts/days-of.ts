import { addDays } from '../days'
import type { Period } from '../days'

/**
 * A condition that a day lies in one of the periods, as ranges that do not touch: what a table sorted by day reads is
 * these days, and not all between the first and the last.
 * @param column a name of ours, never a user's
 */
export function daysOf(column: string, periods: readonly Period[]): string {
  const ranges: Period[] = []
  for (const period of [...periods].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = ranges.at(-1)
    if (!last || period.from > addDays(last.to, 1)) ranges.push({ ...period })
    else if (period.to > last.to) last.to = period.to
  }
  const conditions = ranges.map(({ from, to }) => `${column} BETWEEN '${checked(from)}' AND '${checked(to)}'`)
  return conditions.length === 0 ? '0' : `(${conditions.join(' OR ')})`
}

function checked(day: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new RangeError(`${day} is no day`)
  return day
}
