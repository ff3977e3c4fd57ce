import type { CsvKind, RowsAre } from './kinds'

/** A file layout that is known: recognised by its headers, read without a mapping. */
export interface Preset {
  name: string
  kind: CsvKind
  /** headers that must all be there */
  headers: string[]
  /** our field → header, or the first of several that is there; what is not named here is guessed */
  columns: Record<string, string | readonly string[]>
  currency?: string
  dateOrder?: 'YMD' | 'DMY' | 'MDY'
  decimalMark?: '.' | ','
  /** the file holds all invoices from this day on, the paid ones included */
  historyFrom?: string
  rowsAre?: RowsAre
  /** customer of rows that name none */
  missingCustomer?: string
  /** numbers that start with this are credit notes by themselves, not negative invoices */
  creditPrefix?: string
  /** headers whose columns are not what their name says here */
  unused?: string[]
  /** of bank entries: headers of more text that belongs to the label */
  texts?: readonly string[]
}
