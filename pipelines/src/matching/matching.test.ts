import { Readable } from 'node:stream'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../engine/testing'
import { ingestStream } from '../ingest/ingest-stream'
import { undoLoad } from '../ingest/undo'
import { matchEntries } from './match-entries'

const test = useWarehouse()
beforeEach(() => test.reset())

interface Event {
  event_id: string
  [name: string]: unknown
}
const load = (events: Event[]) =>
  ingestStream(test.warehouse, Readable.from(events.map((event) => `${JSON.stringify(event)}\n`)), {
    fileName: 'events.ndjson',
    strict: true,
  })
const anInvoice = (customer: string, number: string, amount: string, more = {}): Event => ({
  event_id: `invoice:MAIN:${customer}:${number}`,
  event_type: 'invoice.issued',
  occurred_on: '2026-01-10',
  due_on: '2026-02-10',
  customer_id: customer,
  invoice_id: number,
  amount,
  ...more,
})
const aCustomer = (customer: string, name: string, more = {}): Event => ({
  event_id: `customer:MAIN:${customer}:1`,
  event_type: 'customer.updated',
  occurred_on: '2026-01-01',
  customer_id: customer,
  attributes: { name, ...more },
})
const anEntry = (id: string, amount: string, attributes: Record<string, unknown>, more = {}): Event => ({
  event_id: `bank:${id}`,
  event_type: 'bank.entry',
  occurred_on: '2026-02-12',
  amount,
  attributes: { account: 'FR00', status: 'BOOK', statement_kind: 'camt.053', ...attributes },
  ...more,
})
const state = async () => {
  const rows = await test.warehouse.query({
    name: 'test-open',
    sql: `SELECT invoice_id, toString(open) AS open FROM invoices ORDER BY invoice_id`,
    row: z.object({ invoice_id: z.string(), open: z.string() }),
  })
  return Object.fromEntries(rows.map(({ invoice_id, open }) => [invoice_id, Number(open)]))
}
const proposals = async () =>
  test.warehouse.query({
    name: 'test-proposals',
    sql: 'SELECT event_id, place, kind, customer_id, toFloat64(confidence) AS confidence, reasons, sure FROM bank_proposals ORDER BY event_id, place',
    row: z.object({
      event_id: z.string(),
      place: z.number(),
      kind: z.string(),
      customer_id: z.string(),
      confidence: z.number(),
      reasons: z.array(z.string()),
      sure: z.number(),
    }),
  })

describe('sure matches', () => {
  it('apply a payment that names its invoice', async () => {
    await load([anInvoice('C1', 'FA-2026-0001', '120.00'), anInvoice('C2', 'FA-2026-0002', '120.00')])
    await load([anEntry('1', '120.00', { remittance: 'VIR FA 2026 0002 MERCI' })])
    const results = await matchEntries(test.warehouse)
    console.log(await proposals())
    expect(results).toMatchObject([{ accepted: 1, source: 'matching', events: { 'payment.received': 1 } }])
    expect(await state()).toEqual({ 'FA-2026-0001': 120, 'FA-2026-0002': 0 })
    expect(await matchEntries(test.warehouse)).toEqual([])
  })
})
