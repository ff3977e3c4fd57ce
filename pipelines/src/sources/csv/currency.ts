import { literal, literals } from '../../ingest/sql-text'
import { isCurrency } from '../values/currencies'
import type { Reading } from './table-sql'
import type { CsvTable } from './table'
import { columnOf, samples } from './table'

const SIGNS: [sign: string, code: string][] = [
  ['€', 'EUR'],
  ['£', 'GBP'],
  ['$', 'USD'],
]
const AMOUNTS = [
  'amount',
  'net_amount',
  'balance',
  'paid_amount',
  'line_amount',
  'unit_price',
  'debit',
  'credit',
]
const CODES = literals(Intl.supportedValuesOf('currency'))

/** SQL: the currency of a row: its own column, the sign or code at its amount, or that of the file. */
export function moneySql(table: CsvTable, reading: Reading): string {
  const fallback = literal(reading.currency)
  const column = columnOf(table, 'currency')
  if (column) {
    const small = samples(table, ['currency']).some((text) => /[a-z]/.test(text))
    return `if(${column} = '', ${fallback}, ${small ? `upper(${column})` : column})`
  }
  const field = AMOUNTS.find((name) => table.index.has(name))
  const amount = field && columnOf(table, field)
  // Most files name one currency or none: then nothing is looked for row by row.
  if (!amount || currenciesOf(samples(table, AMOUNTS)).length < 2) return fallback
  const signs = SIGNS.map(([sign, code]) => `position(${amount}, ${literal(sign)}) > 0, '${code}'`)
  const code = `extract(${amount}, '[A-Z]{3}')`
  return `multiIf(${code} IN ${CODES}, ${code}, ${signs.join(', ')}, ${fallback})`
}

/** Currencies that amounts name by sign or code, the most frequent first. */
export function currenciesOf(texts: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const text of texts) {
    const code = /[A-Z]{3}/.exec(text)?.[0]
    const found = code && isCurrency(code) ? code : SIGNS.find(([sign]) => text.includes(sign))?.[1]
    if (found) counts.set(found, (counts.get(found) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([code]) => code)
}
