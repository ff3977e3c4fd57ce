import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Query, Warehouse } from '@relance/pipelines'
import {
  bucketCount,
  cashForecast,
  connectWarehouse,
  derive,
  migrate,
  overview,
  startEngine,
} from '@relance/pipelines'
import type { z } from 'zod'
import { fillWarehouse } from './kpis-events'
import { postgresOverview } from './kpis-postgres'

const RUNS = 31
/** Limits of each query, just after the start of the engine, and at the 95th percentile of the later runs. */
const COLD_MS = 1000
const WARM_MS = 200
/** Raw events are copied to PostgreSQL row by row. */
const MOST_COMPARED = 1_000_000
export const PERIOD = { from: '2025-06-01', asOf: '2025-06-30' }

/**
 * The Overview's queries on generated invoices: the first run of each after a start of the engine, median and 95th
 * percentile of the later ones, alone on the engine; the cash forecast, which is made once for the data it follows from;
 * and the ratio to the same figures by plain SQL over raw events in PostgreSQL, where one is installed. Option: --invoices.
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
    await engine.restart()
    const ours = await measure(warehouse)
    await timed('cash forecast with its past trials made', () =>
      cashForecast(warehouse, { asOf: PERIOD.asOf, currency: 'EUR' }),
    )
    const compared = invoices <= MOST_COMPARED
    const theirs = compared ? await postgresOverview(warehouse, dataDir, PERIOD, ours.open) : null
    if (!compared) console.log('more than a million invoices: no comparison with PostgreSQL')
    else if (theirs === null) console.log('PostgreSQL 15 is not installed here: no comparison')
    else {
      console.log(`overview in PostgreSQL, plain SQL over raw events: median ${theirs.toFixed(0)} ms`)
      console.log(`ratio ${(theirs / ours.whole).toFixed(1)}`)
    }
    if (ours.over.length > 0) {
      console.log(`over the limits: ${ours.over.join(', ')}`)
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
    await overview(alone, PERIOD)
    const start = performance.now()
    const found = await overview(warehouse, PERIOD)
    whole.push(performance.now() - start)
    open = String(found.current.find((row) => row.kpi === 'open')?.value)
  }
  const over: string[] = []
  console.log(`limits of each query: cold ${COLD_MS} ms, at the 95th percentile ${WARM_MS} ms`)
  for (const [name, values] of [...times, ['overview, all at once', whole] as const]) {
    const warm = values.slice(values.length / (RUNS + 1))
    const p95 = percentile(warm, 0.95)
    const cold = Math.max(...values.slice(0, values.length / (RUNS + 1)))
    const verdict = !times.has(name) ? '' : cold > COLD_MS || p95 > WARM_MS ? '  over' : '  within'
    if (verdict === '  over') over.push(name)
    console.log(
      `${name.padEnd(24)} cold ${show(cold)}  median ${show(percentile(warm, 0.5))}  95th ${show(p95)}  runs ${warm.length}${verdict}`,
    )
  }
  return { whole: percentile(whole.slice(1), 0.5), over, open }
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
