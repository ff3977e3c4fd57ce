import { Readable } from 'node:stream'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../engine/testing'
import { ingestStream } from '../ingest/ingest-stream'
import { undoLoad } from '../ingest/undo'
import type { Warehouse } from '../warehouse/warehouse'
import { takeBackEntry } from './decide'
import { matchEntries } from './match-entries'

const test = useWarehouse()
beforeEach(() => test.reset())

type Event = Record<string, unknown>
const load = (events: Event[]) =>
  ingestStream(test.warehouse, Readable.from(events.map((event) => `${JSON.stringify(event)}\n`)), {
    fileName: 'events.ndjson',
    strict: true,
  })
const found = async () => {
  const row = z.record(z.string(), z.unknown())
  const ask = (name: string, sql: string) => test.warehouse.query({ name, sql, row })
  return {
    open: await ask('test-open', 'SELECT customer_id, invoice_id, open FROM invoices ORDER BY ALL'),
    proposals: await ask('test-proposals', 'SELECT * FROM bank_proposals ORDER BY event_id, place'),
  }
}
/** The names of the statements that a piece of work sends. */
async function statementsOf(work: (warehouse: Warehouse) => Promise<unknown>): Promise<string[]> {
  const names: string[] = []
  const watched = new Proxy(test.warehouse, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        const [statement] = args as [{ name?: string } | undefined]
        if (statement?.name) names.push(statement.name)
        return Reflect.apply(value, target, args) as unknown
      }
    },
  })
  await work(watched)
  return names
}

describe('matching what is new', () => {
  it('does nothing where no load and no decision has come, and looks again once one has', async () => {
    await load([...customers.slice(0, 2), invoice(0, 0, '10'), entry(0, 0, '10', 0), entry(1, 1, '77', null)])
    await matchEntries(test.warehouse)
    const idle = await statementsOf((warehouse) => matchEntries(warehouse))
    expect(idle.filter((name) => !/^matching-(inputs|inputs-decided|scopes|run)$/.test(name))).toEqual([])
    await takeBackEntry(test.warehouse, 'bank:0', 'Claire')
    expect(await statementsOf((warehouse) => matchEntries(warehouse))).toContain('matching-publish')
    const asked = await statementsOf((warehouse) => matchEntries(warehouse, { all: true }))
    expect(asked).toContain('matching-publish')
  })

  it('finds piece by piece what comparing everything finds, whatever comes and is taken back', async () => {
    let parts = 0
    for (const { events, taken } of fc.sample(histories, { seed: 20_261_122, numRuns: 1 })) {
      await test.reset()
      const loads: string[] = []
      for (const piece of pieces(events)) {
        loads.push((await load(piece)).batch_id)
        parts += await sameAsAll()
      }
      await undoLoad(test.warehouse, loads[taken] ?? '')
      parts += await sameAsAll()
    }
    expect(parts).toBeGreaterThan(0)
  })
})

/** Matches what is new, then everything: the second finds nothing else. Gives how often a part was compared only. */
async function sameAsAll(): Promise<number> {
  const names = await statementsOf((warehouse) => matchEntries(warehouse))
  const byPart = await found()
  expect(await matchEntries(test.warehouse, { all: true })).toEqual([])
  expect(await found()).toEqual(byPart)
  return names.filter((name) => name === 'matching-kept-steps').length
}

/** Half at once, then a few at a time. */
function pieces(events: Event[]): Event[][] {
  const half = Math.ceil(events.length / 2)
  const size = Math.ceil((events.length - half) / 4)
  const rest = [0, 1, 2, 3].map((n) => events.slice(half + n * size, half + (n + 1) * size))
  return [events.slice(0, half), ...rest].filter((piece) => piece.length > 0)
}

const NAMES = [
  'Imprimerie Vallauris',
  'Garage du Centre',
  'Garage du Centre SA',
  'Boulangerie Pascal',
  'Menuiserie Kerouan',
  'Fromagerie Osmont',
  'Textiles Lamy',
  'Vergers Dutilleul',
  'Clinique Beaupre',
  'Optique Zaidi',
]
const customers: Event[] = NAMES.map((name, n) => ({
  event_id: `customer:${n}`,
  event_type: 'customer.updated',
  occurred_on: '2026-01-01',
  customer_id: `C${n}`,
  attributes: { name },
}))
const number = (n: number) => `FA-2026-${String(n).padStart(4, '0')}`
function invoice(customer: number, n: number, amount: string): Event {
  return {
    event_id: `invoice:${n}`,
    event_type: 'invoice.issued',
    occurred_on: '2026-01-10',
    due_on: '2026-02-10',
    customer_id: `C${customer}`,
    invoice_id: number(n),
    amount,
  }
}
function entry(n: number, customer: number, amount: string, named: number | null, returned = false): Event {
  const attributes = {
    account: 'FR00',
    status: 'BOOK',
    statement_kind: 'camt.053',
    counterparty_name: n % 4 === 3 ? '' : NAMES[customer],
    counterparty_iban: n % 3 === 0 ? `FR76${customer}` : '',
    remittance: named === null ? `VIREMENT ${n}` : number(named),
    ...(returned ? { return_reason: 'AC04' } : {}),
  }
  const day = String((n % 20) + 5).padStart(2, '0')
  return {
    event_id: `bank:${n}`,
    event_type: 'bank.entry',
    occurred_on: `2026-02-${day}`,
    amount,
    attributes,
  }
}

const who = fc.integer({ min: 0, max: NAMES.length - 1 })
const histories = fc
  .record({
    bills: fc.array(fc.tuple(who, fc.constantFrom('10', '20', '30', '50', '70', '110')), {
      minLength: 20,
      maxLength: 30,
    }),
    bookings: fc.array(
      fc.tuple(
        who,
        fc.constantFrom('10', '20', '30', '50', '60', '70', '110', '-20', '-30'),
        fc.option(fc.integer({ min: 0, max: 29 })),
        fc.boolean(),
      ),
      { minLength: 25, maxLength: 35 },
    ),
    taken: fc.integer({ min: 1, max: 4 }),
  })
  .chain(({ bills, bookings, taken }) => {
    const events = [
      ...customers,
      ...bills.map(([customer, amount], n) => invoice(customer, n, amount)),
      ...bookings.map(([customer, amount, named, returned], n) =>
        entry(n, customer, amount, named, returned && amount.startsWith('-')),
      ),
    ]
    return fc
      .shuffledSubarray(events, { minLength: events.length })
      .map((shuffled) => ({ events: shuffled, taken }))
  })
