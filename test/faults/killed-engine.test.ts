import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { connectWarehouse, ingestStream, migrate, recoverLoads, startEngine } from '@relance/pipelines'
import type { Engine, Warehouse } from '@relance/pipelines'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'

const kills = 20
/** Files that come by views, and small ones that do without. */
const rowsOf = (file: number) => (file % 2 === 0 ? 5_000 : 500)
/** A kill falls somewhere between the first byte and a good while after the load would have ended. */
const latestKill = 900

let dataDir: string
let engine: Engine
let warehouse: Warehouse

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'relance-faults-'))
  engine = await startEngine({ dataDir, memoryLimitBytes: 2e9 })
  warehouse = connectWarehouse(engine)
  await migrate(warehouse)
})

afterAll(async () => {
  await warehouse.close()
  await engine.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

function invoiceFile(file: number): string {
  const header = 'event_id,event_type,occurred_on,customer_id,invoice_id,amount,currency,due_on'
  const row = (n: number) =>
    `inv-${file}-${n},invoice.issued,2026-0${1 + (n % 9)}-15,C${n % 97},F${file}-${n},${(n % 500) + 0.25},EUR,2026-10-31`
  return [header, ...Array.from({ length: rowsOf(file) }, (_, n) => row(n))].join('\n')
}

/** A small generator (Park & Miller 1988), so that every run kills at the same moments. */
function* moments(seed: number): Generator<number> {
  for (let state = seed; ;) {
    state = (state * 48_271) % 2_147_483_647
    yield (state / 2_147_483_647) * latestKill
  }
}

const count = async (sql: string) => {
  const [row] = await warehouse.query({ name: 'test-count', sql, row: z.object({ n: z.coerce.number() }) })
  return row?.n
}

async function answering(): Promise<void> {
  while (!(await warehouse.ping().catch(() => false))) await new Promise((resolve) => setTimeout(resolve, 50))
}

const load = (file: number) =>
  ingestStream(warehouse, Readable.from([Buffer.from(invoiceFile(file))]), { fileName: `f${file}.csv` })

it(`loses nothing and counts nothing twice when the engine is killed ${kills} times during loads`, async () => {
  const when = moments(20_261_121)
  let interrupted = 0
  let rows = 0
  for (let file = 0; file < kills; file += 1) {
    const attempt = load(file).then(
      () => true,
      () => false,
    )
    await new Promise((resolve) => setTimeout(resolve, when.next().value))
    process.kill(engine.pid, 'SIGKILL')
    if (!(await attempt)) interrupted += 1
    await answering()
    await recoverLoads(warehouse)
    const again = await load(file)
    expect(again.read).toBe(again.accepted + again.duplicates + again.ignored + again.rejected)
    expect(again.rejected).toBe(0)
    rows += rowsOf(file)
    expect(await count('SELECT count() AS n FROM events_current')).toBe(rows)
    expect(await count('SELECT uniqExact(event_id) AS n FROM events_current')).toBe(rows)
    expect(await count('SELECT count() AS n FROM invoices')).toBe(rows)
  }
  expect(interrupted, 'at least one kill fell into a load').toBeGreaterThan(0)
})
