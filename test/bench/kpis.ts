import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Query, Warehouse } from '@relance/pipelines'
import { bucketCount, connectWarehouse, derive, migrate, overview, startEngine } from '@relance/pipelines'
import type { z } from 'zod'
import { fillWarehouse } from './kpis-events'
import { postgresOverview } from './kpis-postgres'

const RUNS = 31
const LIMIT_MS = 300
export const PERIOD = { from: '2025-06-01', asOf: '2025-06-30' }

/**
 * The Overview's queries on generated invoices: median and 95th percentile of each, alone on the engine, and the
 * ratio to the same figures by plain SQL over raw events in PostgreSQL, where one is installed.
 */
export async function run(args: Record<string, string>): Promise<void> {
  const invoices = Number(args['invoices'] ?? 1_000_000)
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-bench-'))
  const engine = await startEngine({ dataDir })
  const warehouse = connectWarehouse(engine)
  try {
    await migrate(warehouse)
    await timed(`${count(invoices)} invoices made`, () => fillWarehouse(warehouse, invoices))
    const buckets = Array.from({ length: bucketCount }, (_, index) => index)
    await timed('derived', () => derive(warehouse, buckets))
    const ours = await measure(warehouse)
    const theirs = await postgresOverview(warehouse, dataDir, PERIOD, ours.open)
    if (theirs === null) console.log('PostgreSQL 15 is not installed here: no comparison')
    else {
      console.log(`overview in PostgreSQL, plain SQL over raw events: median ${theirs.toFixed(0)} ms`)
      console.log(`ratio ${(theirs / ours.whole).toFixed(1)}`)
    }
    if (ours.slowest > LIMIT_MS) {
      console.log(`the slowest query takes more than ${LIMIT_MS} ms at the 95th percentile`)
      process.exitCode = 1
    }
  } finally {
    await warehouse.close()
    await engine.stop()
    fs.rmSync(dataDir, { recursive: true, force: true })
  }
}

async function measure(warehouse: Warehouse) {
  const times = new Map<string, number[]>()
  const alone = oneByOne(warehouse, times)
  const whole: number[] = []
  let open = ''
  for (let index = 0; index <= RUNS; index += 1) {
    const start = performance.now()
    const found = await overview(warehouse, PERIOD)
    whole.push(performance.now() - start)
    open = String(found.current.find((row) => row.kpi === 'open')?.value)
    await overview(alone, PERIOD)
  }
  let slowest = 0
  for (const [name, values] of [...times, ['overview, all at once', whole] as const]) {
    const warm = values.slice(values.length / (RUNS + 1))
    const p95 = percentile(warm, 0.95)
    if (times.has(name)) slowest = Math.max(slowest, p95)
    console.log(
      `${name.padEnd(24)} median ${show(percentile(warm, 0.5))}  95th ${show(p95)}  runs ${warm.length}`,
    )
  }
  return { whole: percentile(whole.slice(1), 0.5), slowest, open }
}

/** The warehouse with its queries one after the other, each with its own time. */
function oneByOne(warehouse: Warehouse, times: Map<string, number[]>): Warehouse {
  let last: Promise<unknown> = Promise.resolve()
  const query = <S extends z.ZodType>(asked: Query<S>): Promise<z.output<S>[]> => {
    const work = last.then(async () => {
      const start = performance.now()
      const rows = await warehouse.query(asked)
      times.set(asked.name, [...(times.get(asked.name) ?? []), performance.now() - start])
      return rows
    })
    last = work.catch(() => undefined)
    return work
  }
  return new Proxy(warehouse, {
    get: (target, name) => (name === 'query' ? query : (Reflect.get(target, name) as unknown)),
  })
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN
}

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const start = performance.now()
  await work()
  console.log(`${what} in ${((performance.now() - start) / 1000).toFixed(2)} s`)
}

const show = (ms: number) => `${ms.toFixed(0).padStart(5)} ms`
const count = (value: number) => value.toLocaleString('en')
