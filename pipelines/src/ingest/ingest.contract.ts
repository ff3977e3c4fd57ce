import { z } from 'zod'

const day = z.iso.date()

/** What one row of a table can be, in the order in which a person is offered them. */
export const tableKinds = ['invoices', 'payments', 'customers', 'bank_entries', 'ledger', 'events'] as const
export type TableKind = (typeof tableKinds)[number]

/**
 * How to read a file, by hand. `columns`: from our field to the header of the file, an empty one takes the field out
 * of use; the rest is guessed.
 */
export const mapping = z
  .strictObject({
    kind: z.enum(tableKinds).optional(),
    /** name of a known layout, whose habits hold for a file with other headers too */
    preset: z.string().optional(),
    /** of invoices: one row each (default), or several rows with parts of the amount, or each with the whole */
    rows: z.enum(['documents', 'lines', 'repeated']).optional(),
    /** the customer of rows that name none, instead of their rejection */
    missing_customer: z.string().min(1).max(200).optional(),
    /** the sheet of a spreadsheet */
    sheet: z.string().optional(),
    columns: z.record(z.string(), z.string()).optional(),
    separator: z.string().min(1).max(3).optional(),
    encoding: z.string().optional(),
    date_order: z.enum(['DMY', 'MDY', 'YMD']).optional(),
    decimal_mark: z.enum(['.', ',']).optional(),
    currency: z.string().optional(),
    header_line: z.number().int().positive().optional(),
    history_from: day.optional(),
    complete_through: day.optional(),
  })
  .describe('Column mapping')
export type Mapping = z.infer<typeof mapping>

export interface IngestProgress {
  phase: 'landing' | 'validating' | 'deriving'
  bytesRead: number
  bytesTotal?: number
  rows: number
}

export interface IngestOptions {
  /** a source's name, or `auto` (default) */
  source?: string
  mapping?: Mapping
  /** default: what the file says, else MAIN */
  entityId?: string
  /** ISO 4217, where the file names none */
  currency?: string
  /** first day from which all invoices are in the file, the paid ones included */
  historyFrom?: string
  /** reads and checks, keeps nothing */
  dryRun?: boolean
  /** any rejected row fails the whole load */
  strict?: boolean
  loadedBy?: string
  fileName: string
  /** IANA name; days of events that state a moment. Default: the entity's, else UTC */
  timeZone?: string
  bytesTotal?: number
  signal?: AbortSignal
  onProgress?(progress: IngestProgress): void
}

/** How a file was understood; shown before and after loading. */
export interface Understood {
  source: string
  /** name of a known file layout, null when columns were guessed or mapped */
  preset: string | null
  /** what one row is: one of `tableKinds`, or what it is that is none of these */
  kind: string
  /** of a table: its rows are none of ours, and are counted and left out */
  foreign?: true
  encoding: string
  separator: string | null
  date_order: string | null
  decimal_mark: string | null
  thousands_separator: string | null
  currency: string | null
  entity_id: string | null
  /** headers of the file */
  columns: string[]
  /** our field → header */
  mapping: Record<string, string>
  header_line: number | null
  history_from: string | null
  /** of invoices: documents, lines or repeated */
  rows?: string
  /** the customer of rows that name none */
  missing_customer?: string
  /** of a spreadsheet: the sheet that was read, and the others */
  sheet?: string
  sheets?: string[]
  /** of the company whose ledger it is, where the name of the file says it */
  siren?: string
  warnings: string[]
  /** what the load found that is right but worth knowing: code → how many */
  notes?: Record<string, number>
}

export interface IngestResult {
  batch_id: string
  source: string
  entity_id: string
  read: number
  accepted: number
  duplicates: number
  ignored: number
  rejected: number
  waiting: number
  ignored_reasons: Record<string, number>
  events: Record<string, number>
  seconds: number
  understood: Understood
  currency: string
  last_day: string | null
  message: string
}

export interface Preview {
  understood: Understood
  /** first rows, cells by column */
  sample: string[][]
  /** the same rows as the events that they would become */
  events: Record<string, unknown>[]
  problems: { line: number; field: string; reason: string; value: string }[]
}

export const loadStates = ['landing', 'accepted', 'undone', 'failed', 'cancelled'] as const
export type LoadState = (typeof loadStates)[number]

export interface Load extends Omit<IngestResult, 'seconds' | 'understood'> {
  state: LoadState
  file_name: string
  file_bytes: number
  started_at: string
  finished_at: string | null
  loaded_by: string
  understood: Understood | null
  history_from: string | null
  complete_through: string | null
  derived: boolean
}

export interface Reject {
  line: number
  field: string
  reason: string
  value: string
  raw: string
  state: string
}

export interface RejectPage {
  batch_id: string
  /** open rows by reason, over the whole load */
  reasons: Record<string, number>
  rows: Reject[]
}

export interface Mended {
  line: number
  raw: string
}
