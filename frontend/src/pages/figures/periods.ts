import type { Comparison } from '../../filters.svelte'
import { addMonths, daysBetween, monthEnd, monthStart } from '../../format/date'

/** The period that a figure is compared with, as the server would take it; undefined for none. */
export function comparedPeriod(
  from: string,
  asOf: string,
  compare: Comparison,
): { from: string; as_of: string } | undefined {
  if (compare === 'none') return undefined
  if (compare === 'year') return { from: addMonths(from, -12), as_of: sameEnd(asOf, -12) }
  if (from !== monthStart(from)) return before(from, daysBetween(from, asOf) + 1)
  const months = Number(asOf.slice(0, 4)) * 12 + Number(asOf.slice(5, 7)) - monthNumber(from) + 1
  return { from: addMonths(from, -months), as_of: sameEnd(asOf, -months) }
}

const monthNumber = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7))

/** A month end stays one. */
const sameEnd = (day: string, months: number): string =>
  day === monthEnd(day) ? monthEnd(addMonths(monthStart(day), months)) : addMonths(day, months)

function before(from: string, days: number) {
  const at = (offset: number) =>
    new Date(Date.parse(`${from}T00:00:00Z`) + offset * 86_400_000).toISOString().slice(0, 10)
  return { from: at(-days), as_of: at(-1) }
}
