import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { z } from 'zod'
import { planFor } from '../sources'
import type { LoadPlan } from '../sources/source'
import type { Warehouse } from '../warehouse/warehouse'
import type { IngestOptions, Preview } from './ingest.contract'
import { land } from './land'
import type { LoadTables } from './load-tables'
import { cellsSql } from './load-selects'
import { dropSmall, tablesOf } from './load-tables'
import type { Opened } from './sample'
import { openInput } from './open-input'

const ROWS = 20

/**
 * How a file would be understood: its first rows as cells and as the events that they would become, and what is wrong
 * with rows of its beginning. Nothing is kept. Reads no more than the beginning.
 * @throws IngestError as ingestStream
 */
export async function previewStream(
  warehouse: Warehouse,
  input: Readable,
  options: IngestOptions,
): Promise<Preview> {
  const opened = await openInput(input, options.fileName, options.mapping)
  const whole = planFor(opened.sample, options)
  const batchId = randomUUID()
  const tables = tablesOf(warehouse, batchId, 'text')
  const constants = {
    batchId,
    source: whole.understood.source,
    timeZone: whole.timeZone,
    recordedAt: new Date().toISOString().replace('T', ' ').replace('Z', ''),
  }
  try {
    const head = whole.convert ? opened : beginning(opened)
    const { plan } = await land(warehouse, tables, head, firstRecords(whole), constants, {
      ...(options.mapping ? { mapping: options.mapping } : {}),
      fileName: options.fileName,
    })
    return { understood: plan.understood, ...(await shown(warehouse, tables, plan)) }
  } finally {
    await opened.bytes.return(undefined)
    await dropSmall(warehouse, tables).catch(() => undefined)
  }
}

/** What is parted into records here is read no further than what is shown. */
function firstRecords(plan: LoadPlan): LoadPlan {
  const { convert } = plan
  if (!convert) return plan
  return {
    ...plan,
    async *convert(bytes) {
      let left = ROWS
      for await (const record of convert(bytes)) {
        yield record
        left -= 1
        if (left === 0) return
      }
    },
  }
}

/** The sample up to its last whole line. */
function beginning({ sample }: Opened): Opened {
  const wide = sample.encoding.startsWith('utf-16')
  const lineEnd = sample.bytes.lastIndexOf(sample.encoding === 'utf-16le' ? Buffer.from('\n\0') : '\n')
  const cut =
    sample.complete || lineEnd === -1 ? sample.bytes : sample.bytes.subarray(0, lineEnd + (wide ? 2 : 1))
  return { sample, bytes: once(cut) }
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

async function shown(
  warehouse: Warehouse,
  tables: LoadTables,
  plan: LoadPlan,
): Promise<Omit<Preview, 'understood'>> {
  const params = { rows: ROWS }
  const cells = await warehouse.query({
    name: 'preview-cells',
    sql: `SELECT arrayFilter(x -> x != '\\x01', ${plan.convert ? '[raw_text]' : cellsSql(plan)}) AS cells FROM ${tables.cells} ORDER BY line LIMIT 1 BY line LIMIT {rows: UInt32}`,
    params,
    row: z.object({ cells: z.array(z.string()) }),
  })
  const events = await warehouse.query({
    name: 'preview-events',
    sql: `SELECT line, event_id, event_type, occurred_on, entity_id, customer_id, invoice_id, payment_id, amount, currency, due_on, allocations, attributes
      FROM ${tables.events} WHERE line <= {rows: UInt32} ORDER BY line, event_type, event_id`,
    params,
    row: z.record(z.string(), z.unknown()),
  })
  const problems = await warehouse.query({
    name: 'preview-problems',
    sql: `SELECT line, field, reason, value FROM ${tables.problems} WHERE ignored = '' ORDER BY line LIMIT 100`,
    row: z.object({ line: z.coerce.number(), field: z.string(), reason: z.string(), value: z.string() }),
  })
  return {
    sample: cells.map((row) => row.cells),
    events: events.map((row) => ({ ...row, line: Number(row['line']) })),
    problems,
  }
}
