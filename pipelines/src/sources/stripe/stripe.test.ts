import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { decimalOf } from './money'
import { readStripe } from './index'
import { charge, invoice, notify } from './testing'

const folder = path.resolve(
  import.meta.dirname,
  '../../../../../shared/data/stripe/stripe-ruby-mock-webhooks',
)
const missing = fs.existsSync(folder) ? null : '../shared/data/stripe is not there'
if (missing) console.log(`recorded events of Stripe: skipped, ${missing}`)
const context = { entityId: 'MAIN', timeZone: 'Europe/Paris' }
const read = (payload: unknown) => readStripe(payload, context)
const typesOf = (payload: unknown) => read(payload).events.map((event) => event['event_type'])

/** What the recorded events become: topic → types of events, or why they are left out. */
const SNAPSHOT = 'invoice.issued payment.received'
const EXPECTED: Record<string, string> = {
  'invoice.created': 'not_receivable',
  'invoice.updated': 'not_receivable',
  'invoice.upcoming': 'not_receivable',
  'invoice.finalized': SNAPSHOT,
  'invoice.paid': SNAPSHOT,
  'invoice.payment_succeeded': SNAPSHOT,
  'invoice.payment_failed': 'invoice.issued',
  'invoice.payment_action_required': 'invoice.issued',
  'charge.succeeded': 'not_receivable',
  'charge.captured': 'not_receivable',
  'charge.refunded': 'not_receivable',
  'payment_intent.succeeded': 'not_receivable',
  'charge.dispute.closed': 'payment.disputed payment.disputed',
  'charge.dispute.updated': 'payment.disputed',
  'charge.dispute.funds_withdrawn': 'payment.disputed',
  'charge.dispute.funds_reinstated': 'payment.disputed',
  'customer.created': 'customer.updated',
  'customer.updated': 'customer.updated',
}

describe.skipIf(missing)('recorded events of Stripe', () => {
  const files = missing ? [] : fs.readdirSync(folder)

  it('are 88, each read as what it says of money owed', () => {
    expect(files).toHaveLength(88)
    for (const file of files) {
      const payload = JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')) as { type: string }
      const { events, ignored = '', problem } = read(payload)
      expect(problem, file).toBeUndefined()
      const said = events.length > 0 ? events.map((event) => event['event_type']).join(' ') : ignored
      expect(said, file).toBe(EXPECTED[payload.type] ?? 'unknown_topic')
    }
  })
})

describe('an invoice of Stripe', () => {
  it('finalised after it was paid shows both, with the payment under the id of its payment intent', () => {
    const [issued, paid] = read(
      notify('invoice.finalized', invoice({ status: 'paid', amount_paid: 2000 })),
    ).events
    expect(issued).toMatchObject({
      event_id: 'invoice:MAIN:cus_1:A-0001',
      amount: '20.00',
      due_on: '2022-03-26',
    })
    expect(paid).toMatchObject({
      event_id: 'payment:MAIN:cus_1:pi_1:',
      amount: '20.00',
      allocations: [{ invoice_id: 'A-0001', amount: '20.00' }],
    })
  })

  it('tells its payment with a higher version than the charge and the payment intent, whenever they come', () => {
    const paid = read(notify('invoice.paid', invoice({ status: 'paid', amount_paid: 2000 }), 1_648_320_000))
      .events[1]
    const alone = read(notify('charge.succeeded', charge({ invoice: 'in_1' }), 1_748_320_000)).events[0]
    const intent = {
      object: 'payment_intent',
      id: 'pi_1',
      customer: 'cus_1',
      currency: 'eur',
      amount_received: 2000,
    }
    const third = read(notify('payment_intent.succeeded', { ...intent, invoice: 'in_1' })).events[0]
    expect(alone?.['event_id']).toBe(paid?.['event_id'])
    expect(third?.['event_id']).toBe(paid?.['event_id'])
    expect(Number(paid?.['version'])).toBeGreaterThan(Number(alone?.['version']))
  })

  it('of 2025 lists its payments, which their own events do not repeat', () => {
    const payments = {
      data: [
        {
          id: 'inpay_1',
          status: 'paid',
          amount_paid: 1500,
          payment: { type: 'payment_intent', payment_intent: 'pi_1' },
        },
        {
          id: 'inpay_2',
          status: 'paid',
          amount_paid: 500,
          payment: { type: 'payment_intent', payment_intent: 'pi_2' },
        },
        {
          id: 'inpay_3',
          status: 'open',
          amount_paid: null,
          payment: { type: 'payment_intent', payment_intent: 'pi_3' },
        },
      ],
    }
    const { payment_intent: _, charge: __, ...modern } = invoice({ status: 'paid', amount_paid: 2000 })
    const { events } = read(notify('invoice.paid', { ...modern, payments }))
    expect(events.slice(1).map((event) => [event['payment_id'], event['amount']])).toEqual([
      ['pi_1', '15.00'],
      ['pi_2', '5.00'],
    ])
    const { invoice: ___, ...withoutInvoice } = charge({})
    expect(read(notify('charge.succeeded', withoutInvoice))).toEqual({
      events: [],
      ignored: 'not_receivable',
    })
  })

  it('of 2025 without its payments still shows what was paid', () => {
    const { payment_intent: _, charge: __, ...modern } = invoice({ status: 'paid', amount_paid: 2000 })
    expect(read(notify('invoice.paid', modern)).events[1]).toMatchObject({
      payment_id: 'invoice-in_1',
      amount: '20.00',
    })
  })

  it.each([
    ['void', 'invoice.cancelled'],
    ['uncollectible', 'invoice.written_off'],
  ])('that is %s ends as %s with what remained', (status, type) => {
    const { events } = read(notify('invoice.updated', invoice({ status, amount_remaining: 1200 })))
    expect(events.at(-1)).toMatchObject({ event_type: type, amount: '12.00', invoice_id: 'A-0001' })
  })

  it('has the day of its creditor, not of UTC', () => {
    const late = invoice({ status_transitions: { finalized_at: Date.UTC(2024, 0, 31, 23, 30) / 1000 } })
    expect(read(notify('invoice.finalized', late)).events[0]).toMatchObject({ issued_on: '2024-02-01' })
  })

  it('paid from credit that the customer had takes it from the account', () => {
    const events = read(notify('invoice.paid', invoice({ starting_balance: -500, ending_balance: 0 }))).events
    expect(events[1]).toMatchObject({ event_type: 'payment.allocated', allocations: [{ amount: '5.00' }] })
  })
})

describe('money that goes back', () => {
  const refund = (status: string) => ({
    id: 're_1',
    amount: 500,
    currency: 'eur',
    created: 1_648_330_000,
    status,
  })

  it('is one refund each, by its id; a failed one is worth nothing', () => {
    const listed = (status: string) =>
      read(notify('charge.refunded', charge({ refunds: { data: [refund(status)] } }))).events[0]
    expect(listed('succeeded')).toMatchObject({
      event_type: 'payment.refunded',
      event_id: 'refund:MAIN:re_1',
      amount: '5.00',
    })
    expect(listed('failed')).toMatchObject({ amount: '0' })
  })

  it('without a list of refunds is the difference of the sums', () => {
    const payload = notify('charge.refunded', charge({ amount_refunded: 800 }))
    payload.data.previous_attributes = { amount_refunded: 300 }
    expect(read(payload).events[0]).toMatchObject({ amount: '5.00', event_id: 'refund:MAIN:ch_1-800' })
  })

  it('of a charge that does not say what it paid waits for that payment, whose customer it then has', () => {
    const { invoice: _, ...since2025 } = charge({ amount_refunded: 500 })
    const [refunded] = read(notify('charge.refunded', since2025)).events
    expect(refunded).toMatchObject({ customer_id: '', payment_id: 'pi_1', amount: '5.00' })
    const named = { ...since2025, metadata: { relance_customer: 'C1', relance_invoice: 'A-0001' } }
    expect(read(notify('charge.refunded', named)).events[0]).toMatchObject({ customer_id: 'C1' })
  })

  it('by a chargeback is taken until it is won', () => {
    const dispute = {
      object: 'dispute',
      id: 'dp_1',
      charge: 'ch_1',
      payment_intent: 'pi_1',
      amount: 700,
      currency: 'eur',
      created: 1_648_330_000,
    }
    expect(
      typesOf(notify('charge.dispute.created', { ...dispute, status: 'warning_needs_response' })),
    ).toEqual([])
    const [opened, closed] = read(
      notify('charge.dispute.closed', { ...dispute, status: 'won' }, 1_648_930_000),
    ).events
    expect(opened).toMatchObject({ event_id: 'dispute:MAIN:dp_1', payment_id: 'pi_1', amount: '7.00' })
    expect(closed).toMatchObject({ event_id: 'dispute:MAIN:dp_1:closed', attributes: { outcome: 'won' } })
  })

  it('by a credit note reduces the invoice that its number names', () => {
    const note = {
      object: 'credit_note',
      id: 'cn_1',
      number: 'A-0001-CN-01',
      customer: 'cus_1',
      invoice: 'in_1',
      amount: 900,
      currency: 'eur',
      created: 1_648_330_000,
      status: 'issued',
    }
    expect(read(notify('credit_note.created', note)).events[0]).toMatchObject({
      event_type: 'invoice.credited',
      invoice_id: 'A-0001',
      amount: '9.00',
    })
    expect(read(notify('credit_note.voided', { ...note, status: 'void' })).events[0]).toMatchObject({
      amount: '0',
    })
  })
})

describe('an amount in the smallest unit', () => {
  it.each([
    [2000, 'EUR', '20.00'],
    [5, 'EUR', '0.05'],
    [-1500, 'USD', '-15.00'],
    [2000, 'JPY', '2000'],
    [2345, 'KWD', '2.345'],
    [1.5, 'EUR', ''],
    ['7', 'EUR', ''],
  ])('%s %s is %s', (minor, currency, text) => expect(decimalOf(minor, currency)).toBe(text))
})
