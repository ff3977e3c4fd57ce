import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../../engine/testing'
import { ingestStream } from '../../ingest'
import type { EventRow } from '../../events/contract'
import { historyCut, pastCustomers } from './past-customers'
import type { PastCustomer, PastQuestion } from './past-customers'

const test = useWarehouse()
const START = Date.parse('2026-03-02')
const day = (n: number) => new Date(START + n * 86_400_000).toISOString().slice(0, 10)
const EVERYONE = { sql: "entity != ''", params: {}, fields: [] }
const AFTER_DUE = 2

type Told = Partial<EventRow> & { event_type: string }
let told = 0
const event = (on: number, customer_id: string, { event_type, ...more }: Told) => ({
  event_id: `e${told++}`,
  occurred_on: day(on),
  customer_id,
  event_type,
  currency: 'EUR',
  ...more,
})
const invoice = (customer: string, id: string, due: number, amount: string, more: Partial<EventRow> = {}) =>
  event(due - 30, customer, {
    event_type: 'invoice.issued',
    invoice_id: id,
    due_on: day(due),
    amount,
    ...more,
  })
const paid = (customer: string, id: string, on: number, amount: string, payment = `p-${id}-${on}`) =>
  event(on, customer, {
    event_type: 'payment.received',
    payment_id: payment,
    amount,
    allocations: [{ invoice_id: id, amount }],
  })

async function load(events: object[]) {
  const lines = events.map((one) => `${JSON.stringify(one)}\n`)
  const stream = Readable.from(lines, { objectMode: false })
  const result = await ingestStream(test.warehouse, stream, { fileName: 'past.ndjson', source: 'ndjson' })
  expect(result).toMatchObject({ rejected: 0, waiting: 0 })
}

const question = (more: Partial<PastQuestion> = {}): PastQuestion => ({
  attributes: { asOf: day(60) },
  rule: EVERYONE,
  segment: { sql: "'all'", params: {}, fields: [] },
  triggerDays: new Map([['all', AFTER_DUE]]),
  from: day(0),
  to: day(60),
  minimumInvoice: '5',
  minimumCustomer: '15',
  needsAddress: false,
  ...more,
})

async function past(more: Partial<PastQuestion> = {}): Promise<PastCustomer[]> {
  const rows: PastCustomer[] = []
  for await (const block of pastCustomers(test.warehouse, question(more))) rows.push(...block)
  return rows.sort((a, b) => (a.customer_id < b.customer_id ? -1 : 1))
}

/** The entry that the planner would have told on that day. */
const exposed = (customer: string, on: number, invoices: string[]) =>
  event(on, customer, {
    event_type: 'experiment.exposed',
    variant_id: 'a',
    segment_id: 'all',
    attributes: {
      experiment_id: 'x',
      cluster: customer,
      probability: 1,
      weight_epoch: 1,
      invoices: invoices.map((invoice_id) => ({ invoice_id, open: '0' })),
    },
  })

it('says of the past, to the cent and day, what an experiment of those days found', async () => {
  await load([
    invoice('A', 'a1', 10, '100.00'),
    paid('A', 'a1', 11, '30.00'),
    paid('A', 'a1', 14, '20.00'),
    event(15, 'A', { event_type: 'invoice.credited', invoice_id: 'a1', amount: '10.00' }),
    // two on one day; a payment that the bank takes back
    invoice('B', 'b1', 20, '200.00'),
    invoice('B', 'b2', 20, '50.00'),
    paid('B', 'b2', 25, '50.00', 'pb'),
    event(29, 'B', {
      event_type: 'payment.rejected',
      payment_id: 'pb',
      amount: '50.00',
      allocations: [{ invoice_id: 'b2', amount: '50.00' }],
    }),
    event(24, 'B', { event_type: 'complaint.received', attributes: { severity: 'severe' } }),
    // a later invoice does not make him enter again, and its payment is not counted
    invoice('B', 'b3', 40, '70.00'),
    paid('B', 'b3', 43, '70.00'),
    exposed('A', 12, ['a1']),
    exposed('B', 22, ['b1', 'b2']),
  ])
  const rows = await past()
  const found = await test.warehouse.query({
    name: 'test-exposures',
    sql: `SELECT customer_id, toString(exposed_on) AS exposed_on, exposed, ages, paid, left, complaint_age
      FROM relance.exposures ORDER BY customer_id`,
    row: z.record(z.string(), z.unknown()),
  })
  const columns = ['customer_id', 'exposed_on', 'exposed', 'ages', 'paid', 'left', 'complaint_age'] as const
  expect(rows.map((row) => Object.fromEntries(columns.map((name) => [name, row[name]])))).toEqual(found)
  expect(rows.map(({ exposed_on, exposed: owed }) => [exposed_on, owed])).toEqual([
    [day(12), 70],
    [day(22), 250],
  ])
})

it('leaves out who had paid, contested or owed too little on the day, and who comes by another way', async () => {
  await test.reset()
  await load([
    invoice('PAID', 'f1', 10, '100.00'),
    paid('PAID', 'f1', 11, '100.00'),
    invoice('CONTESTS', 'f2', 10, '100.00'),
    event(9, 'CONTESTS', { event_type: 'invoice.disputed', invoice_id: 'f2', amount: '100.00' }),
    invoice('SMALL', 'f3', 10, '14.00'),
    // too small alone, not together with the next
    invoice('TOGETHER', 'f4', 10, '9.00'),
    invoice('TOGETHER', 'f5', 10, '9.00'),
    invoice('EARLY', 'f6', -20, '100.00'),
    invoice('OWES', 'f7', 10, '100.00'),
    event(0, 'OWES', {
      event_type: 'customer.updated',
      attributes: { name: 'Owes', contacts: [{ role: 'buyer', email: 'a@b.example', phone: '' }] },
    }),
  ])
  expect((await past()).map((row) => row.customer_id)).toEqual(['OWES', 'TOGETHER'])
  const segment = { sql: "if(customer_id = 'OWES', 'one', 'other')", params: {}, fields: [] }
  const byWay = await past({ segment, triggerDays: new Map([['one', -3]]), needsAddress: true })
  expect(byWay).toMatchObject([
    { customer_id: 'OWES', exposed_on: day(7), segment: 'one', channels: 'email' },
  ])
  expect(await historyCut(test.warehouse, [])).toMatchObject({ cut: day(11) })
  expect(await historyCut(test.warehouse, ['unknown'])).toMatchObject({ cut: null })
})
