import { Readable } from 'node:stream'
import { beforeAll, expect, it } from 'vitest'
import type { EventRow } from '../events/contract'
import { useWarehouse } from '../engine/testing'
import { ingestStream, undoLoad } from '../ingest'
import { computeKpis, customerInvoices, invoiceTimeline, kpiInvoices, receivables } from '.'
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
const paid = (id: string, on: string, invoice_id: string, amount: string) =>
  event('payment.received', id, on, { payment_id: id, amount, allocations: [{ invoice_id, amount }] })
const reminded = (id: string, on: string, channel: string, cost: string, ...invoices: string[]) =>
  event('reminder.sent', id, on, {
    reminder_id: id,
    channel,
    campaign_id: 'spring',
    step: 2,
    attributes: { cost, invoices: invoices.map((invoice_id) => ({ invoice_id, level: 2 })) },
  })
const invoice = (id: string, on: string, due_on: string, amount: string) =>
  event('invoice.issued', id, on, { invoice_id: id, due_on, amount })

const story: EventRow[] = [
  event('customer.updated', 'c1', '2024-01-01', {
    attributes: { name: 'Dupont', country: 'FR', kind: 'business' },
  }),
  invoice('I1', '2024-04-01', '2024-05-01', '100.00'),
  invoice('I2', '2024-04-02', '2024-05-02', '200.00'),
  invoice('I3', '2024-03-01', '2024-03-31', '300.00'),
  reminded('R1', '2024-05-10', 'email', '0.10', 'I1', 'I2'),
  reminded('R2', '2024-06-03', 'letter', '1.50', 'I1', 'I3'),
  reminded('R3', '2024-06-10', 'email', '0.10', 'I2'),
  reminded('R0', '2024-04-05', 'email', '0.10', 'I3'),
  event('reminder.bounced', 'b1', '2024-06-10', { reminder_id: 'R3' }),
  // the day of the payment is not before it: R1 of 10 May claims it
  paid('P2', '2024-06-10', 'I2', '200.00'),
  paid('P1', '2024-06-05', 'I1', '60.00'),
  paid('P3', '2024-06-07', 'I3', '300.00'),
  event('payment.rejected', 'x3', '2024-06-20', { payment_id: 'P3', amount: '300.00' }),
  event('complaint.received', 'k1', '2024-06-12', { attributes: { reason: 'tone' } }),
  event('complaint.received', 'k2', '2024-06-13', { reminder_id: 'R2', attributes: { severity: 'spam' } }),
  event('complaint.received', 'k3', '2024-06-14', { customer_id: 'C2' }),
  event('cost.recorded', 'o1', '2024-06-15', { amount: '5.00', attributes: { kind: 'agency' } }),
]
const load = (rows: EventRow[]) =>
  ingestStream(test.warehouse, Readable.from([rows.map((row) => JSON.stringify(row)).join('\n') + '\n']), {
    fileName: 'story.ndjson',
    source: 'ndjson',
    historyFrom: '2024-01-01',
  })
const figures = async (by?: KpiDimension) =>
  (await computeKpis(test.warehouse, { ...JUNE, ...(by ? { by } : {}) })).map((row) => [
    [row.kpi, ...Object.values(row.by ?? {})].join(' '),
    row.value,
  ])

beforeAll(async () => {
  expect(await load(story)).toMatchObject({ rejected: 0, accepted: story.length })
})

it('counts each payment for the last reminder on an earlier day, and its rejection against it', async () => {
  const found = Object.fromEntries(await figures()) as Record<string, unknown>
  // 200 by R1, 60 by R2, 300 by R2 and taken back
  expect(found['paid_after_reminder']).toBe('260.00')
  expect(found['cost']).toBe('6.60')
  expect(found['cost.message']).toBe('1.60')
  expect(found['cost.agency']).toBe('5.00')
  expect(found['cost_per_euro']).toBeCloseTo(6.6 / 260, 12)
})

it('relates complaints to reminders delivered; spam and complaints without reminder are apart', async () => {
  const found = Object.fromEntries(await figures()) as Record<string, unknown>
  expect(found['reminders_delivered']).toBe(1)
  expect(found['complaint_rate']).toBe(1000)
  expect(found['complaint_rate.customers']).toBe(1)
  expect([found['complaints'], found['complaints_unattached'], found['complaints_spam']]).toEqual([1, 1, 1])
})

it('cuts them by channel', async () => {
  const found = Object.fromEntries(await figures('channel')) as Record<string, unknown>
  expect(found['paid_after_reminder email']).toBe('200.00')
  expect(found['paid_after_reminder letter']).toBe('60.00')
  expect(found['cost letter']).toBe('1.50')
  expect(found['complaints email']).toBe(1)
  expect(Object.keys(found).some((name) => name.startsWith('open '))).toBe(false)
})

it('cuts balances by customer and country as the whole', async () => {
  const whole = Object.fromEntries(await figures()) as Record<string, unknown>
  const country = Object.fromEntries(await figures('country')) as Record<string, unknown>
  const customer = Object.fromEntries(await figures('customer')) as Record<string, unknown>
  for (const kpi of [
    'open',
    'overdue',
    'collected',
    'recovery_rate_overdue',
    'dso_simple',
    'add_countback',
    'cei',
  ]) {
    expect(country[`${kpi} FR`], kpi).toEqual(whole[kpi])
    expect(customer[`${kpi} C1`], kpi).toEqual(whole[kpi])
  }
  expect(whole['open']).toBe('340.00')
})

it('goes from the figure to the customer, his invoices and the events of one', async () => {
  const { rows } = await receivables(test.warehouse, { asOf: JUNE.asOf, search: 'dup' })
  expect(rows).toMatchObject([
    { customer_id: 'C1', name: 'Dupont', open: '340.00', overdue: '340.00', open_count: 2 },
  ])
  expect(rows[0]?.ageing).toMatchObject({ '31-60': '40.00', '91+': '300.00' })
  const open = await customerInvoices(test.warehouse, { asOf: JUNE.asOf, entityId: 'FR', customerId: 'C1' })
  expect(open.rows.map((row) => [row.invoice_id, row.open, row.state])).toEqual([
    ['I3', '300.00', 'overdue'],
    ['I1', '40.00', 'overdue'],
  ])
  const behind = await kpiInvoices(test.warehouse, { kpi: 'ageing', ...JUNE, by: { bucket: '91+' } })
  expect(behind.rows.map((row) => row.invoice_id)).toEqual(['I3'])
  const first = await kpiInvoices(test.warehouse, { kpi: 'overdue', ...JUNE, limit: 1 })
  expect(first).toMatchObject({ rows: [{ invoice_id: 'I3' }], next: '1' })
  const timeline = await invoiceTimeline(test.warehouse, {
    asOf: JUNE.asOf,
    entityId: 'FR',
    customerId: 'C1',
    invoiceId: 'I1',
  })
  expect(timeline.invoice).toMatchObject({ state: 'overdue', open: '40.00' })
  const byThen = Date.parse(JUNE.asOf) - Date.parse(timeline.invoice?.due_on ?? '')
  expect(timeline.invoice?.days_late).toBe(byThen / 86_400_000)
  expect(timeline.events.map((row) => row.event_type)).toEqual([
    'invoice.issued',
    'reminder.sent',
    'reminder.sent',
    'payment.received',
  ])
  expect(timeline.events.at(-1)?.allocated).toBe('60.00')
  expect(timeline.balance).toEqual([
    { day: '2024-04-01', open: '100.00' },
    { day: '2024-06-05', open: '40.00' },
  ])
  expect(timeline.invoice).toMatchObject({ invoice_id: 'I1', open: '40.00', reminders: 2 })
})

it('a correction moves the figures, and undoing its load moves them back', async () => {
  const before = await figures()
  const corrected = { ...invoice('I1', '2024-04-01', '2024-07-15', '150.00'), version: 2 }
  const { batch_id } = await load([corrected, paid('P9', '2024-06-25', 'I3', '10.00')])
  const after = Object.fromEntries(await figures()) as Record<string, unknown>
  expect(after['open']).toBe('380.00')
  expect(after['overdue']).toBe('290.00')
  await undoLoad(test.warehouse, batch_id)
  expect(await figures()).toEqual(before)
})
