import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { Readable } from 'node:stream'
import { connectWarehouse, ingestStream, migrate, startEngine } from '../src/index'
import type { Warehouse } from '../src/index'

const HEADER = 'event_id,event_type,occurred_on,customer_id,invoice_id,payment_id,amount,currency,due_on'
const invoice = (n: number) => `i${n},invoice.issued,2026-01-13,C${n % 50},F${n},,${100 + n},EUR,2026-02-12\n`
const paid = (n: number) =>
  `${invoice(n)}p${n},payment.received,2026-02-02,C${n % 50},F${n},P${n},${100 + n},EUR,\n`

/**
 * What a load of one or two rows costs until the invoices and KPIs show it, against an INSERT of the same row into a
 * table like `events`, in turns on one engine: medians in milliseconds, and loads a second. Option: --loads.
 */
export async function run(args: Record<string, string>): Promise<void> {
  const loads = Number(args['loads'] ?? 40)
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-bench-'))
  const engine = await startEngine({ dataDir: folder })
  const warehouse = connectWarehouse(engine)
  try {
    await migrate(warehouse)
    await warehouse.command({ name: 'bench-raw', sql: 'CREATE TABLE raw_events AS events' })
    const [rows, one, two] = [[], [], []] as [number[], number[], number[]]
    for (let n = 0; n < loads; n += 1) {
      rows.push(await timed(() => insertRow(warehouse, n)))
      one.push(await timed(() => load(warehouse, invoice(2 * n))))
      two.push(await timed(() => load(warehouse, paid(2 * n + 1))))
    }
    for (const [what, times] of Object.entries({
      'raw insert': rows,
      'one invoice': one,
      'paid invoice': two,
    }))
      console.log(
        `${what.padEnd(13)} ${median(times).toFixed(1).padStart(8)} ms ${(1000 / median(times)).toFixed(1).padStart(7)} a second`,
      )
  } finally {
    await warehouse.close()
    await engine.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

const load = (warehouse: Warehouse, rows: string) =>
  ingestStream(warehouse, Readable.from([Buffer.from(`${HEADER}\n${rows}`)]), { fileName: 'small.csv' })

const insertRow = (warehouse: Warehouse, n: number) =>
  warehouse.insert({
    name: 'bench-raw',
    table: 'relance.raw_events',
    columns: HEADER.split(','),
    format: 'CSV',
    body: Readable.from([Buffer.from(invoice(n))]),
  })

const median = (times: number[]): number => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
