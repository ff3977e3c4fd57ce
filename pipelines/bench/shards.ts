import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { startShards } from '../src/engine/testing-shards'
import { connectWarehouse, ingestFile, migrate, overview, startEngine } from '../src/index'
import type { Engine, Warehouse } from '../src/index'
import { coreSeconds, since } from './core-seconds'
import { kinds } from './files/kinds'

const RUNS = 11
const line = (text: string) => process.stdout.write(`${text}\n`)
const PERIOD = { from: '2026-05-01', asOf: '2026-05-31' }

interface Measured {
  ingest: number
  cores: number
  cold: number
  warm: number
}

/**
 * The same file on one engine and on two that are the shards of a cluster: seconds and core seconds of the load until
 * its figures are derived, then the Overview, cold and warm. Options: --rows, --source.
 */
export async function run(args: Record<string, string>): Promise<void> {
  const rows = Number(args['rows'] ?? 1_000_000)
  const kind = kinds[args['source'] ?? 'csv']
  if (!kind) throw new Error(`--source ${Object.keys(kinds).join(' | ')}`)
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-bench-'))
  try {
    const file = path.join(folder, kind.file)
    await kind.write(file, rows)
    const one = await measured('one engine', path.join(folder, 'one'), file, 1)
    const two = await measured('two shards', path.join(folder, 'two'), file, 2)
    const cores = `${os.availableParallelism()} cores, ${rows.toLocaleString('en')} rows`
    line(
      `speed-up of two shards (${cores}): ingest ${(one.ingest / two.ingest).toFixed(2)}, ` +
        `Overview cold ${(one.cold / two.cold).toFixed(2)}, warm ${(one.warm / two.warm).toFixed(2)}`,
    )
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

async function measured(name: string, dataDir: string, file: string, shards: number): Promise<Measured> {
  const cluster = shards > 1 ? await startShards(shards, { dataDir }) : undefined
  const engine = cluster ?? (await startEngine({ dataDir }))
  const warehouse = connectWarehouse(engine)
  try {
    await migrate(warehouse)
    const work = workOf(cluster?.engines ?? [engine])
    const before = work()
    const began = performance.now()
    await ingestFile(warehouse, file, {
      fileName: path.basename(file),
      historyFrom: '2025-05-01',
    })
    const ingest = (performance.now() - began) / 1000
    const cores = work() - before
    const [cold = NaN, ...more] = await overviews(warehouse)
    const warm = more.sort((a, b) => a - b)[Math.floor(more.length / 2)] ?? NaN
    line(
      `${name}: ingest ${ingest.toFixed(2)} s (${cores.toFixed(2)} core seconds), ` +
        `Overview cold ${cold.toFixed(0)} ms, warm ${warm.toFixed(0)} ms (median of ${more.length})`,
    )
    return { ingest, cores, cold, warm }
  } finally {
    await warehouse.close()
    await engine.stop()
  }
}

/** Core seconds of all engines and of this process. */
function workOf(engines: readonly Engine[]): () => number {
  const each = engines.map(({ pid }) => coreSeconds(pid))
  const start = each.map((read) => read())
  return () => {
    const done = each.map((read, index) => since(start[index] ?? read(), read()))
    return done.reduce((sum, { engine }) => sum + engine, done[0]?.here ?? 0)
  }
}

async function overviews(warehouse: Warehouse): Promise<number[]> {
  const times: number[] = []
  for (let index = 0; index <= RUNS; index += 1) {
    const began = performance.now()
    await overview(warehouse, PERIOD)
    times.push(performance.now() - began)
  }
  return times
}
