import { Readable } from 'node:stream'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../engine/testing'
import { ingestStream } from '../ingest/ingest-stream'
import { undoLoad } from '../ingest/undo'
import { acceptProposal, assignEntry, declineProposal, ignoreEntry, takeBackEntry } from './decide'
import { listEntries } from './list-entries'
import type { EntryState } from './list-entries'
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

const best = async (id: string) =>
  (await proposals()).find(({ event_id, place }) => event_id === id && place === 1)
const entries = async (kind: EntryState) =>
  (await listEntries(test.warehouse, { state: kind, limit: 100 })).rows.map(({ event_id }) => event_id)
const match = () => matchEntries(test.warehouse)

describe('matching', () => {
  it('applies what names its invoice, in part or beyond, and finds nothing to do the second time', async () => {
    await load([
      ...['1', '2', '3'].map((n) => anInvoice(`C${n}`, `FA-2026-000${n}`, '120.00')),
      anEntry('exact', '120.00', { remittance: 'VIR FA 2026 0001 MERCI' }),
      anEntry('part', '50.00', { structured_references: ['RF88FA20260002'], remittance: 'FA20260002' }),
      anEntry('over', '150.00', { end_to_end_id: 'FA-2026-3' }),
    ])
    expect(await match()).toMatchObject([
      { accepted: 3, source: 'matching', events: { 'payment.received': 3 } },
    ])
    expect(await state()).toEqual({ 'FA-2026-0001': 0, 'FA-2026-0002': 70, 'FA-2026-0003': 0 })
    expect(await match()).toEqual([])
    expect(await entries('matched')).toHaveLength(3)
  })

  it('is sure of name and amount and of accounts seen before, but never of equal amounts of several customers', async () => {
    await load([
      aCustomer('C1', 'Imprimerie Vallauris SARL'),
      aCustomer('C2', 'Garage du Centre'),
      aCustomer('C3', 'Garage du Centre SAS'),
      aCustomer('C4', 'Boulangerie Pascal', { iban: 'FR76 1111' }),
      anInvoice('C1', 'A100001', '310.00'),
      anInvoice('C1', 'A100002', '90.00'),
      anInvoice('C2', 'A100003', '75.00'),
      anInvoice('C3', 'A100004', '75.00'),
      anInvoice('C4', 'A100005', '60.00'),
      anEntry('name', '400.00', { counterparty_name: 'VALLAURIS IMPRIMERIE' }),
      anEntry('twins', '75.00', { counterparty_name: 'GARAGE DU CENTRE' }),
      anEntry('account', '60.00', { counterparty_name: 'M PASCAL J', counterparty_iban: 'FR761111' }),
      // the ledger tells of this payment already
      {
        ...anEntry('booked', '45.00', {}),
        event_type: 'payment.received',
        customer_id: 'C4',
        payment_id: 'L1',
        event_id: 'ledger:1',
      },
      anInvoice('C4', 'A100006', '45.00'),
      anEntry('booked', '45.00', { counterparty_name: 'BOULANGERIE PASCAL', remittance: 'A100006' }),
      anEntry('nobody', '33.00', { counterparty_name: 'TRESOR PUBLIC' }),
      anEntry('charges', '-12.00', { counterparty_name: 'MA BANQUE' }),
    ])
    await match()
    expect(await state()).toEqual({
      A100001: 0,
      A100002: 0,
      A100003: 75,
      A100004: 75,
      A100005: 0,
      A100006: 45,
    })
    expect(await best('bank:twins')).toMatchObject({ sure: 0, reasons: ['amount', 'name'] })
    expect((await best('bank:booked'))?.reasons).toContain('booked')
    expect(await entries('review')).toEqual(['bank:twins', 'bank:booked'])
    expect(await entries('unmatched')).toEqual(['bank:nobody'])
    expect(await entries('outgoing')).toEqual(['bank:charges'])
  })

  it('opens invoices again when the money comes back, and takes it when it is sent once more', async () => {
    await load([
      aCustomer('C1', 'Imprimerie Vallauris'),
      anInvoice('C1', 'FA-2026-0001', '120.00'),
      anEntry('debit', '120.00', { remittance: 'FA-2026-0001', end_to_end_id: 'E2E-77' }),
      anEntry(
        'back',
        '-120.00',
        { return_reason: 'AM04', end_to_end_id: 'E2E-77' },
        { occurred_on: '2026-02-16' },
      ),
    ])
    await match()
    expect(await state()).toEqual({ 'FA-2026-0001': 120 })
    await load([anEntry('again', '120.00', { remittance: 'FA-2026-0001' }, { occurred_on: '2026-03-02' })])
    await match()
    expect(await state()).toEqual({ 'FA-2026-0001': 0 })
    expect(await entries('matched')).toEqual(['bank:again', 'bank:back', 'bank:debit'])
  })

  it('applies a refund that a credit note explains and lists one that none does', async () => {
    await load([
      aCustomer('C1', 'Imprimerie Vallauris'),
      aCustomer('C2', 'Boulangerie Pascal'),
      {
        ...anInvoice('C1', '', '40.00'),
        event_id: 'credit:MAIN:C1:AV1',
        event_type: 'invoice.credited',
        invoice_id: '',
        due_on: '',
      },
      anInvoice('C2', 'A100005', '60.00'),
      anEntry('credited', '-40.00', { counterparty_name: 'IMPRIMERIE VALLAURIS' }),
      anEntry('why', '-15.00', { counterparty_name: 'BOULANGERIE PASCAL' }),
    ])
    expect(await match()).toMatchObject([{ events: { 'payment.refunded': 1 } }])
    expect(await best('bank:why')).toMatchObject({
      kind: 'refund',
      reasons: ['refund_unexplained', 'name'],
      sure: 0,
    })
    expect(await entries('review')).toEqual(['bank:why'])
  })
})

describe('taking back', () => {
  const statement = [
    anEntry('1', '120.00', { remittance: 'FA-2026-0001' }),
    anEntry('2', '80.00', { remittance: 'FA-2026-0002' }),
  ]
  const invoices = [anInvoice('C1', 'FA-2026-0001', '120.00'), anInvoice('C2', 'FA-2026-0002', '80.00')]

  it('takes the matches of a statement along with it, and repeats them when it is loaded again', async () => {
    await load(invoices)
    const loaded = await load(statement)
    await match()
    await undoLoad(test.warehouse, loaded.batch_id)
    expect(await state()).toEqual({ 'FA-2026-0001': 120, 'FA-2026-0002': 80 })
    expect(await match()).toEqual([])
    expect(await load(statement)).toMatchObject({ accepted: 2 })
    await match()
    expect(await state()).toEqual({ 'FA-2026-0001': 0, 'FA-2026-0002': 0 })
    expect(await load(statement)).toMatchObject({ accepted: 0, duplicates: 2 })
    expect(await state()).toEqual({ 'FA-2026-0001': 0, 'FA-2026-0002': 0 })
  })

  it('does not apply again what a person undid, as one match or as a load of matches', async () => {
    await load([...invoices, ...statement])
    const [matched] = await match()
    await takeBackEntry(test.warehouse, 'bank:1', 'Claire')
    expect(await state()).toEqual({ 'FA-2026-0001': 120, 'FA-2026-0002': 0 })
    expect(await match()).toEqual([])
    expect(await best('bank:1')).toBeUndefined()
    await undoLoad(test.warehouse, matched?.batch_id ?? '')
    expect(await match()).toEqual([])
    expect(await state()).toEqual({ 'FA-2026-0001': 120, 'FA-2026-0002': 80 })
    expect(await entries('review')).toEqual(['bank:2'])
  })

  it('recomputes the customer who lost a payment as well as the one who got it', async () => {
    const names = Array.from({ length: 3 }, (_, n) => `K${n}`)
    await load([...names.map((name, n) => anInvoice(name, `Z00000${n}`, '10.00')), anEntry('1', '10.00', {})])
    for (const [n, name] of names.entries()) {
      const parts = [{ invoice_id: `Z00000${n}`, amount: '10.00' }]
      await assignEntry(test.warehouse, 'bank:1', { customer_id: name, parts }, 'Claire')
      const open = await state()
      expect(Object.keys(open).filter((invoice) => open[invoice] === 0)).toEqual([`Z00000${n}`])
    }
  })
})

describe('decisions', () => {
  it('accepts, splits, leaves on account, ignores and declines, each once and remembered', async () => {
    await load([
      aCustomer('C1', 'Garage du Centre'),
      aCustomer('C2', 'Garage du Centre'),
      anInvoice('C1', 'A100003', '75.00'),
      anInvoice('C2', 'A100004', '75.00'),
      anEntry('a', '75.00', { counterparty_name: 'GARAGE DU CENTRE' }),
      anEntry('b', '75.00', { counterparty_name: 'GARAGE DU CENTRE' }, { occurred_on: '2026-02-13' }),
      anEntry('c', '20.00', {}),
    ])
    await match()
    const listed = await listEntries(test.warehouse, { state: 'review', limit: 10 })
    expect(listed.counts).toEqual({ review: 2, unmatched: 1, outgoing: 0, matched: 0, ignored: 0 })
    const [first] = listed.rows
    const [one, other] = first?.proposals ?? []
    expect(first).toMatchObject({ event_id: 'bank:a', amount: '75.0000', counterparty: 'GARAGE DU CENTRE' })
    expect(one).toMatchObject({ customer_name: 'Garage du Centre', reasons: ['amount', 'name'] })
    expect([one?.confidence, other?.confidence]).toEqual([0.49, 0.49])
    expect((await proposals()).map(({ confidence }) => confidence)).toEqual([0.98, 0.98, 0.98, 0.98])
    await declineProposal(test.warehouse, 'bank:a', other?.proposal ?? '', 'Claire')
    await acceptProposal(test.warehouse, 'bank:a', one?.proposal ?? '', 'Claire')
    const again = acceptProposal(test.warehouse, 'bank:b', 'nothing', 'Claire')
    await expect(again).rejects.toMatchObject({ code: 'matching/no-such-proposal' })
    await ignoreEntry(test.warehouse, 'bank:c', 'Claire')
    await match()
    expect(await entries('ignored')).toEqual(['bank:c'])
    await takeBackEntry(test.warehouse, 'bank:c', 'Claire')
    expect(await entries('unmatched')).toEqual(['bank:c'])
    await takeBackEntry(test.warehouse, 'bank:a', 'Claire')
    await match()
    const declined = await listEntries(test.warehouse, { state: 'review', limit: 10 })
    const left = declined.rows.find(({ event_id }) => event_id === 'bank:a')
    expect(left?.proposals.map(({ proposal }) => proposal)).toEqual([one?.proposal])
    const parts = [{ invoice_id: 'A100003', amount: '80.00' }]
    const tooMuch = assignEntry(test.warehouse, 'bank:a', { customer_id: 'C1', parts }, 'Claire')
    await expect(tooMuch).rejects.toMatchObject({ code: 'matching/bad-split' })
    await assignEntry(test.warehouse, 'bank:a', { customer_id: 'C1', parts: [] }, 'Claire')
    expect(await state()).toMatchObject({ A100003: 75 })
  })
})

describe('a decision', () => {
  it('returns no payment twice and gives nothing to an invoice in another currency', async () => {
    const returned = (id: string) =>
      anEntry(
        id,
        '-75.00',
        { counterparty_name: 'GARAGE DU CENTRE', return_reason: 'AC04' },
        { occurred_on: '2026-02-20' },
      )
    const paid = (day: string) => ({
      ...anEntry(`paid-${day}`, '75.00', { counterparty_name: 'GARAGE DU CENTRE' }),
      occurred_on: day,
    })
    await load([
      aCustomer('C1', 'Garage du Centre'),
      aCustomer('C2', 'Garage du Centre'),
      anInvoice('C1', 'D100001', '75.00', { currency: 'USD' }),
      paid('2026-02-12'),
      returned('one'),
      returned('two'),
    ])
    const parts = [{ invoice_id: 'D100001', amount: '75.00' }]
    const abroad = assignEntry(test.warehouse, 'bank:paid-2026-02-12', { customer_id: 'C1', parts }, 'Claire')
    await expect(abroad).rejects.toMatchObject({ code: 'matching/changed' })
    await assignEntry(test.warehouse, 'bank:paid-2026-02-12', { customer_id: 'C1', parts: [] }, 'Claire')
    // what was applied by itself is taken back, so that a person is asked
    for (const result of [...(await match()), ...(await match())])
      await undoLoad(test.warehouse, result.batch_id)
    for (const result of await match()) await undoLoad(test.warehouse, result.batch_id)
    await match()
    const listed = await listEntries(test.warehouse, { state: 'review', limit: 10 })
    const proposed = (id: string) =>
      listed.rows.find(({ event_id }) => event_id === id)?.proposals.find(({ kind }) => kind === 'rejection')
        ?.proposal ?? ''
    await acceptProposal(test.warehouse, 'bank:one', proposed('bank:one'), 'Claire')
    const again = acceptProposal(test.warehouse, 'bank:two', proposed('bank:two'), 'Claire')
    await expect(again).rejects.toMatchObject({ code: 'matching/changed' })
  })
})

describe('any order', () => {
  it('gives the same matches and proposals however the data came', async () => {
    const seeds = fc.sample(histories, { seed: 20_261_122, numRuns: 1 })
    for (const { events, order } of seeds) {
      await test.reset()
      await load(events)
      await match()
      const expected = { state: await state(), proposals: await proposals() }
      await test.reset()
      const shuffled = order.map((at) => events[at]).filter((event) => event !== undefined)
      const half = Math.ceil(shuffled.length / 2)
      for (const part of [shuffled.slice(0, half), shuffled.slice(half)]) {
        await load(part)
        await match()
      }
      expect({ state: await state(), proposals: await proposals() }).toEqual(expected)
    }
  })
})

/** Small amounts and few names, so that entries compete for the same invoices. */
const histories = fc
  .tuple(
    fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom('10', '20', '30', '50')), {
      minLength: 4,
      maxLength: 9,
    }),
    fc.array(
      fc.tuple(
        fc.integer({ min: 0, max: 3 }),
        fc.constantFrom('10', '20', '30', '50', '60', '-20', '-30'),
        fc.option(fc.integer({ min: 0, max: 8 })),
        fc.boolean(),
      ),
      { minLength: 4, maxLength: 9 },
    ),
  )
  .chain(([bills, bookings]) => {
    const names = ['Imprimerie Vallauris', 'Garage du Centre', 'Garage du Centre SA', 'Boulangerie Pascal']
    const events = [
      ...names.map((name, n) => aCustomer(`C${n}`, name)),
      ...bills.map(([customer, amount], n) => anInvoice(`C${customer}`, `FA-2026-000${n}`, amount)),
      ...bookings.map(([customer, amount, named, returned], n) =>
        anEntry(
          String(n),
          amount,
          {
            counterparty_name: names[customer] ?? '',
            ...(named === null ? {} : { remittance: `FA-2026-000${named}` }),
            ...(returned && amount.startsWith('-') ? { return_reason: 'AC04' } : {}),
          },
          { occurred_on: `2026-02-1${n}` },
        ),
      ),
    ]
    const places = events.map((_, at) => at)
    return fc.shuffledSubarray(places, { minLength: places.length }).map((order) => ({ events, order }))
  })
