import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse, type TestWarehouse } from '../engine/testing'
import { ingestStream } from '../ingest/ingest-stream'
import type { Warehouse } from '../warehouse/warehouse'
import { seeded } from './testing/seeded'
import { hasRealFiles, wholeFiles } from './testing/whole-files'

type File = [fileName: string, bytes: Buffer]

/** Files of which every line is a record, under a header of so many lines: they can be parted and shuffled. */
const HEADERS: Record<string, number> = { csv: 1, ndjson: 0 }

if (!hasRealFiles) console.log('skipped: real files in any order, because there are none beside the project')

describe.skipIf(!hasRealFiles)('files of all kinds', () => {
  const test = useWarehouse()

  it('give the same state in whatever order they come, repeated, shuffled and in parts', async () => {
    const files = await wholeFiles()
    const whole = await stateAfter(test, Object.values(files))
    expect(whole.events.length).toBeGreaterThan(150)
    expect(await sourcesOf(test.warehouse)).toBeGreaterThan(8)
    for (const seed of [1, 2]) {
      const random = seeded(seed)
      const loads = Object.entries(files).flatMap(([kind, file]) => partsOf(kind, file, random))
      const repeated = loads.filter(() => random() < 0.2)
      expect(await stateAfter(test, shuffled([...loads, ...repeated], random)), `order ${seed}`).toEqual(
        whole,
      )
    }
  })
})

function partsOf(kind: string, [fileName, bytes]: File, random: () => number): File[] {
  const header = HEADERS[kind]
  if (header === undefined) return [[fileName, bytes]]
  const lines = bytes.toString('latin1').split('\n')
  const rows = shuffled(lines.slice(header), random)
  const half = Math.floor(rows.length / 2)
  return [rows.slice(0, half), rows.slice(half)].map((part): File => [
    fileName,
    Buffer.from([...lines.slice(0, header), ...part].join('\n'), 'latin1'),
  ])
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one)
}

const rows = z.record(z.string(), z.unknown())

async function sourcesOf(warehouse: Warehouse): Promise<number> {
  const sources = await warehouse.query({
    name: 'test',
    sql: 'SELECT DISTINCT source FROM events',
    row: rows,
  })
  return sources.length
}

/** What counts after these loads into an empty warehouse: events, invoices, and what customers have on account. */
async function stateAfter(test: TestWarehouse, files: readonly File[]) {
  await test.reset()
  const { warehouse } = test
  for (const [fileName, bytes] of files) {
    await ingestStream(warehouse, Readable.from([bytes]), { fileName })
  }
  const all = (sql: string) => warehouse.query({ name: 'test', sql, row: rows })
  return {
    events: await all(
      `SELECT event_id, version, event_type, occurred_on, customer_id, invoice_id, amount, allocations FROM events_current ORDER BY event_id, version`,
    ),
    invoices: await all(
      `SELECT entity_id, customer_id, invoice_id, amount, credited, paid, open, state, due_on, settled_on FROM invoices ORDER BY ALL`,
    ),
    account: await all(
      `SELECT entity_id, customer_id, currency, sum(on_account) AS on_account, sum(refund_unexplained) AS unexplained
       FROM account_flows GROUP BY entity_id, customer_id, currency ORDER BY ALL`,
    ),
  }
}
