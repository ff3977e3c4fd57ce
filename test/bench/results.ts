import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { startForCommand } from '../../backend/src/app/server'
import { WAREHOUSE } from '../../backend/src/app/tokens'
import { readConfig } from '../../backend/src/config/config'
import { ExperimentsService, experimentChange } from '../../backend/src/experiments'
import type { Warehouse } from '../../pipelines/src'

const TODAY = '2026-06-30'
/** A share pays two of its three invoices on days spread over a month; one in two hundred complains. */
const ROWS = `INSERT INTO relance.exposures
SELECT cityHash64(toString(number)) % 16, 'MAIN', 'bench', toString(number),
  concat('c', toString(number % {cells: UInt32})), concat('s', toString(intDiv(number, {cells: UInt32}) % {segments: UInt32})),
  '', cityHash64(number), 1 / {cells: UInt32}, 1, toDate({today: String}) - 35 - number % 60, 'EUR', 1, 3, 300., 300.,
  if(pays, [first, first + 5], []), if(pays, [100., 120.], []), if(pays, [0., 0.], []),
  if(pays, [0, 0], []), if(pays, [0, 0], []), if(pays, first, -1), -1, if(cityHash64(number, 3) % 200 = 0, 4, -1), -1, -1, -1, 0, -1, [0], [0.02]
FROM (SELECT number, cityHash64(number, 1) % 10 < 6 AS pays, toInt32(cityHash64(number, 2) % 25) AS first FROM numbers({customers: UInt64}))
SETTINGS max_partitions_per_insert_block = 100`

/** npm run bench -- results [--customers 1000000] [--cells 12] [--segments 8]: seconds of the results page's data. */
export async function run(options: Record<string, string>): Promise<void> {
  const customers = Number(options['customers'] ?? 1_000_000)
  const [cells, segments] = [Number(options['cells'] ?? 12), Number(options['segments'] ?? 8)]
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-bench-'))
  const server = await startForCommand(readConfig({ data: folder }, {}), () => undefined)
  const ask = async (method: string, address: string, body?: unknown) => {
    const began = performance.now()
    const response = await fetch(server.address + address, {
      method,
      headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${address}: ${response.status} ${text.slice(0, 500)}`)
    return { seconds: Math.round(performance.now() - began) / 1000, bytes: text.length }
  }
  try {
    const warehouse = server.app.get<Warehouse>(WAREHOUSE)
    const params = { customers, cells, segments, today: TODAY }
    await warehouse.command({ name: 'bench-exposures', sql: ROWS, params })
    const invoice = {
      event_id: 'i',
      event_type: 'invoice.issued',
      occurred_on: TODAY,
      due_on: TODAY,
      customer_id: 'x',
    }
    await ask('POST', '/api/events', { ...invoice, invoice_id: 'x', amount: '1', currency: 'EUR' })
    await server.app.get(ExperimentsService).record('bench', design(customers, cells, segments), 'bench')
    // The event is acknowledged before the derived tables follow; what is measured begins when they did.
    for (let rest = true; rest;) {
      const [row] = await warehouse.query({
        name: 'bench-loads',
        sql: `SELECT toUInt32(countIf(derived = 0)) AS open, toUInt32(count()) AS loads FROM relance.loads FINAL`,
        row: z.object({ open: z.number(), loads: z.number() }),
      })
      rest = row === undefined || row.loads === 0 || row.open > 0
      if (rest) await sleep(100)
    }
    const cold = await ask('GET', '/api/experiments/bench/results')
    const cached = await ask('GET', '/api/experiments/bench/results')
    const asOf = await ask('GET', '/api/experiments/bench/results?as_of=2026-06-20')
    console.log(
      JSON.stringify({
        customers,
        cells,
        segments,
        cold_seconds: cold.seconds,
        cached_seconds: cached.seconds,
        as_of_seconds: asOf.seconds,
        answer_kb: Math.round(cold.bytes / 1000),
        backend_memory_mb: Math.round(process.memoryUsage().rss / 1e6),
        load_average: os.loadavg()[0],
      }),
    )
  } finally {
    await server.close()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

const numbered = (letter: string, count: number) => Array.from({ length: count }, (_, i) => `${letter}${i}`)

function design(customers: number, cells: number, segments: number) {
  return experimentChange.parse({
    state: 'ended',
    started_on: '2026-03-28',
    ended_on: '2026-05-26',
    design: {
      name: 'Bench',
      hypothesis: 'Nothing differs.',
      cells: numbered('c', cells).map((id) => ({ id, label: id })),
      control: 'c0',
      segments: numbered('s', segments).map((id) => ({ id, name: id })),
      worth_having: 0.02,
      max_customers: customers,
      max_days: 60,
      unit_variance: 0.25,
      guardrails: [{ harm: 'complaints', window_days: 14, margin: 0.0025, base: 0.005 }],
    },
  })
}
