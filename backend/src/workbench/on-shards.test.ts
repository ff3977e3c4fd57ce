import { randomUUID } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { askAsAnalyst } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import type { ShardedEngine } from '@relance/pipelines/testing-shards'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { TestServer } from '../app/testing'
import { useServer } from '../app/testing'
import { WAREHOUSE } from '../app/tokens'
import { JobBoard } from '../jobs/job-board'
import type { Job } from '../jobs/jobs.contract'
import { forms } from './on-shards.fixture'
import { AnalystUsersService } from './scope/analyst-users.service'
import { aPerson, fillEveryTable } from './testing'
import type { TestPerson } from './testing'

/** The same company on one server and on two shards, and rows of another creditor that the person may not see. */
const one = useServer({}, 1)
const two = useServer({}, 2)
let alone: TestPerson
let shared: TestPerson

async function filled(test: TestServer): Promise<TestPerson> {
  const wishes = { customers: 25, months: 8, seed: 3, today: '2026-06-30' }
  const { body } = await test.asOwner('POST', '/api/demo', wishes)
  expect(await test.server.app.get(JobBoard).ended((body as Job).id)).toMatchObject({ state: 'done' })
  for (const revision of ['1', '2']) {
    await warehouseOf(test).insert({
      ...{ name: 'test-verdicts', table: 'verdicts', format: 'JSONEachRow' },
      body: Array.from({ length: 20 }, (_, index) => ({
        ...{ entity_id: 'DEMO', day: '2026-05-04', customer_id: `C${index}`, campaign_id: 'A' },
        ...{ revision, reason: `as of ${revision}` },
      })),
    })
  }
  await fillEveryTable(test.server, 'OTHER', 'zzz-of-the-other', '73519.7300')
  // Its days of data are not those of whom the person may see.
  await warehouseOf(test).insert({
    ...{ name: 'test-loads', table: 'loads', format: 'JSONEachRow' },
    body: [
      {
        ...{ batch_id: randomUUID(), state: 'accepted', source: 'csv', entity_id: 'OTHER' },
        ...{ history_from: '2011-01-01', complete_through: '2011-02-02' },
      },
    ],
  })
  return aPerson(test, 'analyst', ['DEMO'])
}

const warehouseOf = (test: TestServer) => test.server.app.get<Warehouse>(WAREHOUSE)
const sorted = (rows: unknown[]) => rows.map((row) => JSON.stringify(row)).sort()

beforeAll(async () => {
  ;[alone, shared] = await Promise.all([filled(one), filled(two)])
})

describe('on two shards people get what they get on one server', () => {
  it.each(Object.entries(forms))('by %s', async (_name, sql) => {
    const [expected, found] = await Promise.all([alone.run(sql), shared.run(sql)])
    expect(expected.problem).toBeUndefined()
    expect(found.problem).toBeUndefined()
    expect(found.columns).toEqual(expected.columns)
    expect(expected.rows.length).toBeGreaterThan(0)
    const same = /\bORDER BY\b(?!.*\))/s.test(sql) ? (rows: unknown[]) => rows : sorted
    expect(same(found.rows)).toEqual(same(expected.rows))
    expect(found.text).not.toContain('zzz-of-the-other')
  })
})

describe('on two shards', () => {
  it.each([
    ['the tables of a shard', 'SELECT count() FROM relance_local.invoices', 'sql/refused-name'],
    ['them in quotes', 'SELECT count() FROM "Relance_Local"."invoices"', 'sql/refused-name'],
    ['them in backticks', 'SELECT count() FROM `relance_local`.`events`', 'sql/refused-name'],
    ['the tables above shards', 'SELECT count() FROM relance_all . invoices', 'sql/refused-name'],
    ['their list of tables', 'SHOW TABLES FROM relance_local', 'sql/refused-name'],
    ['PREWHERE', 'SELECT count() FROM invoices PREWHERE open > 0', 'sql/prewhere'],
    ['no limit of rows', 'SELECT 1 SETTINGS max_result_rows = 0', 'sql/refused-setting'],
    ['no limit of bytes', 'SELECT 1 SETTINGS max_threads = 1, max_result_bytes = 0', 'sql/refused-setting'],
    ['the plan of the first server', 'SELECT 1 SETTINGS prefer_localhost_replica = 1', 'sql/refused-setting'],
  ])('%s: refused', async (_name, sql, code) => {
    expect((await shared.run(sql)).problem?.code).toBe(code)
  })

  it('a column named prewhere is a name like others', async () => {
    expect((await shared.run('SELECT x.prewhere FROM (SELECT 1 AS `prewhere`) AS x')).rows).toEqual([[1]])
  })

  it('a statement that is cancelled ends on every shard', async () => {
    const id = randomUUID()
    // Flows of each invoice are worked out where it lies; many times, so that it lasts.
    const parts = Array.from({ length: 400 }, () => 'SELECT measure, value FROM invoice_flows')
    const run = shared.run(`SELECT sum(value) FROM (${parts.join(' UNION ALL ')})`, {}, { id })
    const seen = new Set<number>()
    await until(async () => {
      for (const [index, n] of (await running()).entries()) if (n > 0) seen.add(index)
      return seen.size === 2
    })
    expect((await shared.request('DELETE', `/api/workbench/runs/${id}`)).status).toBe(200)
    expect((await run).problem?.code).toBe('sql/cancelled')
    await until(async () => (await running()).every((n) => n === 0))
  })

  it('each shard keeps a person to the creditors that he may see, whoever asks it', async () => {
    const login = await two.server.app
      .get(AnalystUsersService)
      .login({ entityIds: ['DEMO'], contacts: false })
    const asked = async (url: string, sql: string, database = 'relance_local') => {
      const answer = await askAsAnalyst(url, { ...login, database, queryId: randomUUID(), sql })
      return text(answer.body)
    }
    const engines = (two.server.stores.engine as ShardedEngine).engines
    expect(engines).toHaveLength(2)
    for (const { url } of engines) {
      for (const table of [
        'events',
        'invoices',
        'kpi_totals',
        'events_current',
        'invoice_flows',
        'events_everywhere',
      ])
        expect(await asked(url, `SELECT DISTINCT entity_id FROM relance_local.${table}`), table).toBe(
          'DEMO\n',
        )
      expect(await asked(url, 'SELECT attributes FROM relance_local.events')).toContain('ACCESS_DENIED')
    }
    expect(await asked(login.url, 'SELECT count() FROM relance_all.invoices')).toContain('ACCESS_DENIED')
    // The first shard as well: its rows would be read with the rights of the maker of the view.
    const plan = await asked(login.url, 'EXPLAIN SELECT count() FROM invoices', login.database)
    expect(plan).toContain('ReadFromRemote')
    expect(plan).not.toContain('MergeTree')
  })

  it('names of servers stay inside where a shard refuses', async () => {
    const { problem } = await shared.run(`SELECT count() FROM invoices WHERE throwIf(amount > 0, 'too much')`)
    expect(problem?.detail).toContain('too much')
    const wide = await shared.run(
      'SELECT count() FROM (SELECT * FROM invoices) SETTINGS max_rows_to_read = 1',
    )
    expect(wide.problem?.code).toBe('sql/limit')
    expect(wide.problem?.detail).not.toMatch(/127\.0\.0\.1|Received from/)
  })

  it('nobody asks while the servers do not tell one another who asks', async () => {
    const second = warehouseOf(two).shards?.[1]
    const asked = (user: string) =>
      second?.command({
        name: 'test-asked-as',
        sql: `CREATE OR REPLACE VIEW relance.asked_as SQL SECURITY INVOKER AS SELECT ${user} AS user`,
      })
    await asked(`'default'`)
    const stranger = await aPerson(two, 'analyst', ['ANOTHER'])
    const { problem } = await stranger.run('SELECT 1')
    expect(problem?.code).toBe('sql/no-secret')
    expect(problem?.detail).toContain('<secret>')
    await asked('currentUser()')
    expect((await stranger.run('SELECT 1')).rows).toEqual([[1]])
  })

  // The last one: the shard does not come back.
  it('a shard that is gone is told as such, without its address', async () => {
    await (two.server.stores.engine as ShardedEngine).engines[1]?.stop()
    const { problem } = await shared.run('SELECT count() FROM invoices')
    expect(problem).toMatchObject({ code: 'warehouse/unavailable', status: 503 })
    expect(problem?.detail).not.toMatch(/127|localhost/)
  })
})

async function until(what: () => Promise<boolean>): Promise<void> {
  for (const giveUp = Date.now() + 20_000; !(await what()); await sleep(20)) {
    if (Date.now() > giveUp) throw new Error('it did not come to that')
  }
}

/** How many parts of statements of people each shard works on. */
const running = () =>
  Promise.all(
    (warehouseOf(two).shards ?? []).map(async (shard) => {
      const [row] = await shard.query({
        name: 'test-running',
        sql: `SELECT count() AS n FROM system.processes WHERE user LIKE 'analyst%' AND is_initial_query = 0`,
        row: z.object({ n: z.coerce.number() }),
      })
      return row?.n ?? 0
    }),
  )
