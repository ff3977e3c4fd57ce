import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startForCommand } from '../app/server'
import type { Server } from '../app/server'
import { readConfig } from '../config/config'
import type { LoadsAnswer } from '../loads/loads.contract'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-watch-'))
const inbox = path.join(folder, 'inbox')
const config = readConfig({ data: path.join(folder, 'data') }, { RELANCE_INBOX: inbox })
let server: Server

beforeAll(async () => {
  fs.mkdirSync(inbox, { recursive: true })
  fs.writeFileSync(path.join(inbox, 'left by a crash.ndjson'), event('1'))
  server = await startForCommand(config, () => undefined)
})
afterAll(async () => {
  await server.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

const event = (id: string) =>
  JSON.stringify({
    event_id: id,
    event_type: 'payment.claimed',
    occurred_on: '2026-01-05',
    customer_id: 'C1',
  })

const there = (...parts: string[]) => fs.existsSync(path.join(inbox, ...parts))
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(50)
}

async function loads(): Promise<LoadsAnswer['rows']> {
  const headers = { authorization: `Bearer ${server.token}` }
  const response = await fetch(`${server.address}/api/loads`, { headers })
  return ((await response.json()) as LoadsAnswer).rows
}

it('a file that lies there at the start is loaded and moved to done', async () => {
  await until(() => there('done', 'left by a crash.ndjson'))
  expect(await loads()).toMatchObject([
    { file_name: 'left by a crash.ndjson', accepted: 1, loaded_by: 'inbox' },
  ])
})

it('a file that grows is left alone until it is complete', async () => {
  const growing = path.join(inbox, 'growing.ndjson')
  fs.writeFileSync(path.join(inbox, 'growing.ndjson.part'), event('9'))
  for (let line = 2; line < 8; line += 1) {
    fs.appendFileSync(growing, `${event(String(line))}\n`)
    await sleep(300)
    if (!fs.existsSync(growing)) break
  }
  await until(() => there('done', 'growing.ndjson'))
  const [load] = await loads()
  expect(load).toMatchObject({ read: 6, accepted: 6 })
  expect(there('growing.ndjson.part')).toBe(true)
})

it('a file that nobody understands is moved to failed with the reason beside it', async () => {
  fs.writeFileSync(path.join(inbox, 'picture.png'), Buffer.from([0, 1, 2, 0, 0]))
  await until(() => there('failed', 'picture.png.reason.txt'))
  expect(fs.readFileSync(path.join(inbox, 'failed', 'picture.png.reason.txt'), 'utf8')).toMatch(/\(ingest\//)
  fs.writeFileSync(path.join(inbox, 'picture.png'), Buffer.from([0, 1, 2, 0, 0]))
  await until(() => there('failed', 'picture (2).png'))
})
