import http from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useServer } from '../app/testing'
import { METADATA } from '../app/tokens'
import type { Metadata } from '../metadata'
import { users } from '../metadata'
import { eq } from 'drizzle-orm'
import type { BiLoginsAnswer, MadeBiLogin } from './bi/bi.contract'
import { BiListener } from './bi/listener.service'
import type { HistoryAnswer } from './runs/runs.contract'
import { aPerson, fillEveryTable } from './testing'
import type { TestPerson } from './testing'

const test = useServer()
let listener: BiListener
let analyst: TestPerson
let login: MadeBiLogin

beforeAll(async () => {
  await fillEveryTable(test.server, 'MINE', 'own-mark', '11.0000')
  await fillEveryTable(test.server, 'OTHER', 'zzz-of-the-other', '73519.7300')
  listener = test.server.app.get(BiListener)
  await listener.listen(0, '127.0.0.1')
  analyst = await aPerson(test, 'analyst', ['MINE'])
  login = await made(analyst, 'Metabase')
})
afterAll(() => listener.onApplicationShutdown())

async function made(person: TestPerson, name: string): Promise<MadeBiLogin> {
  const answer = await person.request('POST', '/api/workbench/logins', { name })
  expect(answer.status).toBe(201)
  return (await answer.json()) as MadeBiLogin
}

const address = (path = '/') => `http://127.0.0.1:${listener.port}${path}`
const key = (who = login) => ({ 'x-clickhouse-user': who.username, 'x-clickhouse-key': who.password })
const ask = (sql: string, more: Record<string, string> = {}, headers: Record<string, string> = key()) =>
  fetch(address(`/?${new URLSearchParams(more).toString()}`), { method: 'POST', body: sql, headers })

describe('the address for other programs', () => {
  it('answers a ping without a login, and nothing else', async () => {
    expect(await (await fetch(address('/ping'))).text()).toBe('Ok.\n')
    expect(await (await fetch(address('/'))).text()).toBe('Ok.\n')
    const refused = await ask('SELECT 1', {}, {})
    expect(refused.status).toBe(403)
    expect(refused.headers.get('x-clickhouse-exception-code')).toBe('516')
    expect((await ask('SELECT 1', {}, key({ ...login, password: 'x' }))).status).toBe(403)
  })

  it('takes login and statement wherever clients put them', async () => {
    const basic = Buffer.from(`${login.username}:${login.password}`).toString('base64')
    const inAddress = { user: login.username, password: login.password, query: 'SELECT 1' }
    const answers = [
      await ask('SELECT 1'),
      await ask('', { query: 'SELECT 1' }, { authorization: `Basic ${basic}` }),
      await fetch(address(`/?${new URLSearchParams(inAddress).toString()}`)),
      await ask('1', { query: 'SELECT' }),
    ]
    for (const answer of answers) expect([answer.status, await answer.text()]).toEqual([200, '1\n'])
  })

  it('writes any format, with parameters and the headers that clients read', async () => {
    const answer = await ask('SELECT {a: String} AS a, toDecimal64(1.5, 2) AS m FORMAT JSONCompact', {
      param_a: "it's",
    })
    expect(((await answer.json()) as { data: unknown }).data).toEqual([["it's", '1.50']])
    expect(answer.headers.get('x-clickhouse-format')).toBe('JSONCompact')
    expect(answer.headers.get('x-clickhouse-summary')).toContain('read_rows')
    const csv = await ask('SELECT 1 AS one', { default_format: 'CSVWithNames' })
    expect(await csv.text()).toBe('"one"\n1\n')
    const rows = await ask('SELECT number FROM numbers(100000)', { default_format: 'RowBinary' })
    expect((await rows.arrayBuffer()).byteLength).toBe(800_000)
  })

  it('packs the answer where the client asks for it', async () => {
    const headers = { ...key(), 'accept-encoding': 'gzip' }
    const encoding = await new Promise((resolve, reject) => {
      const query = encodeURIComponent('SELECT number FROM numbers(1000)')
      const request = http.get(
        address(`/?enable_http_compression=1&query=${query}`),
        { headers },
        (answer) => {
          answer.resume()
          resolve(answer.headers['content-encoding'])
        },
      )
      request.on('error', reject)
    })
    expect(encoding).toBe('gzip')
  })

  it('shows the rows of the person and no others, and lets tables be listed', async () => {
    expect(await (await ask('SELECT DISTINCT entity_id FROM invoices')).text()).toBe('MINE\n')
    const listed = await (await ask(`SELECT name FROM system.tables WHERE database = 'relance'`)).text()
    expect(listed.split('\n')).toEqual(expect.arrayContaining(['invoices', 'kpi_daily']))
    expect(listed.split('\n')).not.toContain('loads')
  })

  it.each([
    ['a file', `SELECT file('/etc/passwd')`, '497'],
    ['another database', 'SELECT * FROM system.processes', '497'],
    ['a change', 'DROP TABLE invoices', '497'],
    ['two statements', 'SELECT 1; SELECT 2', '62'],
    ['wrong syntax', 'SELEC 1', '497'],
    ['wrong syntax of the engine', 'SELECT (1', '62'],
  ])('refuses %s as ClickHouse would', async (_name, sql, number) => {
    const answer = await ask(sql)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.headers.get('x-clickhouse-exception-code')).toBe(number)
    expect(await answer.text()).toMatch(/^Code: \d+\. DB::Exception: /)
  })

  it('changes neither database nor limits, whatever the address says', async () => {
    const answer = await ask("SELECT currentDatabase(), getSetting('max_memory_usage_for_user') > 0", {
      database: 'system',
      max_memory_usage_for_user: '0',
      readonly: '0',
    })
    expect(await answer.text()).toBe('relance\t1\n')
  })

  it('is noted in the history of the person', async () => {
    await (await ask('SELECT 42')).text()
    const { rows } = (await (await analyst.request('GET', '/api/workbench/runs')).json()) as HistoryAnswer
    expect(rows).toContainEqual(expect.objectContaining({ via: 'bi', sql: 'SELECT 42', state: 'done' }))
  })
})

describe('a login', () => {
  it('is listed without its password, which is stored nowhere', async () => {
    const text = await (await analyst.request('GET', '/api/workbench/logins')).text()
    const listed = JSON.parse(text) as BiLoginsAnswer
    expect(listed).toMatchObject({ database: 'relance', address: { port: listener.port } })
    expect(listed.rows[0]).toMatchObject({ name: 'Metabase', username: login.username })
    expect(text).not.toContain(login.password)
  })

  it('ends at once when it is taken back, which others cannot do', async () => {
    const second = await made(analyst, 'Grafana')
    expect((await ask('SELECT 1', {}, key(second))).status).toBe(200)
    const stranger = await aPerson(test, 'analyst')
    const path = `/api/workbench/logins/${second.id}`
    expect((await stranger.request('DELETE', path)).status).toBe(404)
    expect((await analyst.request('DELETE', path)).status).toBe(200)
    expect((await ask('SELECT 1', {}, key(second))).status).toBe(403)
  })

  it('ends with the rights of its person', async () => {
    const leaving = await aPerson(test, 'analyst')
    const theirs = await made(leaving, 'Superset')
    expect((await ask('SELECT 1', {}, key(theirs))).status).toBe(200)
    const { db } = test.server.app.get<Metadata>(METADATA)
    await db.update(users).set({ role: 'cfo' }).where(eq(users.id, leaving.id))
    expect((await ask('SELECT 1', {}, key(theirs))).status).toBe(403)
    await db.update(users).set({ role: 'analyst', disabledAt: new Date() }).where(eq(users.id, leaving.id))
    expect((await ask('SELECT 1', {}, key(theirs))).status).toBe(403)
  })
})
