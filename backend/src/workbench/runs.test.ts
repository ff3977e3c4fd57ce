import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Warehouse } from '@relance/pipelines'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { useServer } from '../app/testing'
import { WAREHOUSE } from '../app/tokens'
import type { HistoryAnswer } from './runs/runs.contract'
import { aPerson } from './testing'
import type { TestPerson } from './testing'

const test = useServer()
const ENDLESS = `SELECT count() FROM numbers(1900000000) WHERE SHA256(toString(number)) = 'x'`
let analyst: TestPerson
let other: TestPerson

beforeAll(async () => {
  analyst = await aPerson(test, 'analyst')
  other = await aPerson(test, 'analyst')
})

/** How many statements of people the engine works on. */
async function running(): Promise<number> {
  const warehouse = test.server.app.get<Warehouse>(WAREHOUSE)
  const [row] = await warehouse.query({
    name: 'test-running',
    sql: `SELECT count() AS n FROM system.processes WHERE user LIKE 'analyst%'`,
    row: z.object({ n: z.coerce.number() }),
  })
  return row?.n ?? 0
}

async function until(what: () => Promise<boolean>): Promise<void> {
  for (const giveUp = Date.now() + 20_000; !(await what()); await sleep(50)) {
    if (Date.now() > giveUp) throw new Error('it did not come to that')
  }
}

const history = async (person: TestPerson) =>
  (await (await person.request('GET', '/api/workbench/runs')).json()) as HistoryAnswer

describe('a statement', () => {
  it('brings typed columns, and rows whose large and decimal numbers are exact', async () => {
    const result = await analyst.run(
      `SELECT toUInt64(18446744073709551615) AS big, toDecimal64('12.3400', 4) AS money, NULL AS none, 'é' AS text`,
    )
    expect(result.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'big UInt64',
      'money Decimal(18, 4)',
      'none Nullable(Nothing)',
      'text String',
    ])
    expect(result.rows).toEqual([['18446744073709551615', '12.3400', null, 'é']])
    expect(result.end).toMatchObject({ rows: 1, cut: null })
  })

  it('takes parameters as values, never as SQL', async () => {
    const injected = "x' OR 1 = 1 --"
    const result = await analyst.run('SELECT {a: String} AS a, {n: UInt8} + 1 AS n', { a: injected, n: '4' })
    expect(result.rows).toEqual([[injected, 5]])
    expect((await analyst.run('SELECT {n: UInt8}', { n: 'x' })).problem?.code).toMatch(/^sql\//)
    expect((await analyst.run('SELECT {missing: UInt8}')).problem?.code).toBe('sql/syntax')
  })

  it('is cut where more rows come than are wanted, and says so', async () => {
    const result = await analyst.run('SELECT number FROM numbers(100000000)', {}, { max_rows: 1234 })
    expect(result.rows).toHaveLength(1234)
    expect(result.end).toMatchObject({ rows: 1234, cut: 'rows' })
    await until(async () => (await running()) === 0)
  })

  it('tells an error of its text with the place', async () => {
    const { problem } = await analyst.run('SELECT (1 + FROM customers')
    expect(problem).toMatchObject({ code: 'sql/syntax' })
    expect(problem?.details).toHaveProperty('at')
  })

  it('tells an error in the middle of its result after the rows before it', async () => {
    const result = await analyst.run(
      `SELECT number, throwIf(number = 200000, 'so far') FROM numbers(1000000) SETTINGS max_block_size = 1000`,
      {},
      { max_rows: 100_000 },
    )
    expect(result.rows.length > 0 || result.problem !== undefined).toBe(true)
    const whole = await analyst.run(`SELECT throwIf(number = 5, 'so far') FROM numbers(10)`)
    expect(whole.problem?.detail).toContain('so far')
  })
})

describe('a statement that lasts', () => {
  it('tells how far it is, ends when it is cancelled, in the engine as well, and is noted', async () => {
    const id = randomUUID()
    const run = analyst.run(ENDLESS, {}, { id })
    await until(async () => (await running()) === 1)
    expect((await other.request('DELETE', `/api/workbench/runs/${id}`)).status).toBe(404)
    // one report at least has come
    await sleep(700)
    expect((await analyst.request('DELETE', `/api/workbench/runs/${id}`)).status).toBe(200)
    const result = await run
    expect(result.problem?.code).toBe('sql/cancelled')
    expect(result.progress.at(-1)?.rows).toBeGreaterThan(0)
    expect(result.progress.at(-1)?.seconds).toBeGreaterThan(0)
    await until(async () => (await running()) === 0)
    expect((await history(analyst)).rows[0]).toMatchObject({ id, state: 'cancelled', sql: ENDLESS })
    expect((await history(other)).rows).toEqual([])
  })

  it('ends when its reader goes away', async () => {
    const reader = new AbortController()
    const body = JSON.stringify({ id: randomUUID(), sql: ENDLESS })
    const headers = { authorization: `Bearer ${test.server.token}`, 'content-type': 'application/json' }
    const url = `${test.server.address}/api/workbench/runs`
    const sent = fetch(url, { method: 'POST', headers, body, signal: reader.signal })
    await until(async () => (await running()) === 1)
    reader.abort()
    await sent.then((answer) => answer.text()).catch(() => undefined)
    await until(async () => (await running()) === 0)
  })

  it('leaves places: a fourth of one person is refused, others go on', async () => {
    const ids = [1, 2, 3].map(() => randomUUID())
    const runs = ids.map((id) => analyst.run(ENDLESS, {}, { id }))
    await until(async () => (await running()) === 3)
    expect((await analyst.run('SELECT 1')).problem?.code).toBe('sql/places-taken')
    expect((await other.run('SELECT 1')).rows).toEqual([[1]])
    for (const id of ids) await analyst.request('DELETE', `/api/workbench/runs/${id}`)
    for (const { problem } of await Promise.all(runs)) expect(problem?.code).toBe('sql/cancelled')
    expect((await analyst.run('SELECT 2')).rows).toEqual([[2]])
  })
})

it('asks for the role', async () => {
  const cfo = await aPerson(test, 'cfo')
  for (const [method, path] of [
    ['GET', '/api/workbench/runs'],
    ['DELETE', `/api/workbench/runs/${randomUUID()}`],
  ] as const)
    expect((await cfo.request(method, path)).status).toBe(403)
})
