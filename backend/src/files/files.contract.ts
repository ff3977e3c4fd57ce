import { z } from 'zod'
import { mapping } from '@relance/pipelines'
import { day } from '../http/shapes.contract'

export const loadOptions = z.object({
  source: z.string().max(60).optional(),
  mapping: mapping.optional(),
  entity_id: z.string().trim().min(1).max(100).optional(),
  currency: z.string().length(3).optional(),
  history_from: day.optional(),
  time_zone: z.string().max(60).optional(),
  strict: z.boolean().optional(),
  /** false: a mapping that was kept for such files is left aside */
  use_saved: z.boolean().optional(),
})
/** POST /api/files/{id}/preview (answers FilePreview) and …/{id}/load (answers Job) */
export type LoadOptions = z.infer<typeof loadOptions>
export type FileMapping = NonNullable<LoadOptions['mapping']>

/** How a file was understood before it is loaded. */
export const understood = z.object({
  source: z.string(),
  /** Name of a known file layout; null when columns were guessed or mapped. */
  preset: z.string().nullable(),
  /** What one row is: invoices, payments, customers, events, bank_entries, ledger; or what it is that is none of these. */
  kind: z.string(),
  /** Of a table: its rows are none of ours, and are counted and left out. */
  foreign: z.literal(true).optional(),
  encoding: z.string(),
  separator: z.string().nullable(),
  date_order: z.string().nullable(),
  decimal_mark: z.string().nullable(),
  thousands_separator: z.string().nullable(),
  currency: z.string().nullable(),
  entity_id: z.string().nullable(),
  columns: z.array(z.string()),
  /** Our field → column of the file. */
  mapping: z.record(z.string(), z.string()),
  header_line: z.number().int().nullable(),
  history_from: day.nullable(),
  /** Of invoices: documents, lines (rows are parts of invoices) or repeated (rows repeat them). */
  rows: z.string().optional(),
  /** The customer of rows that name none. */
  missing_customer: z.string().optional(),
  /** Of a spreadsheet: the sheet that is read, and all that can be seen. */
  sheet: z.string().optional(),
  sheets: z.array(z.string()).optional(),
  /** The mapping that a person has kept for files with these headers. */
  saved_mapping: z.object({ id: z.string(), name: z.string(), mapping }).optional(),
  /** Of the company whose ledger it is, by the name of the file. */
  siren: z.string().optional(),
  warnings: z.array(z.string()),
})
export type UnderstoodFile = z.infer<typeof understood>

export const preview = z.object({
  understood,
  /** The first rows of the file, cells by column. */
  sample: z.array(z.array(z.string())),
  /** The same rows as the events they would become. */
  events: z.array(z.record(z.string(), z.unknown())),
  problems: z.array(
    z.object({ line: z.number().int(), field: z.string(), reason: z.string(), value: z.string() }),
  ),
})
export type FilePreview = z.infer<typeof preview>

/** POST /api/files (multipart, one file): kept until it is loaded or a day has passed. */
export const storedFile = z.object({
  id: z.string(),
  name: z.string(),
  bytes: z.number(),
  received_at: z.string(),
  /** Null when it could not be understood: see `problem`. */
  preview: preview.nullable(),
  problem: z
    .object({
      code: z.string(),
      detail: z.string(),
      /** The titles of its columns, where they were found. */
      columns: z.array(z.string()).optional(),
    })
    .nullable(),
})
export type StoredFile = z.infer<typeof storedFile>
