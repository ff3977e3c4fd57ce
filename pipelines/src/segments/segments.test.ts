import { beforeAll, describe, expect, it } from 'vitest'
import { useWarehouse } from '../engine/testing'
import { loadText } from '../ingest/testing'
import { listProfiles } from './profiles'
import { customerAttributes, previewSegment, segmentMembers } from './segments'
import { attributeFields } from './statement'
import type { CustomerAttributesRow } from './types'

const test = useWarehouse()
const event = (event_type: string, occurred_on: string, values: object) =>
  JSON.stringify({
    event_type,
    occurred_on,
    customer_id: 'C1',
    currency: 'EUR',
    event_id: `${event_type}-${occurred_on}-${JSON.stringify(values).slice(0, 60)}`,
    ...values,
  })
const invoice = (id: string, issued: string, due_on: string, amount: string, more: object = {}) =>
  event('invoice.issued', issued, { invoice_id: id, due_on, amount, ...more })
const paid = (id: string, day: string, amount: string, customer_id = 'C1') =>
  event('payment.received', day, {
    payment_id: `P${id}${day}`,
    amount,
    customer_id,
    allocations: [{ invoice_id: id, amount }],
  })
const about = (day: string, attributes: object, customer_id = 'C1') =>
  event('customer.updated', day, { customer_id, attributes })

const lines = [
  about('2025-01-01', {
    name: 'Uno',
    kind: 'business',
    country: 'FR',
    tags: ['vip', 'export'],
    custom: { group: 'north', plan: 'gold' },
    consents: [{ channel: 'sms', given: true, on: '2025-01-01' }],
  }),
  about('2025-02-01', { tags: ['vip'], custom: { plan: '' } }),
  event('optout.received', '2025-03-01', { channel: 'sms' }),
  event('optin.received', '2025-03-02', { channel: 'email' }),
  invoice('1', '2025-01-10', '2025-02-10', '100.00'),
  paid('1', '2025-02-20', '100.00'),
  invoice('2', '2025-01-11', '2025-02-11', '200.00'),
  paid('2', '2025-02-11', '200.00'),
  invoice('3', '2025-03-01', '2025-03-31', '60.50', { attributes: { product: 'rent' } }),
  invoice('4', '2025-03-01', '2025-05-31', '40.00'),
  event('invoice.disputed', '2025-04-01', { invoice_id: '3', amount: '10.00' }),
  event('reminder.sent', '2025-04-05', {
    reminder_id: 'R1',
    step: 2,
    channel: 'email',
    attributes: { invoices: [{ invoice_id: '3', level: 2, open: '60.50' }] },
  }),
  event('promise.made', '2025-04-01', {
    amount: '60.50',
    attributes: { until: '2025-04-10', invoices: ['3'] },
  }),
  event('promise.made', '2025-02-15', { amount: '100.00', attributes: { until: '2025-02-19' } }),
  about('2025-01-01', { name: 'Dos', kind: 'consumer' }, 'C2'),
  event('invoice.issued', '2025-01-10', {
    customer_id: 'C2',
    invoice_id: '9',
    due_on: '2025-02-10',
    amount: '20.00',
  }),
  about('2025-01-01', { name: 'Group', kind: 'business', internal: '1' }, 'C3'),
]

const question = { asOf: '2025-04-30' }
const anyone = { sql: '1', params: {}, fields: attributeFields }
const all = async <T>(rows: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = []
  for await (const row of rows) found.push(row)
  return found
}

beforeAll(async () => {
  const result = await loadText(test.warehouse, lines.join('\n') + '\n', {
    fileName: 'a.ndjson',
    entityId: 'E1',
  })
  expect(result).toMatchObject({ rejected: 0, read: lines.length })
})

describe('attributes of customers as of a day', () => {
  it('are what their events say', async () => {
    const rows = await all(customerAttributes(test.warehouse, question))
    const [one, two] = rows.sort((a, b) => a.customer_id.localeCompare(b.customer_id))
    expect(rows).toHaveLength(2)
    expect(one).toMatchObject({
      entity: 'E1',
      kind: 'business',
      country: 'FR',
      language: '',
      open_amount: 100.5,
      overdue_amount: 60.5,
      open_invoices: 2,
      overdue_invoices: 1,
      oldest_days_late: 30,
      mean_days_late: 5,
      share_late: 0.5,
      tenure_days: 110,
      disputes: 1,
      broken_promises: 1,
      consents: ['email'],
      tags: ['vip'],
      custom: { group: 'north' },
      payer_profile: 'new',
      risk: null,
    } satisfies Partial<Record<string, unknown>>)
    const invoices = [...(one as CustomerAttributesRow).invoices].sort((a, b) => a.id.localeCompare(b.id))
    expect(invoices).toEqual([
      {
        id: '3',
        amount: 60.5,
        open_amount: 60.5,
        days_late: 30,
        level: 2,
        kind: 'normal',
        product: 'rent',
        currency: 'EUR',
        disputed: true,
      },
      expect.objectContaining({ id: '4', days_late: -31, level: 0, disputed: false, product: '' }),
    ])
    expect(two).toMatchObject({ mean_days_late: null, payer_profile: '', tags: [], custom: {}, consents: [] })
  })

  it('of an earlier day know nothing of what came later', async () => {
    const [one] = await all(customerAttributes(test.warehouse, { asOf: '2025-02-15' }, ['C1']))
    expect(one).toMatchObject({
      open_amount: 100,
      overdue_amount: 100,
      mean_days_late: 0,
      disputes: 0,
      broken_promises: 0,
      consents: ['sms'],
      tags: ['vip'],
    })
  })

  it('take what people decided by hand, natural persons left out until it is allowed', async () => {
    const profilesByHand = [
      ['E1', 'C1', 'dominant'],
      ['E1', 'C2', 'selective'],
    ] as const
    const of = async (more: object) => {
      const rows = await all(customerAttributes(test.warehouse, { ...question, profilesByHand, ...more }))
      return Object.fromEntries(rows.map((row) => [row.customer_id, [row['payer_profile'], row['risk']]]))
    }
    const risk = [0, 0, 0, 0, 0, 0, 0, 0]
    expect(await of({ risk })).toEqual({ C1: ['dominant', 50], C2: ['', null] })
    expect(await of({ risk, naturalPersons: true })).toEqual({ C1: ['dominant', 50], C2: ['selective', 50] })
    const [profile] = await listProfiles(
      test.warehouse,
      { ...question, profilesByHand },
      { limit: 1, offset: 0 },
    )
    expect(profile).toMatchObject({
      customer_id: 'C1',
      profile: 'dominant',
      found: 'new',
      paid: 2,
      share_late: 0.5,
    })
  })
})

describe('a segment', () => {
  it('counts customers and euros, names the largest first, and leaves the group out', async () => {
    const { names, ...sums } = await previewSegment(test.warehouse, question, anyone, 20)
    expect(sums).toEqual({ customers: 2, open: '120.5000', overdue: '80.5000', natural_persons: 1 })
    expect(names.map(({ name }) => name)).toEqual(['Uno', 'Dos'])
    const members = await all(segmentMembers(test.warehouse, { ...question, entityIds: ['E2'] }, anyone))
    expect(members).toEqual([])
  })

  it('computes every field by itself', async () => {
    const fields = attributeFields.filter((field) => field !== 'custom')
    for (const field of fields) {
      const sql = `isNotNull(\`${field}\`)`
      const found = await previewSegment(test.warehouse, question, { sql, params: {}, fields: [field] }, 1)
      expect(found.customers, field).toBeGreaterThanOrEqual(0)
    }
    expect(fields.length).toBeGreaterThan(18)
  })

  it('takes amounts in the currency of the creditor only', async () => {
    const row = {
      entity_id: 'E1',
      name: 'E1',
      currency: 'USD',
      time_zone: 'Europe/Paris',
      is_demo: 0,
      revision: Date.now(),
    }
    await test.warehouse.insert({
      name: 'test',
      table: 'relance.entities',
      format: 'JSONEachRow',
      body: [row],
    })
    const found = await previewSegment(test.warehouse, question, { ...anyone, sql: 'open_invoices > 0' }, 1)
    expect(found).toMatchObject({ customers: 2, open: '0.0000' })
  })
})
