import { spawn } from 'node:child_process'
import fs from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { connectWarehouse } from '../warehouse/warehouse'
import { startEngine } from './engine'
import { libraryPath } from './platform'
import { useWarehouse } from './testing'

const count = z.object({ n: z.coerce.number() })
const folders: string[] = []
const aFolder = () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-engine-'))
  folders.push(folder)
  return folder
}
afterAll(() => folders.forEach((folder) => fs.rmSync(folder, { recursive: true, force: true })))

describe('the embedded engine', () => {
  // one engine and its users; what people read on shards is tried in backend/src/workbench/on-shards.test.ts
  const test = useWarehouse({ migrated: false, shards: 1 })

  it('starts again after a crash, on the same address, with every acknowledged row', async () => {
    const { warehouse, engine } = test
    await warehouse.createDatabase()
    const table = 'CREATE TABLE kept (n UInt64) ENGINE = MergeTree ORDER BY n'
    await warehouse.command({ name: 'kept', sql: table })
    for (let n = 0; n < 20; n++) {
      await warehouse.insert({ name: 'kept', table: 'kept', format: 'JSONEachRow', body: [{ n }] })
    }
    const pid = engine.pid
    const restarted = new Promise<void>((resolve) => engine.onRestart(resolve))
    process.kill(pid, 'SIGKILL')
    await restarted
    expect(engine.pid).not.toBe(pid)
    const rows = await warehouse.query({ name: 'kept', sql: 'SELECT count() AS n FROM kept', row: count })
    expect(rows).toEqual([{ n: 20 }])
  })

  it('crashes without failing a read', async () => {
    process.kill(test.engine.pid, 'SIGKILL')
    const rows = await test.warehouse.query({ name: 'through', sql: 'SELECT 1 AS n', row: count })
    expect(rows).toEqual([{ n: 1 }])
  })

  it('can be restarted with other users, who see the rows of their entities only', async () => {
    const { warehouse, engine } = test
    await warehouse.createDatabase()
    const table = 'CREATE TABLE ledger (entity_id String, n UInt64) ENGINE = MergeTree ORDER BY n'
    await warehouse.command({ name: 'ledger', sql: table })
    const rows = [1, 2, 3].map((n) => ({ entity_id: n === 3 ? "l'autre" : 'FR1', n }))
    await warehouse.insert({ name: 'ledger', table: 'ledger', format: 'JSONEachRow', body: rows })
    const secret = '2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b'
    const user = (name: string, entityIds: string[] | null) => ({
      name,
      passwordSha256Hex: secret,
      profile: 'analyst' as const,
      grants: [{ table: 'relance.ledger', entityIds }],
    })
    await engine.restart([
      user('one', ['FR1']),
      user('quoted', ["l'autre"]),
      user('all', null),
      user('none', []),
    ])
    const seen: Record<string, unknown> = {}
    for (const username of ['one', 'quoted', 'all', 'none', 'app']) {
      const password = username === 'app' ? engine.password : 'secret'
      const theirs = connectWarehouse({ url: engine.url, username, password })
      seen[username] = await theirs.query({ name: 'see', sql: 'SELECT count() AS n FROM ledger', row: count })
      await theirs.close()
    }
    expect(seen).toEqual({
      one: [{ n: 2 }],
      quoted: [{ n: 1 }],
      all: [{ n: 3 }],
      none: [{ n: 0 }],
      app: [{ n: 3 }],
    })
  })

  it('lets nobody in as default, with or without a password', async () => {
    for (const password of ['', 'x']) {
      const intruder = connectWarehouse({ url: test.engine.url, username: 'default', password })
      expect(await intruder.ping()).toBe(false)
      await intruder.close()
    }
  })

  it('leaves no password hash on disk', () => {
    expect(fs.readdirSync(path.join(test.dataDir, 'engine-config'))).toEqual([])
  })
})

it('stops although a query runs and a client stays connected', async () => {
  const engine = await startEngine({ dataDir: aFolder(), memoryLimitBytes: 2e9 })
  const warehouse = connectWarehouse(engine)
  const running = warehouse.query({
    name: 'long',
    sql: 'SELECT sleepEachRow(1) AS n FROM numbers(600) SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 0',
    row: count,
  })
  const ended = running.then(
    () => 'result',
    () => 'error',
  )
  const agent = new http.Agent({ keepAlive: true })
  http.get(`${engine.url}/ping`, { agent }, (response) => response.resume()).on('error', () => undefined)
  await new Promise((resolve) => setTimeout(resolve, 300))
  const pid = engine.pid
  await engine.stop()
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  expect(await ended).toBe('error')
  agent.destroy()
  await warehouse.close()
})

it('is given up when it crashes again and again, with a clear message', async () => {
  const engine = await startEngine({ dataDir: aFolder(), memoryLimitBytes: 2e9, backOffMs: [0, 0] })
  const givenUp = new Promise<Error>((resolve) => engine.onGiveUp(resolve))
  engine.onRestart(() => process.kill(engine.pid, 'SIGKILL'))
  process.kill(engine.pid, 'SIGKILL')
  expect((await givenUp).message).toContain('ended 3 times in a row')
  await engine.stop()
})

it('ends when its parent is killed', async () => {
  const dataDir = aFolder()
  const script = path.join(import.meta.dirname, 'parent.fixture.js')
  const parent = spawn(process.execPath, [script, dataDir, libraryPath()], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const pid = Number(
    await new Promise<string>((resolve) => parent.stdout.once('data', (text) => resolve(String(text)))),
  )
  process.kill(pid, 0)
  parent.kill('SIGKILL')
  await gone(pid)
})

it('waits for the data folder that a dying engine still holds', async () => {
  const dataDir = aFolder()
  const first = await startEngine({ dataDir, memoryLimitBytes: 2e9 })
  const second = startEngine({ dataDir, memoryLimitBytes: 2e9 })
  await new Promise((resolve) => setTimeout(resolve, 500))
  await first.stop()
  await (await second).stop()
})

it('says which port is taken', async () => {
  const server = http.createServer((_request, response) => response.end('Ok.\n')).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  const start = startEngine({ dataDir: aFolder(), httpPort: port })
  await expect(start).rejects.toMatchObject({
    code: 'engine/port-taken',
    message: expect.stringContaining(String(port)),
  })
  server.close()
})

async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
