import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { connectWarehouse } from '../warehouse/warehouse'
import { freePort } from './engine'
import { useWarehouse } from './testing'

const TIMES = 50
const native = await freePort()
const secret = '2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b'
const test = useWarehouse({
  migrated: false,
  engine: {
    nativePort: native,
    users: [{ name: 'analyst', passwordSha256Hex: secret, profile: 'analyst', grants: [] }],
  },
})

describe('a broken connection leaves the engine alive', () => {
  const post = (query: string, headers: string, body: string) => {
    const login = `user=app&password=${test.engine.password}`
    return `POST /?${login}&query=${encodeURIComponent(query)} HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n${body}`
  }
  const insert = "INSERT INTO FUNCTION null('a String') FORMAT CSV"
  const kinds: Record<string, () => string | Buffer> = {
    'half-sent request': () => 'POST / HTTP/1.1\r\nHost: x\r\nContent-',
    garbage: () => Buffer.from([0, 5, 1, 2, 3, 255, 255, 13, 10, 13, 10]),
    'TLS greeting': () =>
      Buffer.concat([Buffer.from([22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3]), Buffer.alloc(500, 7)]),
    'wrong password': () => 'GET /?user=app&password=no&query=select+1 HTTP/1.1\r\nHost: x\r\n\r\n',
    'unknown user': () => 'GET /?user=nobody&query=select+1 HTTP/1.1\r\nHost: x\r\n\r\n',
    'malformed chunk': () => post(insert, 'Transfer-Encoding: chunked', 'ZZZ\r\nabc\r\n'),
    'end in the middle of an insert': () => post(insert, 'Content-Length: 1000000', 'x1\nx2\n'),
    'bad gzip': () => post(insert, 'Content-Encoding: gzip\r\nContent-Length: 5', 'abcde'),
    'reset in the middle of a result': () =>
      post('SELECT number, repeat(toString(number), 50) FROM numbers(100000000)', 'Content-Length: 0', ''),
    'endless address': () => `GET /?query=${'a'.repeat(2_000_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
  }

  it.each(Object.keys(kinds))(`${TIMES} times over HTTP: %s`, async (kind) => {
    const pid = test.engine.pid
    for (let n = 0; n < TIMES; n++) await send(test.engine.httpPort, kinds[kind]?.() ?? '')
    expect(await test.warehouse.ping()).toBe(true)
    expect(test.engine.pid).toBe(pid)
  })

  it.each(['garbage', 'wrong password'])(`${TIMES} times over the native protocol: %s`, async (kind) => {
    const pid = test.engine.pid
    const bytes = kind === 'garbage' ? Buffer.from([0, 5, 1, 2, 3, 255, 255]) : nativeHello('app', 'no')
    for (let n = 0; n < TIMES; n++) await send(native, bytes)
    expect(await test.warehouse.ping()).toBe(true)
    expect(test.engine.pid).toBe(pid)
  })
})

describe('no function reads or writes a file outside the folders of the engine', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-outside-'))
  const canary = path.join(folder, 'canary.csv')
  fs.writeFileSync(canary, 'canary-content\n')
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

  const written = path.join(folder, 'written.csv')
  const attempts: [string, string][] = [
    ['the scalar function file', `SELECT file('${canary}') AS n`],
    ['the scalar function file with a default', `SELECT file('${canary}', 'none') AS n`],
    ['the table function file', `SELECT * FROM file('${canary}', 'LineAsString', 'n String')`],
    ['the table function file with its format guessed', `SELECT * FROM file('${canary}')`],
    ['a path with dots', `SELECT file('../../../../../../../..${canary}') AS n`],
    ['the engine File', `CREATE TEMPORARY TABLE f (n String) ENGINE = File(LineAsString, '${canary}')`],
    ['a file: address', `SELECT * FROM url('file://${canary}', 'LineAsString', 'n String')`],
    ['the password file', `SELECT file('/etc/passwd') AS n`],
    ['the environment of another process', `SELECT file('/proc/${process.pid}/environ') AS n`],
    ['the command line of another process', `SELECT file('/proc/${process.pid}/cmdline') AS n`],
    ['the root through its own process', `SELECT file('/proc/self/root/etc/passwd') AS n`],
    ['the working folder through its own process', `SELECT file('/proc/self/cwd/../../${canary}') AS n`],
    ['into outfile', `SELECT 1 AS n INTO OUTFILE '${written}'`],
    [
      'insert into the function file',
      `INSERT INTO FUNCTION file('${written}', 'CSV', 'n String') VALUES ('x')`,
    ],
    ['a dictionary of a file', `SELECT * FROM dictionary(file('${canary}'))`],
    ['sqlite', `SELECT * FROM sqlite('${canary}', 't')`],
    ['executable', `SELECT * FROM executable('cat ${canary}', 'LineAsString', 'n String')`],
    ['backup', `BACKUP TABLE system.one TO File('${folder}/backup')`],
  ]

  for (const username of ['app', 'analyst'] as const) {
    it.each(attempts)(`${username}: %s`, async (_name, sql) => {
      if (!test.engine.confined) {
        console.log('skipped: this kernel has no Landlock')
        return
      }
      const password = username === 'app' ? test.engine.password : 'secret'
      const options = { url: test.engine.url, username, password, database: 'default' }
      const warehouse = connectWarehouse(options)
      const outcome = await warehouse.query({ name: 'read', sql, row: z.looseObject({}) }).then(
        (rows) => JSON.stringify(rows),
        () => 'refused',
      )
      await warehouse.close()
      expect(['refused', '[]', '[{"n":"none"}]']).toContain(outcome)
      expect(fs.readdirSync(folder)).toEqual(['canary.csv'])
    })
  }
})

it('survives queries made to hurt it', async () => {
  const pid = test.engine.pid
  const hostile = [
    `SELECT ${'('.repeat(20_000)}1${')'.repeat(20_000)}`,
    `SELECT ${'not '.repeat(50_000)}1`,
    "SELECT length(groupArray(toString(number) || repeat('x', 1000))) AS n FROM numbers(100000000)",
    "SELECT repeat('x', 1000000000) AS n",
    'SELECT arrayMap(x -> range(1000000), range(1000000)) AS n',
    `SELECT JSONExtractRaw('${'['.repeat(50_000)}', 'a') AS n`,
    `SELECT '${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}'::JSON AS n`,
    'SELECT crash() AS n',
    "SELECT trap('abort') AS n",
    'WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT sum(n) AS n FROM t',
  ]
  const options = { url: test.engine.url, username: 'analyst', password: 'secret', database: 'default' }
  const analyst = connectWarehouse(options)
  for (const sql of hostile) {
    await analyst.query({ name: 'hurt', sql, row: z.looseObject({}) }).catch(() => undefined)
  }
  await analyst.close()
  expect(await test.warehouse.ping()).toBe(true)
  expect(test.engine.pid).toBe(pid)
})

/** Connects, sends, and resets the connection once an answer began or after a moment. */
function send(port: number, bytes: string | Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes))
    const done = () => {
      socket.resetAndDestroy()
      resolve()
    }
    const timer = setTimeout(done, 30)
    socket.once('data', () => {
      clearTimeout(timer)
      done()
    })
    socket.on('error', () => resolve())
  })
}

/** The first packet of the native protocol. */
function nativeHello(user: string, password: string): Buffer {
  const text = (value: string) => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)])
  // packet 0 (hello), client name, version 26.7, protocol revision 54400 as a variable-length number
  const revision = Buffer.from([0x80, 0xa9, 0x03])
  return Buffer.concat([
    Buffer.from([0]),
    text('test'),
    Buffer.from([26, 7]),
    revision,
    text('default'),
    text(user),
    text(password),
  ])
}
