import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Warehouse } from '../warehouse/warehouse'
import { ingestStream } from './ingest-stream'
import type { IngestOptions, IngestResult } from './ingest.contract'

/** Test aid: loads a text or bytes as a file. */
export function loadText(
  warehouse: Warehouse,
  text: string | Buffer,
  options: Partial<IngestOptions> = {},
): Promise<IngestResult> {
  return ingestStream(warehouse, Readable.from([Buffer.from(text)]), { fileName: 'file.csv', ...options })
}

/** Test aid: what counts today, without the marks of the load that brought it. */
export async function currentEvents(warehouse: Warehouse): Promise<string[]> {
  const rows = await warehouse.query({
    name: 'test-current',
    sql: `SELECT concat(event_id, ' v', toString(version), ' ', event_type, ' ', toString(occurred_on), ' ', customer_id, ' ',
        invoice_id, ' ', toString(amount), ' ', currency, ' ', toString(due_on), ' ', toString(allocations)) AS text
      FROM events_current ORDER BY text`,
    row: z.object({ text: z.string() }),
  })
  return rows.map(({ text }) => text)
}

/** Test aid: a CSV of events from rows of cells under the headers that most tests need. */
export function eventsCsv(rows: (string | number)[][]): string {
  const header = 'event_id,event_type,occurred_on,customer_id,invoice_id,payment_id,amount,due_on,version'
  return [header, ...rows.map((row) => row.join(','))].join('\n') + '\n'
}
