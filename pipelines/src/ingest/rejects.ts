import { Readable } from 'node:stream'
import Papa from 'papaparse'
import { z } from 'zod'
import { tableFields } from '../sources/csv/kinds'
import type { Warehouse } from '../warehouse/warehouse'
import { IngestError } from './ingest-error'
import { ingestStream } from './ingest-stream'
import type {
  IngestOptions,
  IngestResult,
  Load,
  Mended,
  Reject,
  RejectPage,
  TableKind,
} from './ingest.contract'
import { readLoad } from './loads'

const reject = z.object({
  line: z.coerce.number(),
  field: z.string(),
  reason: z.string(),
  value: z.string(),
  raw: z.string(),
  state: z.string(),
})

/** Rejected rows of a load in the order of the file, and how many are open by reason. */
export async function listRejects(
  warehouse: Warehouse,
  batchId: string,
  page: { reason?: string; limit: number; afterLine?: number },
): Promise<RejectPage> {
  await readLoad(warehouse, batchId)
  const reasons = await warehouse.query({
    name: 'rejects-reasons',
    sql: `SELECT reason, count() AS n FROM rejected_rows FINAL WHERE batch_id = {batch: UUID} AND state = 'open' GROUP BY reason ORDER BY n DESC`,
    params: { batch: batchId },
    row: z.object({ reason: z.string(), n: z.coerce.number() }),
  })
  const rows = await warehouse.query({
    name: 'rejects-page',
    sql: `SELECT line, field, reason, value, raw, state FROM rejected_rows FINAL
      WHERE batch_id = {batch: UUID} AND line > {after: UInt64} AND ({reason: String} = '' OR reason = {reason: String})
      ORDER BY line LIMIT {limit: UInt32}`,
    params: { batch: batchId, after: page.afterLine ?? 0, reason: page.reason ?? '', limit: page.limit },
    row: reject,
  })
  return { batch_id: batchId, reasons: Object.fromEntries(reasons.map(({ reason, n }) => [reason, n])), rows }
}

/**
 * All open rejected rows as CSV: line, field, reason, value, raw. A text that a spreadsheet would run as a formula
 * gets an apostrophe before it.
 */
export function exportRejects(warehouse: Warehouse, batchId: string): Readable {
  return Readable.from(exported(warehouse, batchId), { objectMode: false })
}

const HEADER = ['line', 'field', 'reason', 'value', 'raw'] as const

async function* exported(warehouse: Warehouse, batchId: string): AsyncGenerator<string> {
  yield `${HEADER.join(',')}\r\n`
  for await (const row of openRejects(warehouse, batchId)) {
    yield `${Papa.unparse([HEADER.map((name) => row[name])], { escapeFormulae: true })}\r\n`
  }
}

function openRejects(warehouse: Warehouse, batchId: string): AsyncGenerator<Reject> {
  return warehouse.rows({
    name: 'rejects-open',
    sql: `SELECT line, field, reason, value, raw, state FROM rejected_rows FINAL WHERE batch_id = {batch: UUID} AND state = 'open' ORDER BY line`,
    params: { batch: batchId },
    row: reject,
  })
}

/** The mended rows, and the open ones of their invoices as they are: without them half an invoice would be loaded. */
async function* withSiblings(warehouse: Warehouse, load: Load, mended: Mended[]): AsyncGenerator<Mended> {
  yield* mended
  const { rows, separator, columns, mapping } = understoodOf(load)
  if (separator === null || rows === undefined || rows === 'documents') return
  const key = ['entity_id', 'customer_id', 'invoice_id'].map((field) => columns.indexOf(mapping[field] ?? ''))
  const keyOf = (raw: string) => {
    const cells = Papa.parse<string[]>(raw, { delimiter: separator }).data[0] ?? []
    return JSON.stringify(key.map((at) => (cells[at] ?? '').trim()))
  }
  const own = new Set(mended.map(({ line }) => line))
  const keys = new Set(mended.map(({ raw }) => keyOf(raw)))
  // What is mended may be the very number of the invoice.
  for await (const { line, raw } of openRejects(warehouse, load.batch_id))
    if (own.has(line)) keys.add(keyOf(raw))
  for await (const { line, raw } of openRejects(warehouse, load.batch_id))
    if (!own.has(line) && keys.has(keyOf(raw))) yield { line, raw }
}

/**
 * Loads rejected rows again, mended or as they are, in a load of their own that reads them as the first one did; with
 * a mended row come the other open ones of its invoice. The rows are no longer open; those that are rejected again are
 * open in the new load.
 * @throws IngestError `ingest/load-not-found`, and as ingestStream
 */
export async function retryRejects(
  warehouse: Warehouse,
  batchId: string,
  mended: Mended[] | 'all',
  options: Pick<IngestOptions, 'loadedBy' | 'onProgress' | 'signal'> = {},
): Promise<IngestResult> {
  const load = await readLoad(warehouse, batchId)
  const rows = mended === 'all' ? asTheyAre(warehouse, batchId) : withSiblings(warehouse, load, mended)
  const sent: Mended[] = []
  const result = await ingestStream(warehouse, Readable.from(textOf(load, rows, sent, mended !== 'all')), {
    ...readAgain(load),
    ...options,
    fileName: `${load.file_name} (retry)`,
  })
  await markRetried(warehouse, batchId, sent, mended !== 'all')
  return result
}

async function* asTheyAre(warehouse: Warehouse, batchId: string): AsyncGenerator<Mended> {
  for await (const { line, raw } of openRejects(warehouse, batchId)) yield { line, raw }
}

/** The rows under the header of their file; only numbers are kept of what was sent as it is. */
async function* textOf(
  load: Load,
  rows: AsyncIterable<Mended>,
  sent: Mended[],
  keepsText: boolean,
): AsyncGenerator<Buffer> {
  const { separator, columns } = understoodOf(load)
  if (separator !== null) yield Buffer.from(`${Papa.unparse([columns], { delimiter: separator })}\n`)
  for await (const row of rows) {
    sent.push(keepsText ? row : { line: row.line, raw: '' })
    yield Buffer.from(`${row.raw}\n`)
  }
}

function understoodOf(load: Load) {
  if (load.understood) return load.understood
  throw new IngestError('ingest/load-not-found', `Load ${load.batch_id} has no rows that can be read again.`)
}

function readAgain(load: Load): Omit<IngestOptions, 'fileName'> {
  const understood = understoodOf(load)
  const own = {
    // What was parted into records here is kept, and mended, as the events that it became.
    source: understood.separator === null ? 'ndjson' : understood.source,
    entityId: load.entity_id,
    ...(load.currency ? { currency: load.currency } : {}),
  }
  if (understood.separator === null) return own
  return {
    ...own,
    mapping: {
      kind: understood.kind as 'invoices',
      ...(understood.preset ? { preset: understood.preset } : {}),
      ...(understood.rows ? { rows: understood.rows as 'lines' } : {}),
      ...(understood.missing_customer ? { missing_customer: understood.missing_customer } : {}),
      columns: { ...unused(understood.kind), ...understood.mapping },
      separator: understood.separator,
      encoding: 'utf-8',
      header_line: 1,
      ...(understood.date_order ? { date_order: understood.date_order as 'DMY' } : {}),
      ...(understood.decimal_mark ? { decimal_mark: understood.decimal_mark as '.' } : {}),
    },
  }
}

/** Fields that the first load did not read are not to be guessed now. */
const unused = (kind: string): Record<string, string> =>
  Object.fromEntries((tableFields[kind as TableKind] ?? []).map((field) => [field, '']))

async function markRetried(
  warehouse: Warehouse,
  batchId: string,
  sent: Mended[],
  changed: boolean,
): Promise<void> {
  const mended = new Map(sent.map(({ line, raw }) => [line, raw]))
  async function* revisions() {
    for await (const row of openRejects(warehouse, batchId)) {
      const raw = mended.get(row.line)
      if (raw === undefined) continue
      yield {
        ...row,
        batch_id: batchId,
        state: 'retried',
        mended_raw: changed ? raw : '',
        revision: Date.now() * 1000,
      }
    }
  }
  await warehouse.insert({
    name: 'rejects-retried',
    table: `${warehouse.database}.rejected_rows`,
    format: 'JSONEachRow',
    body: revisions(),
  })
}
