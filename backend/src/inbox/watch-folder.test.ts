import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startForCommand } from '../app/server'
import type { Server } from '../app/server'
import { readConfig } from '../config/config'
import { withDatabase } from '../metadata/testing-database'
import type { LoadsAnswer } from '../loads/loads.contract'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-watch-'))
const inbox = path.join(folder, 'inbox')
const config = readConfig(
  { data: path.join(folder, 'data') },
  withDatabase(path.join(folder, 'data'), { RELANCE_INBOX: inbox }),
)
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

it('a table is read by the mapping that was kept for its titles, and a bad row of it rejected', async () => {
  const titles = ['Beleg', 'Debitor', 'Tag', 'Frist', 'Wert']
  const fields = ['invoice_id', 'customer_id', 'issued_on', 'due_on', 'amount']
  const columns = Object.fromEntries(fields.map((field, at) => [field, titles[at]]))
  await fetch(`${server.address}/api/mappings`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Caisse', columns: titles, mapping: { kind: 'invoices', columns } }),
  })
  const rows = ['1;C1;13/01/2025;12/02/2025;5,00', '2;C1;13/01/2025;12/01/2025;6,00']
  const text = [titles.join(';'), ...rows].join('\n')
  fs.writeFileSync(path.join(inbox, 'caisse.csv'), text)
  await until(() => there('done', 'caisse.csv'))
  expect((await loads())[0]).toMatchObject({ file_name: 'caisse.csv', accepted: 1, rejected: 1 })

  fs.writeFileSync(path.join(inbox, 'caisse.csv'), text)
  await until(() => there('done', 'caisse (2).csv'))
  expect((await loads())[0]).toMatchObject({
    file_name: 'caisse.csv',
    accepted: 0,
    duplicates: 1,
    rejected: 1,
  })
  expect(there('done', 'caisse.csv')).toBe(true)
})

it('a table of which no row is right, and one that is empty, are moved to failed and say so', async () => {
  fs.writeFileSync(
    path.join(inbox, 'wrong.csv'),
    'invoice,customer,issued_on,due_on,amount\n1,C,soon,later,5\n',
  )
  fs.writeFileSync(path.join(inbox, 'empty.csv'), '')
  const reasonOf = (name: string) => fs.readFileSync(path.join(inbox, 'failed', `${name}.reason.txt`), 'utf8')
  await until(() => there('failed', 'wrong.csv.reason.txt') && there('failed', 'empty.csv.reason.txt'))
  expect(reasonOf('wrong.csv')).toMatch(/^All 1 rows were rejected/)
  expect(reasonOf('empty.csv')).toMatch(/\(ingest\//)
})

it('a folder that cannot be used for a while is used once it can, and each file loaded once', async () => {
  fs.rmSync(path.join(inbox, 'done'), { recursive: true })
  fs.writeFileSync(path.join(inbox, 'done'), 'a file where the folder should be')
  fs.writeFileSync(path.join(inbox, 'stays.ndjson'), event('stays'))
  await sleep(6000)
  fs.rmSync(path.join(inbox, 'done'))
  await until(() => there('done', 'stays.ndjson'))
  expect((await loads()).filter(({ file_name }) => file_name === 'stays.ndjson')).toHaveLength(1)
})

it('folders and links in it are left alone', async () => {
  fs.mkdirSync(path.join(inbox, 'folder.csv'))
  fs.symlinkSync(path.join(folder, 'nowhere'), path.join(inbox, 'link.csv'))
  fs.writeFileSync(path.join(inbox, 'after.ndjson'), event('after'))
  await until(() => there('done', 'after.ndjson'))
  expect(fs.readdirSync(inbox).sort()).toEqual([
    'done',
    'failed',
    'folder.csv',
    'growing.ndjson.part',
    'link.csv',
  ])
})
