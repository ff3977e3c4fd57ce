import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { z } from 'zod'
import { computeKpis, connectWarehouse, ingestFile, migrate, startEngine } from '../src/index'
import type { IngestProgress, Warehouse } from '../src/index'
import { coreSeconds, since } from './core-seconds'
import type { Work } from './core-seconds'
import { COLUMNS, writeEventsFile } from './files/events'
import { kinds } from './files/kinds'
import type { Kind } from './files/kinds'

const ROUNDS = 3
/** A load of this size shows how much memory any load takes. */
const FEW = 10_000
/** as the product reads files */
const READING = { highWaterMark: 1 << 20 }

/**
 * Rows a second of `relance ingest`, from the first byte until the KPIs show it, against INSERT … FORMAT CSV of as
 * many events into a table like `events`, in turns on the same engine. Options: --source, --rows, --rounds.
 */
export async function run(args: Record<string, string>): Promise<void> {
  const rows = Number(args['rows'] ?? 1_000_000)
  const kind = kinds[args['source'] ?? 'csv']
  if (!kind) throw new Error(`--source ${Object.keys(kinds).join(' | ')}`)
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-bench-'))
  const engine = await startEngine({ dataDir: folder })
  const warehouse = connectWarehouse(engine)
  try {
    await migrate(warehouse)
    const few = await written(kind, folder, FEW)
    const all = await written(kind, folder, rows)
    const plain = path.join(folder, 'raw.csv')
    await writeEventsFile(plain, rows, 'csv')
    const cores = coreSeconds(engine.pid)
    const small = await throughIngest(warehouse, few, cores)
    const loaded: Loaded[] = []
    const raw: Inserted[] = []
    const own: Inserted[] = []
    for (let round = 0; round < Number(args['rounds'] ?? ROUNDS); round += 1) {
      raw.push(await rawInsert(warehouse, withoutHeader(plain), 'CSV', cores))
      if (kind.format) own.push(await rawInsert(warehouse, readingOf(all.file), kind.format, cores))
      loaded.push(await throughIngest(warehouse, all, cores))
    }
    report(rows, small, loaded, raw)
    if (kind.format) reportOwn(rows, kind.format, loaded, own)
  } finally {
    await warehouse.close()
    await engine.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

interface Written {
  file: string
  rows: number
  adds: string
  cents: bigint
}

async function written(kind: Kind, folder: string, rows: number): Promise<Written> {
  fs.mkdirSync(path.join(folder, String(rows)), { recursive: true })
  const file = path.join(folder, String(rows), kind.file)
  return { file, rows, adds: kind.adds ?? '', cents: await kind.write(file, rows) }
}

interface Inserted {
  seconds: number
  work: Work
}

interface Loaded extends Inserted {
  phases: Record<string, number>
  /** most that was resident, in MB */
  memory: number
}

async function rawInsert(
  warehouse: Warehouse,
  body: AsyncIterable<Buffer>,
  format: string,
  cores: () => Work,
): Promise<Inserted> {
  const command = (sql: string) => warehouse.command({ name: 'bench', sql })
  await command('DROP TABLE IF EXISTS raw_events SYNC')
  await command('CREATE TABLE raw_events AS events')
  const before = cores()
  const began = performance.now()
  await warehouse.insert({
    name: 'bench-raw',
    table: 'relance.raw_events',
    columns: COLUMNS,
    format,
    body,
  })
  const seconds = (performance.now() - began) / 1000
  const work = since(before, cores())
  await command('DROP TABLE raw_events SYNC')
  return { seconds, work }
}

const readingOf = (file: string) => fs.createReadStream(file, READING) as AsyncIterable<Buffer>

async function* withoutHeader(file: string): AsyncGenerator<Buffer> {
  yield* fs.createReadStream(file, {
    ...READING,
    start: COLUMNS.join(',').length + 1,
  }) as AsyncIterable<Buffer>
}

async function throughIngest(
  warehouse: Warehouse,
  { file, rows, adds, cents }: Written,
  cores: () => Work,
): Promise<Loaded> {
  await warehouse.command({ name: 'bench', sql: 'DROP DATABASE IF EXISTS relance SYNC' })
  await migrate(warehouse)
  const memory = watchMemory()
  const before = cores()
  const began = performance.now()
  const starts: Record<string, number> = {}
  const onProgress = ({ phase }: IngestProgress) => (starts[phase] ??= performance.now())
  const result = await ingestFile(warehouse, file, {
    fileName: path.basename(file),
    historyFrom: '2025-05-01',
    onProgress,
  })
  const derived = performance.now()
  await computeKpis(warehouse, { asOf: '2026-10-31', from: '2025-05-01', kpis: ['billed'] })
  const ended = performance.now()
  const most = memory.stop()
  const work = since(before, cores())
  if (result.rejected > 0) throw new Error(`${result.rejected} of ${rows} rows were rejected`)
  await check(warehouse, result.read - result.ignored, adds, cents)
  const phases = {
    landing: (starts['validating'] ?? ended) - began,
    validating: (starts['deriving'] ?? ended) - (starts['validating'] ?? ended),
    deriving: derived - (starts['deriving'] ?? ended),
    kpis: ended - derived,
  }
  return { seconds: (ended - began) / 1000, work, phases, memory: most }
}

/** What is kept is what was written. */
async function check(warehouse: Warehouse, records: number, adds: string, cents: bigint): Promise<void> {
  const [kept] = await warehouse.query({
    name: 'bench-check',
    sql: `SELECT uniqExact(line) AS records, toString(sumIf(amount, {adds: String} IN ('', event_type))) AS total FROM events WHERE line > 0`,
    params: { adds },
    row: z.object({ records: z.coerce.number(), total: z.string() }),
  })
  const expected = Number(cents) / 100
  if (kept?.records !== records) throw new Error(`${kept?.records} of ${records} records are kept`)
  if (Math.abs(Number(kept.total) - expected) > 0.005) {
    throw new Error(`events sum up to ${kept.total}, ${expected} were written`)
  }
}

function watchMemory() {
  let most = 0
  const look = () => (most = Math.max(most, process.memoryUsage().rss))
  const timer = setInterval(look, 20)
  look()
  return {
    stop: () => {
      clearInterval(timer)
      return most / 1e6
    },
  }
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
const line = (text: string) => process.stdout.write(`${text}\n`)

/** The same file, as the engine itself takes it, into the same table. */
function reportOwn(rows: number, format: string, loaded: Loaded[], own: Inserted[]): void {
  const theirs = median(own.map((one) => one.seconds))
  const engine = median(own.map(({ work }) => work.engine))
  line(
    `raw insertion of the same file, ${format}: ${Math.round(rows / theirs).toLocaleString('en')} rows/s, engine ${engine.toFixed(2)} core seconds`,
  )
  line(`ratio to that ${(theirs / median(loaded.map((one) => one.seconds))).toFixed(2)}`)
}

function report(rows: number, small: Loaded, loaded: Loaded[], raw: Inserted[]): void {
  const ours = median(loaded.map((one) => one.seconds))
  const theirs = median(raw.map((one) => one.seconds))
  const perSecond = (seconds: number) => Math.round(rows / seconds).toLocaleString('en')
  line(
    `raw insertion     ${perSecond(theirs)} rows/s (${raw.map((one) => one.seconds.toFixed(2)).join(', ')} s)`,
  )
  line(
    `relance ingest    ${perSecond(ours)} rows/s (${loaded.map((one) => one.seconds.toFixed(2)).join(', ')} s)`,
  )
  for (const phase of ['landing', 'validating', 'deriving', 'kpis']) {
    line(`  ${phase.padEnd(12)} ${(median(loaded.map((one) => one.phases[phase] ?? 0)) / 1000).toFixed(2)} s`)
  }
  for (const [name, list] of Object.entries({ raw, ingest: loaded })) {
    const engine = median(list.map(({ work }) => work.engine))
    const here = median(list.map(({ work }) => work.here))
    line(`core seconds of ${name}: engine ${engine.toFixed(2)}, this process ${here.toFixed(2)}`)
  }
  const most = Math.max(...loaded.map((one) => one.memory))
  line(
    `resident memory at most ${small.memory.toFixed(0)} MB at ${FEW.toLocaleString('en')} rows, ${most.toFixed(0)} MB at ${rows.toLocaleString('en')}`,
  )
  line(`ratio to raw insertion (CSV) ${(theirs / ours).toFixed(2)}`)
}
