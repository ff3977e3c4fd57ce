import { columnOf } from './table'
import type { CsvTable } from './table'

const WORDS = '(grand |sous[- ]?|sub[- ]?)?(total|totaux|totals|somme|sum)'

/** SQL: whether a cell names a line of totals. A customer may be called Total, so it is not enough by itself. */
const named = (cell: string): string =>
  `match(${cell}, '(?i)^\\\\s*${WORDS}( (g[ée]n[ée]ral|facture|invoice|client|ttc|ht)s?)*\\\\s*:?\\\\s*$|^(grand |sous[- ]?|sub[- ]?)?total\\\\b|^solde (en (d[ée]but|fin) de p[ée]riode|au [0-9]|initial|final|pr[ée]c[ée]dent)')`

/**
 * SQL: whether a row is a line of totals: where the invoice and the day should stand there is nothing, or the word
 * itself, and the row calls itself a total or holds nothing but figures.
 */
export function totalsSql(table: CsvTable, missing: string): string {
  const { kind, dialect } = table
  if (kind === 'customers' || kind === 'foreign') return '0'
  const empty = (cell: string) => `${cell} IN ('', '${missing}')`
  const date = columnOf(table, kind === 'invoices' ? 'issued_on' : 'paid_on')
  if (date === undefined) return '0'
  const bare = [columnOf(table, 'invoice_id'), date].flatMap((cell) =>
    cell ? [`(${empty(cell)} OR ${named(cell)})`] : [],
  )
  const cells = dialect.header.map((_, at) => `c${at}`)
  const figures = `NOT arrayExists(x -> x NOT IN ('', '${missing}') AND NOT match(x, '^[-+(]?[^A-Za-z]{0,3}[0-9][0-9 .,''\\\\x{00A0}\\\\x{202F}]*[^A-Za-z0-9]{0,3}([A-Z]{3})?$'), [${cells.join(', ')}])`
  // Without a number and a day it is no other row, wherever it says so.
  const isNamed = `arrayExists(x -> ${named('x')}, [${cells.join(', ')}])`
  // Nearly every row has its day, and is asked no more.
  const first = `(length(${date}) < 6 OR positionCaseInsensitive(${date}, 'tot') > 0 OR positionCaseInsensitive(${date}, 'som') > 0 OR positionCaseInsensitive(${date}, 'solde') > 0)`
  return `if(${first}, ${bare.join(' AND ')} AND (${isNamed} OR ${figures}), 0)`
}
