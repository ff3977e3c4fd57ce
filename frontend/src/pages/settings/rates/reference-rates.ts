import type { ReferenceRateRow } from '@relance/backend/contract'

/** `2026-07-01` as `2026-S2`. */
export const halfYearName = (from: string): string =>
  `${from.slice(0, 4)}-S${from.slice(5, 7) === '01' ? 1 : 2}`

/** First days of the half-year after a day, of its own, and of those before it; newest first. */
export function halfYearsAround(today: string, back: number): string[] {
  const year = Number(today.slice(0, 4))
  const current = 2 * year + (today.slice(5, 7) < '07' ? 0 : 1)
  return Array.from({ length: back + 2 }, (_, index) => firstDay(current + 1 - index))
}

const firstDay = (half: number): string => `${Math.floor(half / 2)}-${half % 2 === 0 ? '01' : '07'}-01`

/** One line a half-year, newest first. */
export function byHalfYear(rows: readonly ReferenceRateRow[]): { from: string; rates: ReferenceRateRow[] }[] {
  const froms = [...new Set(rows.map(({ from }) => from))].sort().reverse()
  return froms.map((from) => ({ from, rates: rows.filter((row) => row.from === from) }))
}

/** Under which name the words of a rate stand in the texts (where an ending `_other` means a plural). */
export const rateKey = (rate: ReferenceRateRow['rate']): 'ecb' | 'legal' =>
  rate === 'ecb_refinancing' ? 'ecb' : 'legal'
