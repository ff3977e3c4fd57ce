import { Readable } from 'node:stream'
import { ingestStream } from '@relance/pipelines'
import type { EventRow } from '@relance/pipelines'
import { useWarehouse } from '@relance/pipelines/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import type { CustomerRecord } from '../planner/customer-record'
import { customerKey, recordsOf, streamRecords } from './records'

const test = useWarehouse()
let counter = 0
const event = (
  event_type: string,
  occurred_on: string,
  customer_id: string,
  more: Partial<EventRow> = {},
) => ({
  event_id: `e${(counter += 1)}`,
  event_type,
  occurred_on,
  customer_id,
  currency: 'EUR',
  ...more,
})
const invoice = (customer: string, id: string, amount: string, attributes: Record<string, unknown> = {}) =>
  event('invoice.issued', '2026-10-01', customer, {
    invoice_id: id,
    due_on: '2026-11-01',
    amount,
    attributes,
  })

beforeAll(async () => {
  const events = [
    invoice('C1', 'F1', '100.00', { payment_means: 'direct_debit', assigned_to: 'Factor SA' }),
    invoice('C1', 'F2', '50.00'),
    invoice('C2', 'G1', '10.00'),
    invoice('C3', 'H1', '10.00'),
    event('payment.received', '2026-10-02', 'C3', {
      payment_id: 'P3',
      amount: '10.00',
      allocations: [{ invoice_id: 'H1', amount: '10.00' }],
    }),
    event('customer.updated', '2026-10-01', 'C1', {
      attributes: {
        name: 'Martin SA',
        kind: 'business',
        country: 'FR',
        group_key: '552100554',
        address: '1 rue X\n33000 Bordeaux',
        contacts: [{ role: 'accounts_payable', name: 'Jeanne', email: 'j@martin.fr', phone: '' }],
      },
    }),
    event('customer.updated', '2026-10-05', 'C1', { attributes: { time_zone: 'Europe/Paris' } }),
    event('payment.received', '2026-10-10', 'C1', {
      payment_id: 'P1',
      amount: '60.00',
      allocations: [{ invoice_id: 'F1', amount: '40.00' }],
    }),
    event('invoice.disputed', '2026-10-12', 'C1', { invoice_id: 'F2', amount: '20.00' }),
    event('invoice.status', '2026-10-03', 'C1', { invoice_id: 'F2', attributes: { status: '205' } }),
    event('hold.set', '2026-10-15', 'C1', { attributes: { reason: 'visit' } }),
    event('hold.lifted', '2026-10-20', 'C1'),
    event('promise.made', '2026-10-16', 'C1', {
      amount: '60.00',
      attributes: { until: '2026-10-25', invoices: ['F1'] },
    }),
    event('promise.withdrawn', '2026-10-18', 'C1'),
    event('plan.agreed', '2026-10-19', 'C1', { instalments: [{ due_on: '2026-12-01', amount: '30.00' }] }),
    event('optout.received', '2026-10-21', 'C1', { channel: 'sms' }),
    event('reminder.sent', '2026-11-06', 'C1', {
      reminder_id: 'R1',
      campaign_id: 'K',
      channel: 'email',
      step: 1,
      attributes: { step_id: 'courteous', kind: 'courteous', invoices: [{ invoice_id: 'F1', level: 1 }] },
    }),
    event('reminder.bounced', '2026-11-07', 'C1', {
      reminder_id: 'R1',
      channel: 'email',
      attributes: { address: 'j@martin.fr' },
    }),
    event('contact.logged', '2026-11-08', 'C1', { attributes: { outcome: 'reached' } }),
    event('reminder.replied', '2026-11-09', 'C1', { reminder_id: 'R1', attributes: { automatic: '1' } }),
    event('complaint.received', '2026-11-10', 'C1', { attributes: { severity: 'severe' } }),
    event('feedback.received', '2026-11-11', 'C1', { attributes: { score: '3' } }),
    event('payment.claimed', '2026-11-12', 'C1', { attributes: { invoices: ['F2'] } }),
    event('insolvency.opened', '2026-11-13', 'C1', { attributes: { published_on: '2026-11-14' } }),
  ]
  const lines = events.map((one) => `${JSON.stringify(one)}\n`).join('')
  await ingestStream(test.warehouse, Readable.from([lines]), { source: 'ndjson', fileName: 'events' })
})

async function streamed(): Promise<CustomerRecord[]> {
  const records: CustomerRecord[] = []
  for (let bucket = 0; bucket < 16; bucket += 1) {
    for await (const record of streamRecords(test.warehouse, { bucket, since: '2026-11-01' }, new Map()))
      records.push(record)
  }
  return records.sort((a, b) => (a.customerId < b.customerId ? -1 : 1))
}

describe('the record of a customer', () => {
  it('is streamed for everyone who owes something and nobody else', async () => {
    expect((await streamed()).map(({ customerId }) => customerId)).toEqual(['C1', 'C2'])
  })

  it('has every fact with its day', async () => {
    const [record] = await streamed()
    expect(record).toMatchObject({
      entityId: 'MAIN',
      payer: '552100554',
      name: 'Martin SA',
      kind: 'business',
      postcode: '33000',
      timeZone: 'Europe/Paris',
      contacts: [{ role: 'accounts_payable', name: 'Jeanne', email: 'j@martin.fr' }],
      onAccount: [{ day: '2026-10-10', currency: 'EUR', amount: 200_000n }],
      holds: [{ from: '2026-10-15', until: '2026-10-19', reason: 'visit' }],
      promises: [
        {
          madeOn: '2026-10-16',
          until: '2026-10-25',
          amount: 600_000n,
          invoices: ['F1'],
          withdrawnOn: '2026-10-18',
        },
      ],
      plans: [{ agreedOn: '2026-10-19', instalments: [{ dueOn: '2026-12-01', amount: 300_000n }] }],
      optOuts: [{ channel: 'sms', in: false }],
      bounces: [{ channel: 'email', address: 'j@martin.fr' }],
      replies: [{ automatic: true }],
      complaints: [{ severity: 'severe' }],
      satisfaction: [{ on: '2026-11-11', score: 3 }],
      claimedPayments: [{ on: '2026-11-12', invoices: ['F2'] }],
      insolvency: { on: '2026-11-13', publishedOn: '2026-11-14' },
    })
    expect(record?.contactsMade).toMatchObject([
      {
        reminderId: 'R1',
        campaignId: 'K',
        stepId: 'courteous',
        failed: true,
        counts: true,
        claims: [{ invoiceId: 'F1', level: 1 }],
      },
      { channel: 'phone', kind: 'call', counts: true },
    ])
  })

  it('has the open amount of each invoice day by day, what is contested, and how it is paid', async () => {
    const [record] = await streamed()
    const [first, second] = [...(record?.invoices ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1))
    expect(first).toMatchObject({
      id: 'F1',
      opens: [
        { day: '2026-10-01', open: 1_000_000n, by: 'issue' },
        { day: '2026-10-10', open: 600_000n, by: 'payment' },
      ],
      paymentMeans: 'direct_debit',
      factored: true,
    })
    expect(second).toMatchObject({
      disputes: [{ day: '2026-10-12', amount: 200_000n }],
      statuses: [{ day: '2026-10-03', code: '205' }],
      factored: false,
    })
  })

  it('asked for by name is the same, and there is one for a customer who owes nothing', async () => {
    const names = ['C1', 'C3', 'C9'].map((customerId) => ({ entityId: 'MAIN', customerId }))
    const found = await recordsOf(test.warehouse, names, '2026-11-01')
    const [record] = await streamed()
    expect(found.get(customerKey({ entityId: 'MAIN', customerId: 'C1' }))).toEqual(record)
    expect([...found.values()].map(({ customerId }) => customerId).sort()).toEqual(['C1', 'C3'])
  })
})
