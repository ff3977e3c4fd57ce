import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Warehouse } from '../warehouse/warehouse'
import { useWarehouse } from '../engine/testing'
import { loadText } from '../ingest/testing'
import { computeKpis } from '../kpis'
import { eraseCustomer } from './erase-customer'
import { eventsOfCustomer, personalWords } from './known-of-customer'

const test = useWarehouse()
const KEY = { entityId: 'MAIN', customerId: 'C1' }
const WORDS = [
  'Marie Dupont',
  'marie@exemple.fr',
  '+33612345678',
  'ne peut pas payer',
  'FR7630006000011234567890189',
]

const base = { entity_id: 'MAIN', currency: 'EUR' }
const of = (customer: string, id: string, type: string, day: string, more: object = {}) => ({
  ...base,
  event_id: `${customer}-${id}`,
  event_type: type,
  occurred_on: day,
  customer_id: customer,
  ...more,
})
const person = {
  name: 'Marie Dupont',
  kind: 'sole_trader',
  sector: 'trade',
  group_key: '732829320',
  contacts: [
    { role: 'accounts_payable', name: 'Marie Dupont', email: 'marie@exemple.fr', phone: '+33612345678' },
  ],
  remark: 'Marie Dupont est injoignable le mardi',
}
const events = (customer: string, who: object, says: string, account: string) => [
  of(customer, 'c', 'customer.updated', '2026-01-01', { attributes: who }),
  of(customer, 'i1', 'invoice.issued', '2026-02-01', {
    invoice_id: `${customer}/1`,
    amount: '1200',
    due_on: '2026-03-01',
  }),
  of(customer, 'i2', 'invoice.issued', '2026-02-10', {
    invoice_id: `${customer}/2`,
    amount: '80',
    due_on: '2026-03-10',
  }),
  of(customer, 'p', 'payment.received', '2026-03-20', {
    payment_id: `${customer}-p`,
    amount: '700',
    allocations: [{ invoice_id: `${customer}/1`, amount: '700' }],
    attributes: { counterparty_iban: account, method: 'transfer' },
  }),
  of(customer, 'k', 'complaint.received', '2026-03-22', {
    attributes: { severity: 'severe', reason: 'tone', comment: says },
  }),
  of(customer, 'd', 'invoice.disputed', '2026-03-25', {
    invoice_id: `${customer}/2`,
    attributes: { reason: says },
  }),
]
const marie = events('C1', person, 'Marie ne peut pas payer', 'FR7630006000011234567890189')
const lines = (rows: object[]) => rows.map((row) => JSON.stringify(row)).join('\n')

/** Tables of the warehouse in which a word stands, in whatever column. */
async function tablesWith(word: string): Promise<string[]> {
  const found = new Set<string>()
  for (const one of [test.warehouse, ...(test.warehouse.shards ?? [])])
    for (const name of await ownWith(one, word)) found.add(name)
  return [...found]
}

async function ownWith(warehouse: Warehouse, word: string): Promise<string[]> {
  const tables = await warehouse.query({
    name: 'test-tables',
    sql: `SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND total_rows > 0`,
    row: z.object({ name: z.string() }),
  })
  const found: string[] = []
  for (const { name } of tables) {
    const [row] = await warehouse.query({
      name: 'test-word',
      sql: `SELECT toUInt32(count()) AS rows FROM relance.${name} WHERE position(toString(tuple(*)), {word: String}) > 0`,
      params: { word },
      row: z.object({ rows: z.number() }),
    })
    if ((row?.rows ?? 0) > 0) found.push(name)
  }
  return found
}

const figures = () =>
  Promise.all(
    (['customer', 'kind', 'sector'] as const).map((by) =>
      computeKpis(test.warehouse, { asOf: '2026-03-31', from: '2026-01-01', by }),
    ),
  )

describe('erasing a customer', () => {
  it('leaves no word of him in any table, every figure as it was, and others alone', async () => {
    await loadText(
      test.warehouse,
      lines([...marie, ...events('C2', { name: 'Paul Martin' }, 'trop cher', 'DE1')]),
      {
        fileName: 'events.jsonl',
      },
    )
    await loadText(
      test.warehouse,
      'event_id,event_type,occurred_on,customer_id,invoice_id,amount,due_on\nx,invoice.issued,not a day,C1,Marie Dupont,1,2026-01-01\n',
    )
    expect((await personalWords(test.warehouse, KEY)).sort()).toEqual(
      expect.arrayContaining(WORDS.slice(0, 3)),
    )
    for (const word of WORDS) expect(await tablesWith(word), word).not.toEqual([])
    const before = await figures()

    await eraseCustomer(test.warehouse, KEY, await personalWords(test.warehouse, KEY))

    for (const word of WORDS) {
      expect(await tablesWith(word), word).toEqual([])
    }
    expect(await figures()).toEqual(before)
    expect(await tablesWith('Paul Martin')).toContain('customers')
    expect(await personalWords(test.warehouse, KEY)).toEqual([])
  })

  it('keeps what figures are made of, and codes, but no sentence', async () => {
    const kept = new Map<string, unknown>()
    for await (const event of eventsOfCustomer(test.warehouse, KEY))
      kept.set(event.event_id, event.attributes)
    expect(kept.get('C1-c')).toEqual({ kind: 'sole_trader', sector: 'trade' })
    expect(kept.get('C1-k')).toEqual({ severity: 'severe', reason: 'tone' })
    expect(kept.get('C1-d')).toEqual({})
  })

  it('takes the fingerprint of an address that nobody shares, and moves no figure of an experiment', async () => {
    const entered = (customer: string, cluster: string, place: number) => [
      of(customer, 'i1', 'invoice.issued', '2026-02-01', {
        ...{ invoice_id: `${customer}/1`, amount: String(100 + place), due_on: '2026-03-01' },
      }),
      of(customer, 'e', 'experiment.exposed', '2026-03-03', {
        ...{ variant_id: place % 2 ? 'firm' : 'today', segment_id: 'all' },
        attributes: {
          ...{ experiment_id: 'tone', cluster, probability: 0.5, weight_epoch: 1 },
          invoices: [{ invoice_id: `${customer}/1`, open: String(100 + place) }],
        },
      }),
      of(customer, 'p', 'payment.received', '2026-03-20', {
        ...{ amount: '40', allocations: [{ invoice_id: `${customer}/1`, amount: '40' }] },
      }),
    ]
    const all = [
      ...entered('E1', 'ap:alone', 1),
      ...entered('E2', 'ap:shared', 2),
      ...entered('E3', 'ap:shared', 3),
      ...entered('E4', '732829320', 4),
    ]
    await loadText(test.warehouse, lines(all), { fileName: 'entries.jsonl' })
    const shown = () =>
      test.warehouse.query({
        name: 'test-experiment',
        sql: `SELECT variant_id, sum(exposed) AS exposed, sum(arraySum(paid)) AS paid, toUInt32(count()) AS customers,
          (SELECT toUInt32(uniqExact(cluster_key)) FROM relance.exposures) AS payers
          FROM relance.exposures WHERE experiment_id = 'tone' GROUP BY variant_id ORDER BY variant_id`,
        row: z.record(z.string(), z.unknown()),
      })
    const before = await shown()
    expect(before).toMatchObject([{ variant_id: 'firm', paid: 80, payers: 3 }, { customers: 2 }])
    for (const customerId of ['E1', 'E2'])
      await eraseCustomer(test.warehouse, { entityId: 'MAIN', customerId }, [])
    expect(await shown()).toEqual(before)
    expect(await tablesWith('ap:alone')).toEqual([])
    expect(await tablesWith('ap:shared'), 'E3 has that address').toEqual(['events'])
  })

  it('holds when the same file comes again', async () => {
    const again = await loadText(test.warehouse, lines(marie), { fileName: 'events.jsonl' })
    expect(again).toMatchObject({ accepted: 0, duplicates: 6 })
    expect(await personalWords(test.warehouse, KEY)).toEqual([])
  })
})
