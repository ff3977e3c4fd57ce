import type { CsvKind } from './table'

/** A file layout that is known: recognised by its headers, read without a mapping. */
export interface Preset {
  name: string
  kind: CsvKind
  /** headers that must all be there */
  headers: string[]
  /** our field → header */
  columns: Record<string, string>
  currency: string
  dateOrder: 'YMD' | 'DMY' | 'MDY'
  decimalMark: '.' | ','
  /** the file holds all invoices from this day on, the paid ones included */
  historyFrom: string
}

export const presets: readonly Preset[] = [
  {
    // IBM "Late payment histories": every invoice of two years with its settlement; no currency is stated.
    name: 'ibm-late-payment',
    kind: 'invoices',
    headers: [
      'countryCode',
      'customerID',
      'invoiceNumber',
      'InvoiceDate',
      'DueDate',
      'InvoiceAmount',
      'Disputed',
      'SettledDate',
      'DaysToSettle',
    ],
    columns: {
      country: 'countryCode',
      customer_id: 'customerID',
      invoice_id: 'invoiceNumber',
      issued_on: 'InvoiceDate',
      due_on: 'DueDate',
      amount: 'InvoiceAmount',
      disputed: 'Disputed',
      settled_on: 'SettledDate',
    },
    currency: 'USD',
    dateOrder: 'MDY',
    decimalMark: '.',
    historyFrom: '1990-01-01',
  },
]

export const presetOf = (header: readonly string[]): Preset | undefined =>
  presets.find((preset) => preset.headers.every((name) => header.includes(name)))
