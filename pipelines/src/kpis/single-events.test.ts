import { Readable } from 'node:stream'
import { beforeAll, expect, it } from 'vitest'
import { useWarehouse } from '../engine/testing'
import type { EventRow } from '../events/contract'
import { ingestStream } from '../ingest'
import { computeKpis, kpiInvoices, paymentTerms } from '.'
import type { KpiDimension } from '.'

const test = useWarehouse()
const JUNE = { from: '2024-06-01', asOf: '2024-06-30' }

const event = (
  event_type: EventRow['event_type'],
  id: string,
  on: string,
  more: Partial<EventRow> = {},
): EventRow => ({
  event_id: id,
  event_type,
  occurred_on: on,
  entity_id: 'FR',
  customer_id: 'C1',
  currency: 'EUR',
  ...more,
})
const invoice = (id: string, on: string, due_on: string, amount: string, more: Partial<EventRow> = {}) =>
  event('invoice.issued', id, on, { invoice_id: id, due_on, amount, ...more })
const paid = (id: string, on: string, invoice_id: string, amount: string) =>
  event('payment.received', id, on, { payment_id: id, amount, allocations: [{ invoice_id, amount }] })
const promise = (id: string, on: string, until: string, amount: string, ...invoices: string[]) =>
  event('promise.made', id, on, { amount, attributes: { until, invoices } })
const reminded = (id: string, on: string, ...invoices: string[]) =>
  event('reminder.sent', id, on, {
    reminder_id: id,
    channel: 'email',
    attributes: { invoices: invoices.map((invoice_id) => ({ invoice_id, level: 1 })) },
  })
const called = (id: string, late_reason: string) =>
  event('contact.logged', id, '2024-06-11', { channel: 'phone', attributes: { late_reason } })
const scored = (id: string, score: string, moment: string) =>
  event('feedback.received', id, '2024-06-12', { attributes: { score, moment } })
const status = (id: string, invoice_id: string, code: string) =>
  event('invoice.status', id, '2024-06-02', { invoice_id, attributes: { status: code } })

const story: EventRow[] = [
  event('customer.updated', 'c1', '2024-01-01', {
    attributes: { name: 'Dupont', country: 'FR', kind: 'business', credit_limit: '500' },
  }),
  event('customer.updated', 'c2', '2024-01-01', {
    customer_id: 'C2',
    attributes: { name: 'Durand', country: 'BE', kind: 'business' },
  }),
  // on 31 May: not due 100, 1–30 days late 200, 61–90 days late 300 and 400
  invoice('I1', '2024-05-20', '2024-06-15', '100.00'),
  invoice('I2', '2024-04-01', '2024-05-15', '200.00'),
  invoice('I3', '2024-02-01', '2024-03-15', '300.00'),
  invoice('I4', '2024-02-02', '2024-03-20', '400.00'),
  invoice('J1', '2024-06-03', '2024-07-03', '600.00', { customer_id: 'C2' }),
  reminded('R1', '2024-05-10', 'I3'),
  reminded('R2', '2024-06-04', 'I2', 'I3'),
  reminded('R3', '2024-06-05', 'I4'),
  event('reminder.bounced', 'b3', '2024-06-05', { reminder_id: 'R3' }),
  event('reminder.clicked', 'k2', '2024-06-04', { reminder_id: 'R2' }),
  event('optout.received', 'o2', '2024-06-05', { reminder_id: 'R2', channel: 'email' }),
  // I3: 60 credited, 90 paid, the rest lost; I2: 50 paid
  event('invoice.credited', 'n3', '2024-06-06', { invoice_id: 'I3', amount: '60.00' }),
  paid('P3', '2024-06-10', 'I3', '90.00'),
  event('invoice.written_off', 'w3', '2024-06-20', { invoice_id: 'I3', amount: '150.00' }),
  paid('P2', '2024-06-14', 'I2', '50.00'),
  // promised by Friday the 7th, kept on Tuesday the 11th: two working days later; 96 % of it
  promise('q3', '2024-06-03', '2024-06-07', '93.75', 'I3'),
  // promised 200, paid 50: broken
  promise('q2', '2024-06-10', '2024-06-13', '200.00', 'I2'),
  // replaced by another that falls due in July
  promise('q4', '2024-06-10', '2024-06-20', '400.00', 'I4'),
  promise('q5', '2024-06-20', '2024-07-20', '400.00', 'I4'),
  event('invoice.disputed', 'd1', '2024-06-18', { invoice_id: 'I1', amount: '30.00', attributes: {} }),
  called('a1', 'forgot'),
  called('a2', 'cash_shortage'),
  called('a3', 'cash_shortage'),
  scored('s1', '10', 'after_contact'),
  scored('s2', '5', 'after_settlement'),
  scored('s3', '8', 'after_settlement'),
  status('e1', 'I1', '203'),
  status('e2', 'J1', '213'),
]

const figures = async (kpis: string[], by?: KpiDimension) =>
  Object.fromEntries(
    (await computeKpis(test.warehouse, { ...JUNE, kpis, ...(by ? { by } : {}) })).map((row) => [
      [row.kpi, ...Object.values(row.by ?? {})].join(' '),
      row.value ?? row.reason,
    ]),
  )

beforeAll(async () => {
  const lines = story.map((row) => JSON.stringify(row)).join('\n')
  const result = await ingestStream(test.warehouse, Readable.from([`${lines}\n`]), {
    fileName: 'story.ndjson',
    source: 'ndjson',
    historyFrom: '2024-01-01',
  })
  expect(result, result.message).toMatchObject({ rejected: 0, accepted: story.length })
})

it('follows the money of each bucket of 30 days ago to where it is now', async () => {
  const found = await figures(['roll_rate', 'roll_amount'])
  expect(found).toMatchObject({
    'roll_amount not_due 1-30': '100.00',
    'roll_rate not_due 1-30': 1,
    'roll_amount 1-30 31-60': '150.00',
    'roll_rate 1-30 paid': 0.25,
    'roll_amount 61-90 91+': '400.00',
    'roll_amount 61-90 credited': '60.00',
    'roll_amount 61-90 paid': '90.00',
    'roll_amount 61-90 written_off': '150.00',
  })
  expect(found['roll_rate 31-60 paid']).toBeUndefined()
})

it('calls a promise kept at 95 % two working days later; a replaced one is no promise of the period', async () => {
  expect(await figures(['promises', 'promises_amount', 'promise_kept'])).toMatchObject({
    promises: 2,
    promises_amount: '293.75',
    promise_kept: 0.5,
    'promise_kept.amount': 93.75 / 293.75,
  })
})

it('relates disputes, credit notes and losses to what was billed', async () => {
  expect(
    await figures(['disputes_opened', 'disputes_amount', 'dispute_rate', 'credit_note_rate', 'bad_debt']),
  ).toMatchObject({
    disputes_opened: 1,
    disputes_amount: '30.00',
    dispute_rate: 1,
    'dispute_rate.amount': 30 / 600,
    credit_note_rate: 60 / 600,
    bad_debt: 'no_history',
  })
})

it('counts what customers said, and what platforms sent back', async () => {
  expect(await figures(['late_reasons', 'satisfaction', 'einvoice_reject_rate'])).toMatchObject({
    'late_reasons cash_shortage': 2,
    'late_reasons forgot': 1,
    'satisfaction.mean': 23 / 3,
    'satisfaction.net': 0,
    'satisfaction.mean after_settlement': 6.5,
    einvoice_reject_rate: 0.5,
  })
})

it('tells what reminders did', async () => {
  const found = await figures(
    ['activation_rate', 'click_rate', 'reply_rate', 'optout_rate', 'bounce_rate'],
    'channel',
  )
  expect(found).toMatchObject({
    // one customer, who paid afterwards; R3 bounced
    'activation_rate email': 1,
    'click_rate email': 1,
    'reply_rate email': 0,
    'optout_rate email': 1,
    'bounce_rate email': 0.5,
  })
  expect(await figures(['reminders_per_payment'])).toMatchObject({ reminders_per_payment: 'nothing_settled' })
})

it('adds up what customers owe beyond their limit, and cuts it by country', async () => {
  // C1 owes 100 + 150 + 400 with a limit of 500; C2 has none
  expect(await figures(['over_limit', 'over_limit_count'])).toMatchObject({
    over_limit: '150.00',
    over_limit_count: 1,
  })
  expect(await figures(['over_limit', 'dispute_rate', 'roll_amount'], 'country')).toMatchObject({
    'over_limit FR': '150.00',
    'over_limit BE': 'no_limits',
    'dispute_rate BE': 0,
    'roll_amount FR 61-90 paid': '90.00',
  })
})

it('fills both tables on terms of payment, contested invoices apart', async () => {
  const terms = await paymentTerms(test.warehouse, { asOf: '2024-06-30', currency: 'EUR' })
  const cells = (table: typeof terms.unpaid) =>
    table.cells.map(({ bracket, invoices, amount }) => [bracket, invoices, amount].join(' '))
  expect(cells(terms.unpaid)).toEqual([
    '0 1 600.00',
    '1-30 0 0.00',
    '31-60 1 150.00',
    '61-90 0 0.00',
    '91+ 1 400.00',
    'late 2 550.00',
  ])
  expect(terms.unpaid.disputed).toEqual({ invoices: 1, amount: '100.00' })
  const { rows } = await kpiInvoices(test.warehouse, { kpi: 'overdue', ...JUNE })
  expect(rows.reduce((sum, row) => sum + Number(row.overdue), 0)).toBe(650)
  // the year to 30 June 2024 began before all invoices are known
  expect([terms.from, terms.turnover, terms.unpaid.cells[2]?.share]).toEqual(['2023-07-01', null, null])
})
