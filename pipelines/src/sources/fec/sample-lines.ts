import type { DecimalMark } from '../values/amount-sql'
import type { FecField, FecLayout } from './layout'

export const cellOf = ({ index }: FecLayout, row: string[], field: FecField): string =>
  row[index.get(field) ?? -1] ?? ''

/** First day of the fiscal year as the opening entries at the beginning of the file say it, YYYY-MM-DD. */
export function openingDay(layout: FecLayout): string | null {
  const days = layout.rows
    .filter(
      (row) =>
        /^(AN|ANO|RAN|OUV)$/i.test(cellOf(layout, row, 'journal')) ||
        /nouv|ouverture|bilan d.but/i.test(cellOf(layout, row, 'journal_name')),
    )
    .map((row) => /^(\d{4})(\d{2})(\d{2})$/.exec(cellOf(layout, row, 'day')))
    .flatMap((found) => (found ? [`${found[1]}-${found[2]}-${found[3]}`] : []))
  return days.sort()[0] ?? null
}

/** How many entries at the beginning of the file do not balance; the last one may be cut and does not count. */
export function unbalancedEntries(layout: FecLayout, mark: DecimalMark): number {
  const sums = new Map<string, number>()
  const keyOf = (row: string[]) =>
    (['journal', 'entry', 'day'] as const).map((field) => cellOf(layout, row, field)).join('\t')
  for (const row of layout.rows) {
    const key = keyOf(row)
    sums.set(key, (sums.get(key) ?? 0) + netCents(layout, row, mark))
  }
  const last = layout.rows.at(-1)
  if (last) sums.delete(keyOf(last))
  // An entry whose lines stand apart may go on behind what was read.
  return [...sums.values()].filter((sum) => sum !== 0).length
}

function netCents(layout: FecLayout, row: string[], mark: DecimalMark): number {
  const cents = (field: FecField) => {
    const text = cellOf(layout, row, field).replace(/[\s+']/g, '')
    const plain = mark === ',' ? text.replace(/\.(?=\d{3})/g, '').replace(',', '.') : text.replace(/,/g, '')
    return Math.round(Number(plain) * 100) || 0
  }
  if (layout.index.has('amount') && !layout.index.has('credit')) {
    return cents('amount') * (/^\s*\+?(c|-1)/i.test(cellOf(layout, row, 'side')) ? -1 : 1)
  }
  return cents('debit') - cents('credit')
}
