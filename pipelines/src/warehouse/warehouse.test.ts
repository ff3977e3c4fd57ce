import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { freePort } from '../engine/engine'
import { useWarehouse } from '../engine/testing'
import { connectWarehouse } from './warehouse'

const test = useWarehouse({ migrated: false })
const anything = z.looseObject({})
const RUNNING = "SELECT count() AS n FROM system.processes WHERE query_id LIKE 'long-%'"
const count = z.object({ n: z.coerce.number() })

beforeAll(async () => {
  await test.warehouse.createDatabase()
  const sql =
    'CREATE TABLE ledger (name String, amount Decimal(18, 4), n UInt64) ENGINE = MergeTree ORDER BY n'
  await test.warehouse.command({ name: 'ledger', sql })
})

describe('reading', () => {
  it('keeps every digit of decimals and of 64-bit integers', async () => {
    const sql = `SELECT toDecimal64('99999999999999.9', 4) AS amount, toUInt64('18446744073709551615') AS n`
    const row = z.object({ amount: z.string(), n: z.string() })
    const rows = await test.warehouse.query({ name: 'digits', sql, row })
    expect(rows).toEqual([{ amount: '99999999999999.9000', n: '18446744073709551615' }])
  })

  it('passes values beside the text, whatever they hold', async () => {
    const sql = 'SELECT {text: String} AS text, {list: Array(String)} AS list'
    const params = { text: "'; DROP TABLE ledger; -- \\ é\n\t", list: ["a'b", 'c\\'] }
    const row = z.object({ text: z.string(), list: z.array(z.string()) })
    expect(await test.warehouse.query({ name: 'values', sql, params, row })).toEqual([params])
  })

  it('names the query for those who watch the server', async () => {
    const sql =
      "SELECT query_id, getSetting('log_comment') AS comment FROM system.processes WHERE query_id LIKE 'kpi-open-%'"
    const row = z.object({ query_id: z.string(), comment: z.string() })
    const rows = await test.warehouse.query({ name: 'kpi-open', sql, row })
    expect(rows).toMatchObject([{ comment: 'kpi-open' }])
  })

  it('streams two million rows in flat memory', async () => {
    const sql = 'SELECT number AS n, toString(number) AS name FROM numbers(2000000)'
    let seen = 0
    let highest = 0
    global.gc?.()
    const before = process.memoryUsage().rss
    for await (const row of test.warehouse.rows({ name: 'stream', sql, row: count })) {
      seen += 1
      if (row.n % 100_000 === 0) highest = Math.max(highest, process.memoryUsage().rss - before)
    }
    expect(seen).toBe(2_000_000)
    expect(highest).toBeLessThan(150e6)
  })

  it('stops the reading when the reader has enough', async () => {
    const sql = 'SELECT number AS n FROM system.numbers'
    for await (const row of test.warehouse.rows({ name: 'enough', sql, row: count })) if (row.n > 1000) break
    expect(await test.warehouse.ping()).toBe(true)
  })

  it('exports bytes in the format asked for', async () => {
    const sql = 'SELECT {a: UInt8} AS a, 2 AS b'
    const stream = await test.warehouse.exportStream({
      name: 'export',
      sql,
      params: { a: 1 },
      format: 'CSVWithNames',
    })
    expect(await text(stream)).toBe('"a","b"\n1,2\n')
  })

  it('breaks an export that fails in the middle, instead of ending it as if it were whole', async () => {
    const sql = "SELECT throwIf(number = 5000000, 'no') AS n FROM numbers(10000000)"
    const stream = await test.warehouse.exportStream({ name: 'export', sql, format: 'CSV' })
    await expect(text(stream)).rejects.toMatchObject({ name: 'WarehouseError' })
  })
})

describe('writing', () => {
  const written = async () => {
    const [row] = await test.warehouse.query({
      name: 'n',
      sql: 'SELECT count() AS n FROM ledger',
      row: count,
    })
    return row?.n
  }

  it('takes rows, iterables of rows, byte streams and iterables of bytes', async () => {
    const { warehouse } = test
    await warehouse.command({ name: 'empty', sql: 'TRUNCATE TABLE ledger' })
    const rows = [{ name: 'é', amount: '1.0001', n: 1 }]
    async function* made() {
      for (let n = 0; n < 3000; n++) yield { name: 'x'.repeat(100), amount: '2', n }
    }
    async function* bytes() {
      yield Buffer.from('a,1.5,')
      yield 'utf8é'.slice(0, 0) + '7\n'
    }
    const into = { name: 'into', table: 'relance.ledger', columns: ['name', 'amount', 'n'] }
    expect(await warehouse.insert({ ...into, format: 'JSONEachRow', body: rows })).toEqual({
      writtenRows: 1,
      readRows: 1,
    })
    expect(await warehouse.insert({ ...into, format: 'JSONEachRow', body: made() })).toEqual({
      writtenRows: 3000,
      readRows: 3000,
    })
    const stream = Readable.from(['b,1,8\n', 'c,1,9\n'], { objectMode: false })
    expect(await warehouse.insert({ ...into, format: 'CSV', body: stream })).toEqual({
      writtenRows: 2,
      readRows: 2,
    })
    expect(await warehouse.insert({ ...into, format: 'CSV', body: bytes() })).toEqual({
      writtenRows: 1,
      readRows: 1,
    })
    expect(await written()).toBe(3004)
  })

  it('takes an empty body', async () => {
    const into = { name: 'into', table: 'ledger', format: 'JSONEachRow' }
    expect(await test.warehouse.insert({ ...into, body: [] })).toEqual({ writtenRows: 0, readRows: 0 })
  })

  it('refuses a table or column that is not a name', async () => {
    const insert = { name: 'into', format: 'CSV', body: [] }
    await expect(test.warehouse.insert({ ...insert, table: 'ledger (n) VALUES (1); --' })).rejects.toThrow(
      'not a table',
    )
    await expect(test.warehouse.insert({ ...insert, table: 'ledger', columns: ['n`'] })).rejects.toThrow(
      'not a table',
    )
  })

  it('tells bad data at the start of a long body as bad data, not as a broken connection', async () => {
    async function* body() {
      yield 'name,not-an-amount,1\n'
      for (let n = 0; n < 2000; n++) yield 'name,1.0,1\n'.repeat(1000)
    }
    const insert = test.warehouse.insert({ name: 'bad', table: 'ledger', format: 'CSV', body: body() })
    await expect(insert).rejects.toMatchObject({ code: 'warehouse/bad-data' })
  })

  it('passes on an error of the body, and writes nothing of a body that broke', async () => {
    const before = await written()
    async function* body() {
      yield 'name,1.0,1\n'
      throw new Error('the disk is gone')
    }
    const insert = test.warehouse.insert({ name: 'broken', table: 'ledger', format: 'CSV', body: body() })
    await expect(insert).rejects.toThrow('the disk is gone')
    expect(await written()).toBe(before)
  })
})

describe('errors', () => {
  const fails = (sql: string, settings = {}) =>
    test.warehouse.query({ name: 'failing', sql, row: anything, settings }).then(
      () => ({}) as Error & { code?: string; number?: number; detail?: string },
      (error: Error & { code?: string; number?: number; detail?: string }) => error,
    )

  it.each([
    ['warehouse/syntax', 'SELEC 1', {}],
    ['warehouse/syntax', 'SELECT missing FROM ledger', {}],
    ['warehouse/syntax', 'SELECT 1 FROM missing', {}],
    [
      'warehouse/memory',
      'SELECT groupArray(number) FROM numbers(100000000)',
      { max_memory_usage: 10_000_000 },
    ],
    ['warehouse/timeout', 'SELECT sum(number) FROM system.numbers', { max_execution_time: 1 }],
    ['warehouse/limit', 'SELECT number FROM numbers(100)', { max_result_rows: 10 }],
    ['warehouse/bad-data', "SELECT toUInt8('secret-4711')", {}],
    ['warehouse/failed', "SELECT throwIf(1, 'secret-4711')", {}],
  ])('%s: %s', async (code, sql, settings) => {
    const error = await fails(sql, settings)
    expect(error).toMatchObject({ name: 'WarehouseError', code, number: expect.any(Number) })
    expect(error.message).toMatch(/^failing: /)
  })

  it('never quote what a row holds', async () => {
    for (const sql of ["SELECT toUInt8('secret-4711')", "SELECT throwIf(1, 'secret-4711')"]) {
      const error = await fails(sql)
      expect(
        JSON.stringify({ ...error, message: error.message, stack: error.stack, cause: error.cause }),
      ).not.toContain('secret-4711')
    }
  })

  it('name the column of an unexpected row, not its value', async () => {
    const sql = "SELECT 'secret-4711' AS name"
    const query = test.warehouse.query({ name: 'shape', sql, row: z.object({ name: z.iso.date() }) })
    await expect(query).rejects.toMatchObject({
      code: 'warehouse/unexpected-row',
      message: expect.stringContaining('name'),
    })
    await expect(query).rejects.not.toThrow('secret-4711')
  })

  it('tell a wrong password and a server that is not there apart', async () => {
    const stranger = connectWarehouse({ url: test.engine.url, username: 'app', password: 'no' })
    const query = { name: 'x', sql: 'SELECT 1 AS n', row: count }
    await expect(stranger.query(query)).rejects.toMatchObject({ code: 'warehouse/refused' })
    expect(await stranger.ping()).toBe(false)
    await stranger.close()
    const nowhere = connectWarehouse({
      url: `http://127.0.0.1:${await freePort()}`,
      username: 'app',
      password: '',
    })
    await expect(nowhere.query(query)).rejects.toMatchObject({ code: 'warehouse/unavailable', number: null })
    expect(await nowhere.ping()).toBe(false)
    await nowhere.close()
  })

  it('tell an answer that breaks off in the middle as a server that is gone, and read it again', async () => {
    let asked = 0
    const dying = http.createServer((request, response) => {
      request.resume()
      asked += 1
      if (asked > 2) return void response.end('{"n":3}\n')
      response.writeHead(200, { 'content-length': '1000' })
      response.write('{"n":1}\n{"n"', () => response.destroy())
    })
    await new Promise<void>((resolve) => dying.listen(0, '127.0.0.1', resolve))
    const { port } = dying.address() as AddressInfo
    const warehouse = connectWarehouse({ url: `http://127.0.0.1:${port}`, username: 'app', password: '' })
    const query = { name: 'x', sql: 'SELECT n FROM ledger', row: count }
    const streamed = async () => {
      for await (const row of warehouse.rows(query)) expect(row).toEqual({ n: 1 })
    }
    await expect(streamed()).rejects.toMatchObject({ code: 'warehouse/unavailable' })
    expect(await warehouse.query(query)).toEqual([{ n: 3 }])
    await warehouse.close()
    await new Promise((resolve) => dying.close(resolve))
  })

  it('tell a cancelled query as cancelled, and the server stops it', async () => {
    const controller = new AbortController()
    const sql = 'SELECT sum(number) AS n FROM system.numbers'
    const query = test.warehouse.query({ name: 'long', sql, row: count, signal: controller.signal })
    setTimeout(() => controller.abort(), 100)
    await expect(query).rejects.toMatchObject({ code: 'warehouse/cancelled' })
    await expect
      .poll(() => test.warehouse.query({ name: 'left', sql: RUNNING, row: count }), { timeout: 20_000 })
      .toEqual([{ n: 0 }])
  })
})

async function text(stream: Readable): Promise<string> {
  let all = ''
  for await (const part of stream) all += String(part).slice(0, 1000)
  return all
}
