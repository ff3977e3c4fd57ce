import type { IgnoredReason, ReasonCode } from '../events/reason-codes'
import type { IngestOptions, Understood } from '../ingest/ingest.contract'
import type { Check } from './values/check'

/** The beginning of what is to be loaded. */
export interface Sample {
  fileName: string
  /** the first bytes as they came */
  bytes: Buffer
  /** the same as text; empty where the bytes are no text */
  text: string
  /** whether the bytes are no text, such as those of a PDF */
  binary: boolean
  /** name of the encoding, as iconv-lite calls it */
  encoding: string
  /** whether the sample is the whole file */
  complete: boolean
  /** of a spreadsheet, which is read as CSV: the sheet it is, and the others that could be */
  sheet?: { name: string; others: string[] }
}

/** Columns of `relance.events`, each with the SQL expression over the typed columns that fills it. */
export type EventColumns = Record<string, string>

/** The answer to what a plan asks of all rows, by name; server parameters of the statements that follow, too. */
export type Facts = Record<string, unknown>

/** One event that a row may become. */
export interface EventPlan {
  /** SQL condition over the typed columns; '1' for every row */
  where: string
  columns: EventColumns
}

/** What could not be told from the sample and must be asked of the whole file before a row is typed. */
export interface Undecided {
  /** SQL aggregates over the landed columns, by name; each gives a number */
  questions: Record<string, string>
  decide(answers: Record<string, number>): LoadPlan
}

/** An event as a record tells it: fields of the contract as text, `attributes` as an object. */
export type EventRecord = Record<string, unknown>

/** One record of a file that is parted by us: an invoice, an entry of a statement, a message of a provider. */
export interface SourceRecord {
  /** what it becomes; a record of which one event is rejected is rejected as a whole */
  events: EventRecord[]
  /** why it is rightly left out */
  ignored?: IgnoredReason
  /** why it is rejected; its events are kept apart to be mended */
  problem?: { field: string; reason: ReasonCode; value: string }
  /** what is kept of a rejected record; its events as JSON lines unless stated */
  raw?: string
}

/** What is known of a file only when it has been read to its end; `convert` fills it in. */
export interface Learnt {
  warnings: string[]
  /** last day that the file knows all of, YYYY-MM-DD */
  completeThrough: string | null
}

/**
 * How a file becomes events. Bytes land as text columns; the warehouse types, checks and spreads them.
 * All expressions are SQL over the columns of the step before: landed → typed → events.
 */
export interface LoadPlan {
  understood: Understood
  /** parts the bytes into records, for what the engine cannot part; `landed` is then that of records */
  convert?(bytes: AsyncIterable<Buffer>): AsyncIterable<SourceRecord>
  learnt?: Learnt
  format: 'CSV' | 'LineAsString' | 'JSONEachRow' | 'JSONCompactEachRow'
  formatSettings: Record<string, string | number>
  /** the field separator that the stream is checked with; null: one line is one record */
  separator: string | null
  /** physical lines before the first record */
  skipLines: number
  /** landed text columns, in the order of the file; `field` is what the format calls it, where that is not its name */
  landed: { name: string; default?: string; field?: string }[]
  /** SQL over `cells`, the array of the landed texts: the record as text, for the quarantine */
  raw: string
  /** SQL over what landed, of records that are not dropped, that is worked out before anything else, by name */
  parted?: Record<string, string>
  /**
   * For files most records of which are rightly left out, all for the same reason: those are counted and not listed.
   * Of the ones that are `dropped`, SQL over what landed, nothing more is worked out or kept.
   */
  sieve?: { dropped: string; reason: IgnoredReason }
  /** SQL that several of the following expressions share, by name */
  shared: Record<string, string>
  /** SQL of the typed columns: name → [type, expression over the landed ones and the shared] */
  typed: Record<string, [type: string, expression: string]>
  /** a record is rejected by the first that holds; SQL over landed, shared and typed columns */
  checks: Check[]
  /** columns in which the landed record itself says why it is rejected; an empty reason: it is not */
  stated?: { reason: string; field: string; value: string }
  /** SQL: why the record is rightly left out, empty if it is not */
  ignored: string
  /**
   * Where an event needs several records: SQL over the table of the typed rows that are neither ignored nor rejected.
   * It gives `line`, the record that the event is counted for, and all that `events` read. `all` is the table of every
   * typed row, for what the others tell of them.
   */
  gather?(typed: string, all: string, facts: Facts): string
  /** What `gather` and `leftOut` must know before they are written: SQL of one row over the table of all typed rows. */
  facts?(all: string): string
  /**
   * Rows that turn out to say nothing once all are there: SQL of their `line` over the table of all typed rows; null
   * where there are none.
   */
  leftOut?: [lines: (all: string, facts: Facts) => string | null, reason: IgnoredReason]
  /**
   * Rows that `gather` makes one event of: SQL of their common key over the typed columns; `line` of the event is then
   * the lowest of theirs, and all of them share its fate. `whole`: where one of them is rejected, all are.
   */
  group?: { key: string; whole: boolean }
  events: EventPlan[]
  /** customer.updated once per customer: [condition, the typed column that tells of him, SQL over it: attributes as JSON text] */
  customer?: [where: string, told: string, attributes: string]
  historyFrom: string | null
  completeThrough: string | null
  /** it says more of what other sources told, so that it is no measure of how far payments are known */
  retells?: true
  currency: string
  entityId: string
  /** IANA name */
  timeZone: string
  undecided?: Undecided
  /**
   * A quicker way to read the same, which holds as long as all records are like those of the sample. Where it finds
   * anything to object to, what it brought is dropped and this plan is followed; null where the sample forbids it.
   */
  quick?(): LoadPlan | null
  /** of a quicker way: what it rejects for another reason than its form, the careful way rejects for the same */
  sameFaults?: true
}

/** What a source says of a sample: how sure it is (0 to 1), or null when it is not its kind of file. */
export interface Recognition {
  sure: number
  plan(options: IngestOptions): LoadPlan
}

/** One kind of file. */
export interface Source {
  name: string
  recognise(sample: Sample, options: IngestOptions): Recognition | null
}
