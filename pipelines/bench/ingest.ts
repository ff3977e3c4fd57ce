import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { z } from 'zod'
import { computeKpis, connectWarehouse, ingestStream, migrate, startEngine } from '../src/index'
import type { IngestProgress, Warehouse } from '../src/index'

const HEADER = 'event_id,event_type,occurred_on,entity_id,customer_id,invoice_id,amount,currency,due_on'
const MONTHS_OF_DAYS = 540
const ROUNDS = 3

/**
 * Rows a second of `relance ingest` of a CSV of events, from the first byte until the KPIs show it, against
 * INSERT … FORMAT CSV of the same file into a table like `events`, in turns on the same engine.
 */
export async function run(args: Record<string, string>): Promise<void> {
  const rows = Number(args['rows'] ?? 1_000_000)
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-bench-'))
  const engine = await startEngine({ dataDir: folder })
  const warehouse = connectWarehouse(engine)
  try {
    await migrate(warehouse)
    const file = path.join(folder, 'events.csv')
    const billed = await writeFile(file, rows)
    const loaded: Loaded[] = []
    const raw: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      raw.push(await rawInsert(warehouse, file))
      loaded.push(await throughIngest(warehouse, file, rows, billed))
    }
    report(rows, loaded, raw)
  } finally {
    await warehouse.close()
    await engine.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

interface Loaded {
  seconds: number
  phases: Record<string, number>
  growthMb: number
}

/** Invoices of 20,000 customers over 18 months; the same file for the same number of rows. Answers the sum billed in cents. */
async function writeFile(file: string, rows: number): Promise<bigint> {
  const out = fs.createWriteStream(file)
  const random = generator(20_260)
  let block = `${HEADER}\n`
  let billed = 0n
  const first = Date.UTC(2025, 4, 1)
  for (let row = 0; row < rows; row += 1) {
    const customer = `C${String(Math.floor(20_000 * random() ** 2)).padStart(6, '0')}`
    const invoice = `F${String(row).padStart(8, '0')}`
    const issued = first + Math.floor((row * MONTHS_OF_DAYS) / rows) * 86_400_000
    const due = issued + ([30, 45, 60][Math.floor(random() * 3)] ?? 30) * 86_400_000
    const cents = Math.floor(Math.exp(6 + 2 * (random() + random() - 1)) * 100)
    billed += BigInt(cents)
    block += `invoice:FR01:${customer}:${invoice},invoice.issued,${day(issued)},FR01,${customer},${invoice},${(cents / 100).toFixed(2)},EUR,${day(due)}\n`
    if (block.length > 1 << 20) {
      if (!out.write(block)) await new Promise<void>((resolve) => out.once('drain', () => resolve()))
      block = ''
    }
  }
  await new Promise<void>((resolve) => out.end(block, () => resolve()))
  return billed
}

const day = (time: number): string => new Date(time).toISOString().slice(0, 10)

/** mulberry32 */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

async function rawInsert(warehouse: Warehouse, file: string): Promise<number> {
  const command = (sql: string) => warehouse.command({ name: 'bench', sql })
  await command('DROP TABLE IF EXISTS raw_events SYNC')
  await command('CREATE TABLE raw_events AS events')
  const began = performance.now()
  await warehouse.insert({
    name: 'bench-raw',
    table: 'relance.raw_events',
    columns: HEADER.split(','),
    format: 'CSV',
    body: withoutHeader(file),
  })
  const seconds = (performance.now() - began) / 1000
  await command('DROP TABLE raw_events SYNC')
  return seconds
}

async function* withoutHeader(file: string): AsyncGenerator<Buffer> {
  yield* fs.createReadStream(file, { start: HEADER.length + 1 }) as AsyncIterable<Buffer>
}

async function throughIngest(
  warehouse: Warehouse,
  file: string,
  rows: number,
  billed: bigint,
): Promise<Loaded> {
  await warehouse.command({ name: 'bench', sql: 'DROP DATABASE IF EXISTS relance SYNC' })
  await migrate(warehouse)
  const memory = watchMemory()
  const began = performance.now()
  const starts: Record<string, number> = {}
  const onProgress = ({ phase }: IngestProgress) => (starts[phase] ??= performance.now())
  const result = await ingestStream(warehouse, fs.createReadStream(file), {
    fileName: 'events.csv',
    historyFrom: '2025-05-01',
    onProgress,
  })
  const derived = performance.now()
  const rowsOfKpis = await computeKpis(warehouse, {
    asOf: '2026-10-31',
    from: '2025-05-01',
    kpis: ['billed'],
  })
  const ended = performance.now()
  const growthMb = memory.stop()
  if (result.accepted !== rows) throw new Error(`${result.accepted} of ${rows} rows accepted`)
  await check(warehouse, rowsOfKpis, billed)
  const phases = {
    landing: (starts['validating'] ?? ended) - began,
    validating: (starts['deriving'] ?? ended) - (starts['validating'] ?? ended),
    deriving: derived - (starts['deriving'] ?? ended),
    kpis: ended - derived,
  }
  return { seconds: (ended - began) / 1000, phases, growthMb }
}

/** The figure that the screen would show is the sum that was written. */
async function check(
  warehouse: Warehouse,
  rows: Awaited<ReturnType<typeof computeKpis>>,
  billed: bigint,
): Promise<void> {
  const shown = rows.find((row) => row.kpi === 'billed')?.value
  const [kept] = await warehouse.query({
    name: 'bench-check',
    sql: 'SELECT toString(sum(amount)) AS billed FROM events',
    row: z.object({ billed: z.string() }),
  })
  const expected = Number(billed) / 100
  for (const value of [shown, kept?.billed]) {
    if (Math.abs(Number(value) - expected) > 0.005) throw new Error(`billed ${value}, written ${expected}`)
  }
}

function watchMemory() {
  const before = process.memoryUsage().rss
  let most = before
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20)
  return {
    stop: () => {
      clearInterval(timer)
      return (most - before) / 1e6
    },
  }
}

function report(rows: number, loaded: Loaded[], raw: number[]): void {
  const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
  const line = (text: string) => process.stdout.write(`${text}\n`)
  const ours = median(loaded.map((one) => one.seconds))
  const theirs = median(raw)
  const perSecond = (seconds: number) => Math.round(rows / seconds).toLocaleString('en')
  line(`raw insertion     ${perSecond(theirs)} rows/s (${raw.map((s) => s.toFixed(2)).join(', ')} s)`)
  line(
    `relance ingest    ${perSecond(ours)} rows/s (${loaded.map((one) => one.seconds.toFixed(2)).join(', ')} s)`,
  )
  for (const phase of ['landing', 'validating', 'deriving', 'kpis']) {
    line(`  ${phase.padEnd(12)} ${(median(loaded.map((one) => one.phases[phase] ?? 0)) / 1000).toFixed(2)} s`)
  }
  line(`resident memory grew by at most ${Math.max(...loaded.map((one) => one.growthMb)).toFixed(0)} MB`)
  line(`ratio ${(theirs / ours).toFixed(2)}`)
}
