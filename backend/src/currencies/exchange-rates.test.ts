import { beforeAll, describe, expect, it } from 'vitest'
import { useServer } from '../app/testing'
import { JobBoard } from '../jobs/job-board'
import type { Job } from '../jobs/jobs.contract'
import type { KpisAnswer } from '../kpis/kpis.contract'
import type { OverviewAnswer } from '../kpis/overview.contract'
import type { ExchangeRatesAnswer } from './exchange-rates.contract'
import { ratesOfFile } from './rates-file'

const test = useServer()
const question = 'as_of=2026-03-29&from=2026-03-01'
/** As published: the newest day first, a comma at the end of each line; nothing on 28 and 29 March, a weekend. */
const FILE = [
  'Date,USD,JPY,CYP,',
  '2026-03-27,1.1000,160.00,N/A,',
  '2026-03-20,1.0800,162.50,N/A,',
  '2026-03-05,1.0500,158.00,N/A,',
  '2026-03-02,1.0400,157.50,N/A,',
  '',
].join('\n')

const invoice = (entity_id: string, currency: string, id: string, on: string, amount: string) => ({
  event_type: 'invoice.issued',
  event_id: id,
  invoice_id: id,
  occurred_on: on,
  due_on: '2026-03-25',
  entity_id,
  customer_id: `C-${entity_id}`,
  currency,
  amount,
})

async function kpis(more: string): Promise<KpisAnswer> {
  const { status, body } = await test.asOwner('GET', `/api/kpis?${question}&${more}`)
  expect(status).toBe(200)
  return body as KpisAnswer
}
const value = ({ rows }: KpisAnswer, kpi: string, entity?: string) =>
  rows.find((row) => row.kpi === kpi && row.by?.['entity'] === entity)?.value
const list = async () => (await test.asOwner('GET', '/api/exchange-rates')).body as ExchangeRatesAnswer

async function load(text: string) {
  const response = await fetch(`${test.server.address}/api/exchange-rates/file?name=eurofxref-hist.csv`, {
    method: 'POST',
    headers: { authorization: `Bearer ${test.server.token}`, 'content-type': 'text/csv' },
    body: text,
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

beforeAll(async () => {
  const events = [
    invoice('FR', 'EUR', 'F1', '2026-03-02', '1000.00'),
    invoice('UK', 'USD', 'U1', '2026-03-05', '2100.00'),
    invoice('UK', 'JPY', 'U2', '2026-03-20', '32500.00'),
  ]
  const response = await fetch(`${test.server.address}/api/files?name=group.ndjson`, {
    method: 'POST',
    headers: { authorization: `Bearer ${test.server.token}`, 'content-type': 'application/octet-stream' },
    body: events.map((event) => JSON.stringify(event)).join('\n'),
  })
  const { id } = (await response.json()) as { id: string }
  // a file without paid invoices says nothing of its history: flows would have no value
  const job = await test.asOwner('POST', `/api/files/${id}/load`, { history_from: '2026-01-01' })
  const ended = await test.server.app.get(JobBoard).ended((job.body as Job).id)
  expect(ended).toMatchObject({ state: 'done', result: { rejected: 0 } })
}, 120_000)

describe('without a rate', () => {
  it('no figure is given, and the currency and the day are named', async () => {
    const answer = await kpis('presentation=EUR&kpi=open')
    expect(answer).toMatchObject({ currency: 'EUR', converted: true })
    expect(answer.rows[0]).toMatchObject({
      value: null,
      reason: 'no_rate',
      missing_rate: { day: '2026-03-29' },
    })
    expect((await list()).currencies.map(({ currency, used, rates }) => [currency, used, rates])).toEqual([
      ['JPY', true, 0],
      ['USD', true, 0],
    ])
  })
})

describe('with the reference rates of the European Central Bank', () => {
  it('a file is loaded once, and again changes nothing', async () => {
    expect(await load(FILE)).toMatchObject({
      status: 200,
      body: { currencies: 2, days: 4, first_day: '2026-03-02', last_day: '2026-03-27', written: 8, same: 0 },
    })
    expect((await load(FILE)).body).toMatchObject({ written: 0, same: 8 })
    const { rows } = await list()
    expect(rows[0]).toMatchObject({
      currency: 'JPY',
      day: '2026-03-27',
      rate: '160',
      source: 'eurofxref-hist.csv',
    })
  })

  it('balances take the rate of the last quoted day, flows that of their own', async () => {
    const answer = await kpis('presentation=EUR')
    // 1000 + 2100 / 1.10 + 32500 / 160
    expect(value(answer, 'open')).toBe('3112.22')
    // 1000 + 2100 / 1.05 + 32500 / 162.50
    expect(value(answer, 'billed')).toBe('3200.00')
    const dollars = await kpis('presentation=USD&kpi=open')
    // 1000 × 1.10 + 2100 + 32500 / 160 × 1.10
    expect(value(dollars, 'open')).toBe('3423.44')
  })

  it('creditors add up to the group, and the Overview says the same with its rates', async () => {
    const cut = await kpis('presentation=EUR&by=entity&kpi=open,billed')
    expect([value(cut, 'open', 'FR'), value(cut, 'open', 'UK')]).toEqual(['1000.00', '2112.22'])
    const { body } = await test.asOwner('GET', `/api/overview?${question}&presentation=EUR`)
    const overview = body as OverviewAnswer
    expect(overview.current.find(({ kpi }) => kpi === 'open')?.value).toBe('3112.22')
    expect(overview.top_overdue.map(({ customer_id, overdue }) => [customer_id, overdue])).toEqual([
      ['C-UK', '2112.22'],
      ['C-FR', '1000.00'],
    ])
    expect(overview.conversion).toEqual({
      to: 'EUR',
      used: [
        { currency: 'JPY', day: '2026-03-27', value: 0.00625 },
        { currency: 'USD', day: '2026-03-27', value: expect.closeTo(1 / 1.1, 12) as number },
      ],
      missing: [],
    })
  })

  it('a rate is corrected or taken away by hand, and the audit log tells both', async () => {
    const entered = { currency: 'USD', day: '2026-03-29', rate: '1.2', source: 'Banque de France' }
    expect((await test.asOwner('PUT', '/api/exchange-rates', entered)).status).toBe(200)
    expect(value(await kpis('presentation=EUR&kpi=open'), 'open')).toBe('2953.13')
    await test.asOwner('PUT', '/api/exchange-rates', { ...entered, rate: null })
    expect(value(await kpis('presentation=EUR&kpi=open'), 'open')).toBe('3112.22')
    const log = await test.asOwner('GET', '/api/audit?text=exchange_rate.entered')
    expect((log.body as { rows: unknown[] }).rows).toHaveLength(2)
  })

  it('the currency of the group is the euro until another is chosen', async () => {
    expect((await list()).presentation).toBe('EUR')
    const { body } = await test.asOwner('PUT', '/api/exchange-rates/presentation', { currency: 'USD' })
    expect(body).toMatchObject({ presentation: 'USD' })
  })
})

describe('a file that is none of rates', () => {
  it.each([
    ['Date,USD\n2026-03-27,abc\n', 'currencies/bad-rate'],
    ['Date,USD\n27/03/2026,1.1\n', 'currencies/bad-rate'],
    ['Date,USD\n2026-03-27,0\n', 'currencies/bad-rate'],
    ['invoice,customer,amount\nF1,Acme,12\n', 'currencies/not-a-rates-file'],
    ['Date,USD,Total\n2026-03-27,1.1,3\n', 'currencies/not-a-rates-file'],
    ['Date,USD\n', 'currencies/not-a-rates-file'],
  ])('%j is refused as %s, and nothing of it is kept', async (text, code) => {
    const before = (await list()).rows
    expect(await load(text)).toMatchObject({ status: 400, body: { code } })
    expect((await list()).rows).toEqual(before)
  })

  it('no rate is entered for the euro, below 0 or without a source', async () => {
    const rate = { currency: 'USD', day: '2026-03-29', rate: '1.2', source: 'by hand' }
    for (const wrong of [
      { currency: 'EUR' },
      { rate: '0' },
      { rate: '-1' },
      { source: '' },
      { day: '2026-02-30' },
    ])
      expect((await test.asOwner('PUT', '/api/exchange-rates', { ...rate, ...wrong })).status).toBe(400)
    expect(ratesOfFile('\uFEFFDate, USD, EUR\r\n2026-03-27, 1.1, 1\r\n')).toEqual([
      { currency: 'USD', day: '2026-03-27', rate: '1.1' },
    ])
  })
})
