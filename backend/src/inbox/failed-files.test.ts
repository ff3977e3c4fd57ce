import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { useServer } from '../app/testing'
import { signedIn } from '../auth/testing'
import type { ExchangeRatesAnswer } from '../currencies/exchange-rates.contract'
import type { LoadsAnswer } from '../loads/loads.contract'
import type { FailedFilesAnswer } from './inbox.contract'

const inbox = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-failed-'))
const test = useServer({ RELANCE_INBOX: inbox })
afterAll(() => fs.rmSync(inbox, { recursive: true, force: true }))

const put = (name: string, content: string | Buffer) => fs.writeFileSync(path.join(inbox, name), content)
const there = (...parts: string[]) => fs.existsSync(path.join(inbox, ...parts))
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(50)
}
const failed = async () => (await test.asOwner('GET', '/api/inbox/failed')).body as FailedFilesAnswer
const act = (what: 'put-again' | 'discard', name: string) =>
  test.asOwner('POST', `/api/inbox/failed/${what}`, { name })

const RATES = 'Date,USD,JPY,\n2026-06-30,1.1720,169.17,\n2026-06-29,1.1703,N/A,\n'
const BAD = 'invoice,customer,issued_on,due_on,amount\n1,C,soon,later,5\n'

it('a file of exchange rates is taken as rates, and one with a wrong rate says which line', async () => {
  put('eurofxref-hist.csv', RATES)
  await until(() => there('done', 'eurofxref-hist.csv'))
  const { rows } = (await test.asOwner('GET', '/api/exchange-rates')).body as ExchangeRatesAnswer
  expect(
    rows.map(({ currency, day, rate, source, entered_by }) => [currency, day, rate, source, entered_by]),
  ).toEqual([
    ['JPY', '2026-06-30', '169.17', 'eurofxref-hist.csv', 'inbox'],
    ['USD', '2026-06-30', '1.172', 'eurofxref-hist.csv', 'inbox'],
    ['USD', '2026-06-29', '1.1703', 'eurofxref-hist.csv', 'inbox'],
  ])
  const loads = (await test.asOwner('GET', '/api/loads')).body as LoadsAnswer
  expect(loads.rows, 'rates are no load of events').toEqual([])
  expect(await failed()).toEqual({ watched: true, rows: [] })

  put('rates.csv', RATES.replace('1.1703', 'one'))
  await until(() => there('failed', 'rates.csv.reason.txt'))
  expect((await failed()).rows).toMatchObject([
    { name: 'rates.csv', code: 'currencies/bad-rate', details: { line: 3, value: 'one' } },
  ])
})

it('those that failed are listed with why and when, the latest first', async () => {
  put('bad.csv', BAD)
  await until(() => there('failed', 'bad.csv.reason.txt'))
  put('picture.png', Buffer.from([0, 1, 2, 0, 0]))
  await until(() => there('failed', 'picture.png.reason.txt'))
  const { rows } = await failed()
  expect(rows.map(({ name, code }) => [name, code])).toEqual([
    ['picture.png', 'ingest/binary'],
    ['bad.csv', 'inbox/all-rejected'],
    ['rates.csv', 'currencies/bad-rate'],
  ])
  expect(rows[1]).toMatchObject({ bytes: BAD.length, details: { rows: 1 } })
  expect(Date.parse(rows[1]?.failed_at ?? '')).toBeGreaterThan(Date.now() - 600_000)

  fs.writeFileSync(path.join(inbox, 'failed', 'by hand.csv'), 'x')
  expect((await failed()).rows.find(({ name }) => name === 'by hand.csv')).toMatchObject({
    code: 'inbox/reason-gone',
  })
  expect((await act('discard', 'by hand.csv')).status).toBe(200)
})

it('one that was mended and is put again is loaded, and leaves the list with its reason', async () => {
  const file = path.join(inbox, 'failed', 'bad.csv')
  fs.writeFileSync(file, BAD.replace('soon', '2026-05-01').replace('later', '2026-05-31'))
  expect(await act('put-again', 'bad.csv')).toMatchObject({ status: 200 })
  await until(() => there('done', 'bad.csv'))
  expect(fs.readdirSync(path.join(inbox, 'failed')).filter((name) => name.includes('bad.csv'))).toEqual([])
  const { rows } = (await test.asOwner('GET', '/api/loads')).body as LoadsAnswer
  expect(rows[0]).toMatchObject({ file_name: 'bad.csv', accepted: 1, rejected: 0 })
})

it('one that is discarded is gone; nothing outside of the list can be named, nor by who may not load', async () => {
  const { body } = await act('discard', 'picture.png')
  expect((body as FailedFilesAnswer).rows.map(({ name }) => name)).toEqual(['rates.csv'])
  expect(fs.readdirSync(path.join(inbox, 'failed')).filter((name) => name.includes('picture'))).toEqual([])
  put('.kept', 'not of the list')
  for (const name of [
    '../.kept',
    '.kept',
    'picture.png',
    'rates.csv.reason.txt',
    '.rates.csv.reason.json',
    '..',
  ])
    expect(await act('discard', name), name).toMatchObject({ status: 404, body: { code: 'inbox/not-found' } })
  expect(there('.kept')).toBe(true)
  const reader = await signedIn(test, 'cfo', null)
  expect((await reader.as('GET', '/api/inbox/failed')).status).toBe(403)
})
