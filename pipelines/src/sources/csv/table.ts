import { IngestError } from '../../ingest/ingest-error'
import { isCurrency } from '../values/currencies'
import type { IngestOptions, Mapping } from '../../ingest/ingest.contract'
import { decimalMarkOf, dateOrderOf, thousandsOf } from '../values/decide'
import type { Evidence } from '../values/decide'
import type { DateOrder } from '../values/date-sql'
import type { DecimalMark } from '../values/amount-sql'
import type { Sample } from '../source'
import type { Dialect } from './dialect'
import type { CsvKind, RowsAre } from './kinds'
import type { Preset } from './preset'

/** A CSV file as it was understood: which column of it is which field of ours. */
export interface CsvTable {
  kind: CsvKind
  /** what a file is that is none of ours, e.g. vendors */
  foreign: string | null
  preset: Preset | null
  rowsAre: RowsAre
  /** the customer of rows that name none; null: such rows are rejected */
  missingCustomer: string | null
  dialect: Dialect
  sample: Sample
  options: IngestOptions
  /** our field → index of the column */
  index: ReadonlyMap<string, number>
  dates: Evidence<DateOrder>
  marks: Evidence<DecimalMark>
  warnings: string[]
}

export const MONEY_FIELDS = [
  'amount',
  'net_amount',
  'tax_amount',
  'balance',
  'paid_amount',
  'refunded_amount',
  'line_amount',
  'unit_price',
  'quantity',
  'discount',
  'debit',
  'credit',
  'credit_limit',
]
export const DATE_FIELDS = ['issued_on', 'due_on', 'settled_on', 'paid_on', 'occurred_on', 'dated_on']

/** Ids that a spreadsheet has turned into numbers with a decimal: `17850.0`. */
const ID_FIELDS = ['customer_id', 'invoice_id', 'payment_id']

/** SQL of the landed column of a field, undefined where the file has none. */
export function columnOf(table: CsvTable, field: string): string | undefined {
  const index = table.index.get(field)
  if (index === undefined) return undefined
  if (!ID_FIELDS.includes(field) || !areFloats(table, index)) return `c${index}`
  return `replaceRegexpOne(c${index}, '\\\\.0$', '')`
}

function areFloats(table: CsvTable, index: number): boolean {
  const texts = table.dialect.rows.map((row) => (row[index] ?? '').trim()).filter((text) => text !== '')
  return texts.length > 0 && texts.every((text) => /^\d+\.0$/.test(text))
}

/** Header of a field, or the field where the file has none. */
export function labelOf(table: CsvTable, field: string): string {
  const index = table.index.get(field)
  return index === undefined ? field : (table.dialect.header[index] ?? field)
}

/** Texts of the sample in the columns of these fields. */
export function samples(table: Pick<CsvTable, 'index' | 'dialect'>, fields: readonly string[]): string[] {
  const columns = fields.flatMap((field) => table.index.get(field) ?? [])
  return table.dialect.rows.flatMap((row) => columns.map((column) => (row[column] ?? '').trim()))
}

/** Adds a warning once. */
export function warn(table: CsvTable, warning: string): void {
  if (!table.warnings.includes(warning)) table.warnings.push(warning)
}

export function evidence(
  index: ReadonlyMap<string, number>,
  dialect: Dialect,
  mapping: Mapping,
): Pick<CsvTable, 'dates' | 'marks'> {
  const table = { index, dialect }
  return {
    dates: mapping.date_order
      ? { decided: mapping.date_order, mixed: false }
      : dateOrderOf(samples(table, DATE_FIELDS)),
    marks: mapping.decimal_mark
      ? { decided: mapping.decimal_mark, mixed: false }
      : decimalMarkOf(samples(table, MONEY_FIELDS)),
  }
}

export const thousands = (table: CsvTable, decimal: DecimalMark): string | null =>
  thousandsOf(samples(table, MONEY_FIELDS), decimal)

/** @throws IngestError `ingest/bad-option` */
export function checkedCurrency(code: string | undefined): string | undefined {
  if (code === undefined || isCurrency(code)) return code
  throw new IngestError('ingest/bad-option', `"${code}" is no currency code of ISO 4217, such as EUR.`, {
    currency: code,
  })
}
