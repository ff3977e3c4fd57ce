import { amountSql } from '../values/amount-sql'
import { isPaid, stateSql } from './status'
import type { Reading } from './table-sql'
import type { CsvTable } from './table'
import { columnOf, labelOf, warn } from './table'

const NONE = 'CAST(NULL AS Nullable(Decimal(18, 4)))'

/** The columns that the amount of a row stands in. */
function sources(table: CsvTable): string[] {
  const has = (field: string) => table.index.has(field)
  if (table.rowsAre === 'lines') {
    if (has('line_amount')) return ['line_amount']
    if (has('unit_price')) return has('quantity') ? ['quantity', 'unit_price'] : ['unit_price']
  }
  if (has('amount')) return ['amount']
  if (has('net_amount')) return has('tax_amount') ? ['net_amount', 'tax_amount'] : ['net_amount']
  if (has('debit')) return has('credit') ? ['debit', 'credit'] : ['debit']
  return ['amount']
}

/** Where the amount of a row stands, for its checks: SQL whether it is empty, its header, SQL of its text. */
export function amountColumn(table: CsvTable): { empty: string; label: string; text: string } {
  const fields = sources(table)
  const columns = fields.map((field) => columnOf(table, field) ?? `''`)
  const needed = fields[1] === 'unit_price' ? ' OR ' : ' AND '
  return {
    empty: columns.map((column) => `${column} = ''`).join(needed),
    label: fields.map((field) => labelOf(table, field)).join(', '),
    text: columns.length === 1 ? (columns[0] ?? `''`) : `concat(${columns.join(`, ' ', `)})`,
  }
}

/** SQL: the amount of a row, Nullable(Decimal(18, 4)); of a row that is part of an invoice, its part. */
export function totalSql(table: CsvTable, reading: Reading): string {
  const [first, second] = sources(table)
  const amount = (field: string | undefined) => {
    const column = field === undefined ? undefined : columnOf(table, field)
    return column === undefined ? NONE : amountSql(column, reading.decimalMark)
  }
  const orZero = (field: string | undefined) => {
    const column = field === undefined ? undefined : columnOf(table, field)
    return column === undefined
      ? 'toDecimal64(0, 4)'
      : `if(${column} = '', toDecimal64(0, 4), ${amount(field)})`
  }
  if (second === 'unit_price') return productSql(table, amount(first), amount(second), orZero)
  if (second === 'tax_amount') return `${amount(first)} + ${orZero(second)}`
  if (second === 'credit') return `${orZero(first)} - ${orZero(second)}`
  if (first === 'net_amount') warn(table, 'net_amounts')
  return amount(first)
}

/** Quantity × price, less the percentage of discount, and the tax where a column states it. */
function productSql(
  table: CsvTable,
  quantity: string,
  price: string,
  orZero: (field: string) => string,
): string {
  const wide = (sql: string) => `toDecimal128(${sql}, 4)`
  const rate = table.index.has('discount') ? ` * (100 - ${wide(orZero('discount'))}) / 100` : ''
  const product = `toDecimal64OrNull(toString(round(${wide(quantity)} * ${wide(price)}${rate}, 4)), 4)`
  return table.index.has('tax_amount') ? `${product} + ${orZero('tax_amount')}` : product
}

/**
 * SQL: what was paid of a row, Nullable(Decimal(18, 4)), below zero where a credit note was used. Stated, or the total less what is open; without either all of
 * it, which counts for rows with a day of settlement or a status that says so.
 */
export function paidSql(table: CsvTable, reading: Reading): string {
  const paid = columnOf(table, 'paid_amount')
  const balance = columnOf(table, 'balance')
  const isPaid = table.index.has('status')
    ? `(isNotNull(the_settlement) OR ${stateSql(table)} = 'paid')`
    : '1'
  const fallback = isUndatedSql(table)
    ? `if(${isPaid === '1' ? 'isNotNull(the_settlement)' : isPaid}, the_amount, toDecimal64(0, 4))`
    : 'the_amount'
  // Of a credit note it is what it has been used for; whether it has a minus there too, depends on the program.
  const isCredit = 'ifNull(the_amount, 0) < 0'
  if (paid) {
    const stated = amountSql(paid, reading.decimalMark)
    return `if(${paid} = '', ${fallback}, if(${isCredit}, -abs(${stated}), ${stated}))`
  }
  if (balance) {
    const open = amountSql(balance, reading.decimalMark)
    const [none, used] = ['toDecimal64(0, 4)', `the_amount + abs(${open})`]
    // Nothing is left of what ended, paid or not.
    const ended = table.index.has('status') ? `${stateSql(table)} IN ('void', 'written_off')` : '0'
    return `multiIf(${balance} = '', ${fallback}, ${ended}, ${none}, ${isCredit}, least(${used}, ${none}), greatest(the_amount - ${open}, ${none}))`
  }
  return fallback
}

/** Whether the file tells of payments whose day it does not state. */
export const isUndatedSql = (table: CsvTable): boolean =>
  ['paid_amount', 'balance', 'status'].some((field) => table.index.has(field))

/** Whether rows of the sample were paid, in part or in full, on a day that they do not state. */
export function tellsUndated({ index, dialect }: CsvTable): boolean {
  const cell = (row: string[], field: string) => (row[index.get(field) ?? -1] ?? '').trim()
  return dialect.rows.some((row) => {
    if (cell(row, 'settled_on') !== '') return false
    const part =
      index.has('balance') && !index.has('paid_amount') && cell(row, 'balance') !== cell(row, 'amount')
    return part || /[1-9]/.test(cell(row, 'paid_amount')) || isPaid(cell(row, 'status'))
  })
}
