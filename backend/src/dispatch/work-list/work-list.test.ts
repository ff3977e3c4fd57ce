import { Readable } from 'node:stream'
import { ingestStream } from '@relance/pipelines'
import { beforeAll, describe, expect, it } from 'vitest'
import { useServer } from '../../app/testing'
import type { VerdictsAnswer } from '../verdicts/verdicts.contract'
import type { ContactHistory, WorkListAnswer } from './work-list.contract'

const test = useServer()
const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)
const common = (customer: string) => ({ entity_id: 'MAIN', customer_id: customer })
const events = ['C1', 'C2'].flatMap((customer, n) => [
  {
    ...common(customer),
    event_id: `n${n}`,
    event_type: 'customer.updated',
    occurred_on: day(90),
    attributes: { name: `Client ${customer}` },
  },
  {
    ...common(customer),
    event_id: `i${n}`,
    event_type: 'invoice.issued',
    occurred_on: day(40),
    due_on: day(10),
    invoice_id: `F-${customer}`,
    amount: n === 0 ? '300.00' : '1000.00',
    currency: 'EUR',
  },
])
const earlier = [
  { ...common('C1'), event_id: 'c', event_type: 'contact.logged', occurred_on: day(30), channel: 'phone' },
  {
    ...common('C1'),
    event_id: 'p',
    event_type: 'payment.received',
    occurred_on: day(25),
    payment_id: 'P1',
    amount: '10.00',
    currency: 'EUR',
  },
]
const list = async () => (await test.asOwner('GET', '/api/work-list')).body as WorkListAnswer
const add = async (customer_id: string) =>
  (await test.asOwner('POST', '/api/work-list', { entity_id: 'MAIN', customer_id })) as {
    status: number
    body: { id: string }
  }

beforeAll(async () => {
  const content = [...events, ...earlier].map((event) => `${JSON.stringify(event)}\n`).join('')
  const options = { source: 'ndjson', fileName: 'a.ndjson', entityId: 'MAIN' }
  await ingestStream(test.server.stores.warehouse, Readable.from([Buffer.from(content)]), options)
})

describe('the work list', () => {
  it('ranks tasks by what is overdue times the share of calls that were followed by money', async () => {
    for (const customer of ['C1', 'C2']) expect((await add(customer)).status).toBe(201)
    const { rows } = await list()
    expect(
      rows.map(({ customer_id, overdue, expected }) => [customer_id, Number(overdue), expected]),
    ).toEqual([
      ['C2', 1000, '500.00'],
      ['C1', 300, '200.00'],
    ])
    expect(rows[1]).toMatchObject({ calls: 1, calls_paid: 1, days_late: 10 })
  })

  it('refuses a task for a customer that nobody knows, and a promise without its day', async () => {
    expect(await add('nobody')).toMatchObject({ status: 404, body: { code: 'work-list/customer-not-found' } })
    const [first] = (await list()).rows
    const answer = await test.asOwner('POST', `/api/work-list/${first?.id}/outcome`, { outcome: 'promise' })
    expect(answer.status).toBe(400)
  })

  it('ends a task once, with events that tell what was promised', async () => {
    const [first] = (await list()).rows
    const body = { outcome: 'promise', promise: { amount: '1000.00', until: day(-7) } }
    const end = () => test.asOwner('POST', `/api/work-list/${first?.id}/outcome`, body)
    expect((await end()).status).toBe(200)
    expect(await end()).toMatchObject({ status: 409, body: { code: 'work-list/done' } })
    expect((await list()).rows.map(({ customer_id }) => customer_id)).toEqual(['C1'])
    expect((await list()).done).toBe(1)
    const path = '/api/work-list/history?entity=MAIN&customer=C2'
    const { rows } = (await test.asOwner('GET', path)).body as ContactHistory
    expect(rows).toContainEqual(
      expect.objectContaining({ event_type: 'promise.made', until: day(-7), currency: 'EUR' }),
    )
    expect(rows).toContainEqual(expect.objectContaining({ event_type: 'contact.logged', outcome: 'promise' }))
  })
})

describe('the ledger of verdicts', () => {
  it('says each reason as a sentence in both languages, and counts them by day', async () => {
    const line = {
      entity_id: 'MAIN',
      day: day(0),
      customer_id: 'C2',
      campaign_id: 'k',
      revision: 1,
      reason: 'paid',
      params: '{}',
      invoices: [],
    }
    await test.server.stores.warehouse.insert({
      name: 'verdict',
      table: 'relance.verdicts',
      format: 'JSONEachRow',
      body: Readable.from([Buffer.from(`${JSON.stringify(line)}\n`)]),
    })
    const { rows, days } = (await test.asOwner('GET', '/api/verdicts?customer=C2')).body as VerdictsAnswer
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ name: 'Client C2', reason: 'paid' })
    expect(rows[0]?.sentence.fr).toMatch(/\.$/)
    expect(rows[0]?.sentence.en).not.toBe(rows[0]?.sentence.fr)
    expect(days).toEqual([{ day: day(0), reason: 'paid', customers: 1 }])
    expect((await test.asOwner('GET', `/api/verdicts?customer=C2&day=${day(1)}`)).body).toMatchObject({
      rows: [],
    })
  })

  it('asks whose verdicts are meant', async () => {
    expect((await test.asOwner('GET', '/api/verdicts')).status).toBe(400)
  })
})
