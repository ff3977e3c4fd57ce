import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectWarehouse, migrate, startEngine } from '@relance/pipelines'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate as migratePostgres } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startForCommand } from '../../backend/src/app/server'
import { readConfig } from '../../backend/src/config/config'
import { startPostgres } from '../../backend/src/metadata/embedded'
import { fillFromTemplate } from '../../backend/src/metadata/testing'
import { schemaMigrations } from '../../pipelines/src/warehouse/migrations'
import { askerOf } from './owing-company'

/**
 * `first-release` holds what the first version with all of ingest, derived state and KPIs (commit 1b2f3d1; ClickHouse
 * up to 0004, PostgreSQL 0000) left in its stores. It was made by that very version, built from its commit: its server
 * loaded an invented NDJSON file of 30 lines (one repeated, one wrong), one that was then undone, and a CSV file with
 * French titles; an administrator made his account by the link; `relance kpis --as-of 2026-04-30 --from 2026-04-01`
 * gave kpis.json. Then each table was read whole, ClickHouse by `/api/local/sql`, PostgreSQL from PGlite's folder.
 */
const fixture = join(import.meta.dirname, 'first-release')
const FIRST_WAREHOUSE = 4
const migrations = join(import.meta.dirname, '../../backend/src/metadata/migrations')
const read = (name: string) => readFileSync(join(fixture, name), 'utf8')

const then = JSON.parse(read('kpis.json')) as {
  as_of: string
  from: string
  figures: Record<string, unknown>
}
let data: string
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'relance-upgrade-'))
  await writeWarehouse()
  await writeMetadata()
})
afterAll(() => rmSync(data, { recursive: true, force: true }))

async function writeWarehouse(): Promise<void> {
  const engine = await startEngine({ dataDir: data })
  const warehouse = connectWarehouse(engine)
  try {
    await migrate(warehouse, {
      migrations: schemaMigrations().filter(({ number }) => number <= FIRST_WAREHOUSE),
    })
    for (const sql of read('clickhouse.sql').split('\n;;\n'))
      await warehouse.command({ name: 'fixture', sql })
  } finally {
    await warehouse.close()
    await engine.stop()
  }
}

/** A folder of migrations that has the first one only, as that version had. */
function firstMigration(): string {
  const folder = join(data, 'migrations-of-then')
  mkdirSync(join(folder, 'meta'), { recursive: true })
  cpSync(join(migrations, '0000_start.sql'), join(folder, '0000_start.sql'))
  const journal = JSON.parse(readFileSync(join(migrations, 'meta/_journal.json'), 'utf8')) as {
    entries: object[]
  }
  const first = { ...journal, entries: journal.entries.slice(0, 1) }
  writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify(first))
  return folder
}

async function writeMetadata(): Promise<void> {
  await fillFromTemplate(data)
  await inPostgres(async (pool) => {
    await migratePostgres(drizzle(pool), { migrationsFolder: firstMigration() })
    await pool.query(read('postgresql.sql'))
  })
}

async function inPostgres(work: (pool: pg.Pool) => Promise<unknown>): Promise<void> {
  const { host, port, stop } = await startPostgres(data, () => undefined)
  const pool = new pg.Pool({ host, port, user: 'postgres', database: 'postgres', max: 1 })
  try {
    await work(pool)
  } finally {
    await pool.end()
    await stop()
  }
}

const start = () => startForCommand(readConfig({ data }, {}), () => undefined)

it('is brought to this version whole: figures, loads, rejected rows and people are those of then', async () => {
  const server = await start()
  try {
    const ask = askerOf(server)
    const { rows } = await ask('GET', `/api/kpis?as_of=${then.as_of}&from=${then.from}`)
    const uncut = (rows as { kpi: string; value: unknown; by: unknown }[]).filter(({ by }) => by === null)
    const now = new Map(uncut.map((row) => [row.kpi, row]))
    expect(Object.keys(then.figures).length).toBeGreaterThan(20)
    for (const [kpi, value] of Object.entries(then.figures)) expect(now.get(kpi)?.value, kpi).toEqual(value)

    const loads = (await ask('GET', '/api/loads'))['rows'] as Record<string, string | number>[]
    const seen = loads.map(({ file_name: file, state, read: rowsRead }) => [file, state, rowsRead])
    expect(seen.sort()).toEqual([
      ['events.ndjson', 'accepted', 30],
      ['factures.csv', 'accepted', 2],
      ['undone.ndjson', 'undone', 1],
    ])
    const events = loads.find(({ file_name: file }) => file === 'events.ndjson')
    const rejected = await ask('GET', `/api/loads/${String(events?.['batch_id'])}/rejects`)
    expect(rejected['rows']).toHaveLength(1)
    const signedIn = await fetch(`${server.address}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-relance-request': '1' },
      body: JSON.stringify({ email: 'admin@maison.example', password: 'un mot de passe ancien' }),
    })
    expect(signedIn.status, 'he signs in with the password of then').toBe(200)
  } finally {
    await server.close()
  }
})

it('goes on with it: what was loaded then is known, can be taken back, and new rows join it', async () => {
  const server = await start()
  try {
    const post = (body: string) =>
      fetch(`${server.address}/api/events`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${server.token}`,
          'content-type': 'application/x-ndjson',
          prefer: 'wait=60',
        },
        body,
      }).then((answer) => answer.json() as Promise<Record<string, unknown>>)
    const invoice = { event_type: 'invoice.issued', customer_id: 'C1', currency: 'EUR', entity_id: 'MAIN' }
    const known = { ...invoice, event_id: 'iF1-1', invoice_id: 'F1-1', occurred_on: '2026-01-06' }
    const lines = [
      { ...known, due_on: '2026-02-06', amount: '101.50' },
      {
        ...invoice,
        event_id: 'new',
        invoice_id: 'N1',
        occurred_on: '2026-04-20',
        due_on: '2026-05-20',
        amount: '10.00',
      },
    ]
    expect(await post(lines.map((line) => JSON.stringify(line)).join('\n'))).toMatchObject({
      read: 2,
      accepted: 1,
      duplicates: 1,
    })
    const ask = askerOf(server)
    const open = async () => {
      const { rows } = await ask('GET', `/api/kpis?as_of=${then.as_of}&from=${then.from}`)
      return (rows as { kpi: string; value: string }[]).find(({ kpi }) => kpi === 'open')?.value
    }
    const before = Number(then.figures['open'])
    await expect.poll(open, { timeout: 60_000 }).toBe((before + 10).toFixed(2))
    const loads = (await ask('GET', '/api/loads'))['rows'] as Record<string, string>[]
    const csv = loads.find(({ file_name: file }) => file === 'factures.csv')
    await ask('POST', `/api/loads/${csv?.['batch_id'] ?? ''}/undo`, {})
    await expect.poll(open, { timeout: 60_000 }).toBe((before + 10 - 640.4).toFixed(2))
  } finally {
    await server.close()
  }
})

it('is refused when a newer version wrote it, by each store, with what to do and without a change', async () => {
  await inPostgres((pool) =>
    pool.query(
      `insert into drizzle.__drizzle_migrations (hash, created_at) values ('of tomorrow', 9999999999999)`,
    ),
  )
  await expect(start()).rejects.toMatchObject({
    code: 'metadata/newer-version',
    message: expect.stringMatching(/newer version of Relance.*Install that version/) as string,
  })
  await inPostgres((pool) =>
    pool.query(`delete from drizzle.__drizzle_migrations where hash = 'of tomorrow'`),
  )
  const engine = await startEngine({ dataDir: data })
  const warehouse = connectWarehouse(engine)
  const note = { number: 9999, name: 'of_tomorrow', checksum: 'x' }
  const insert = { name: 'tomorrow', table: 'relance.migrations', columns: Object.keys(note) }
  await warehouse.insert({ ...insert, format: 'JSONEachRow', body: [note] })
  await warehouse.close()
  await engine.stop()
  await expect(start()).rejects.toMatchObject({
    code: 'warehouse/migration',
    message: expect.stringMatching(
      /newer version of Relance.*9999_of_tomorrow.*Install that version/,
    ) as string,
  })
})
