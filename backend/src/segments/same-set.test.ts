import { Readable } from 'node:stream'
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import {
  compileRuleToGrowthBook,
  compileSegmentToGrowthBook,
  customerFields,
  invoiceFields,
  meetsCondition,
  ruleOperators,
} from '@relance/experiments'
import type { GrowthBookCondition, SegmentField, SegmentRule } from '@relance/experiments'
import { ingestStream } from '@relance/pipelines'
import type { CustomerAttributesRow } from '@relance/pipelines'
import { useServer } from '../app/testing'
import { AttributesService } from './attributes.service'
import { SegmentsService } from './segments.service'

const test = useServer()
const TODAY = '2026-06-30'
const CUSTOMERS = 60
const words = ['FR', 'fr', 'É', 'é', 'a*b', 'null', '0', "o'b", 'é.a']
const random = <T>(values: fc.Arbitrary<T>, count: number, seed: number) =>
  fc.sample(values, { numRuns: count, seed })

/** Random customers as events: unknown attributes, disputes, promises and consents among them. */
function events(): object[] {
  const word = fc.constantFrom(...words, '')
  const people = fc.record({
    kind: fc.constantFrom('business', 'public', 'consumer', ''),
    country: word,
    sector: word,
    language: word,
    size: word,
    account_manager: word,
    tags: fc.array(fc.constantFrom(...words), { maxLength: 3 }),
    group: word,
    consents: fc.array(fc.constantFrom('email', 'sms'), { maxLength: 2 }),
    invoices: fc.array(
      fc.record({
        cents: fc.integer({ min: 1, max: 300_000 }),
        age: fc.integer({ min: 1, max: 200 }),
        terms: fc.constantFrom(0, 30, 60),
        paid: fc.option(fc.integer({ min: 0, max: 100 })),
        disputed: fc.boolean(),
        product: fc.constantFrom('', 'FR', 'rent'),
      }),
      { maxLength: 5 },
    ),
    promise: fc.option(fc.integer({ min: 10, max: 100 })),
  })
  const ago = (days: number) => new Date(Date.parse(TODAY) - days * 86_400_000).toISOString().slice(0, 10)
  return random(people, CUSTOMERS, 7).flatMap((one, n) => {
    const about = { entity_id: 'E1', customer_id: `C${n}`, currency: 'EUR' }
    const { invoices, group, promise, consents, ...attributes } = one
    const given = consents.map((channel) => ({ channel, given: true, on: ago(100) }))
    const known = { ...attributes, custom: { group }, consents: given }
    return [
      { ...about, event_type: 'customer.updated', occurred_on: ago(200), attributes: known },
      ...invoices.flatMap(({ cents, age, terms, paid, disputed, product }, i) => {
        const amount = (cents / 100).toFixed(2)
        const its = { ...about, invoice_id: `${n}-${i}` }
        const due_on = ago(age - terms)
        const allocations = [{ invoice_id: its.invoice_id, amount }]
        const late = paid !== null && paid <= age ? [{ day: ago(age - paid) }] : []
        return [
          {
            ...its,
            event_type: 'invoice.issued',
            occurred_on: ago(age),
            due_on,
            amount,
            attributes: { product },
          },
          ...(disputed ? [{ ...its, event_type: 'invoice.disputed', occurred_on: ago(age) }] : []),
          ...late.map(({ day }) => ({
            ...about,
            event_type: 'payment.received',
            occurred_on: day,
            payment_id: `P${n}-${i}`,
            amount,
            allocations,
          })),
        ]
      }),
      ...(promise === null
        ? []
        : [
            {
              ...about,
              event_type: 'promise.made',
              occurred_on: ago(promise),
              amount: '9',
              attributes: { until: ago(promise - 5) },
            },
          ]),
    ]
  })
}

/** Rules over every field, with values that customers really have among those compared with. */
function rules(rows: readonly CustomerAttributesRow[]): fc.Arbitrary<SegmentRule> {
  const comparison = (catalogue: Record<string, SegmentField>, from: readonly Record<string, unknown>[]) =>
    fc.constantFrom(...Object.entries(catalogue)).chain(([field, { type }]) => {
      const seen = from
        .map((row) => row[field])
        .flat()
        .filter((value) => typeof value === 'number' || (typeof value === 'string' && value !== ''))
      const texts = [...new Set([...words, ...seen.map(String)])]
      const numbers = [...new Set([-1, 0, 0.5, 15.1, 60, ...seen.map(Number).filter(Number.isFinite)])]
      const value: fc.Arbitrary<string | number | boolean> =
        type === 'number'
          ? fc.constantFrom(...numbers)
          : type === 'boolean'
            ? fc.boolean()
            : fc.constantFrom(...texts)
      return fc.constantFrom(...ruleOperators[type]).chain((op): fc.Arbitrary<SegmentRule> => {
        if (op === 'is_empty' || op === 'is_not_empty') return fc.constant({ field, op })
        if (op === 'between') {
          const bound = fc.constantFrom(...numbers)
          return fc
            .tuple(bound, bound)
            .map(([a, b]) => ({ field, op, value: [Math.min(a, b), Math.max(a, b)] }))
        }
        const list = fc.array(value, { minLength: 1, maxLength: 3 })
        return op === 'in' || op === 'not_in'
          ? list.map((several) => ({ field, op, value: several }))
          : value.map((one) => ({ field, op, value: one }))
      })
    })
  const custom: Record<string, SegmentField> = { 'custom.group': { type: 'text', unit: '' } }
  const invoice = comparison(
    invoiceFields,
    rows.flatMap(({ invoices }) => invoices),
  )
  const leaf = fc.oneof(
    { weight: 4, arbitrary: comparison({ ...customerFields, ...custom }, rows) },
    { weight: 1, arbitrary: invoice.map((rule) => ({ some_invoice: rule })) },
  )
  return fc.oneof(
    leaf,
    fc.record({ all: fc.array(leaf, { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(leaf, { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: fc.record({ any: fc.array(leaf, { minLength: 1, maxLength: 2 }) }) }),
  )
}

let rows: CustomerAttributesRow[]
beforeAll(async () => {
  const { app } = test.server
  const lines = events().map((event, n) => `${JSON.stringify({ ...event, event_id: `e${n}` })}\n`)
  const options = { source: 'ndjson', fileName: 'a.ndjson', entityId: 'E1', currency: 'EUR' }
  const loaded = await ingestStream(
    test.server.stores.warehouse,
    Readable.from([Buffer.from(lines.join(''))]),
    options,
  )
  expect(loaded).toMatchObject({ rejected: 0, waiting: 0, accepted: lines.length })
  rows = []
  for await (const row of await app.get(AttributesService).customers(TODAY)) rows.push(row)
  expect(rows).toHaveLength(CUSTOMERS)
})

const takenBySdk = (condition: GrowthBookCondition) => {
  return rows
    .filter((attributes) => meetsCondition(attributes, condition))
    .map(({ customer_id }) => customer_id)
    .sort()
}

it('takes the same customers in the warehouse and in the SDK, whatever the rule', async () => {
  let taken = 0
  const tried = 60
  for (const rule of random(rules(rows), tried, 11)) {
    const members = await test.server.app.get(SegmentsService).members(rule, TODAY)
    const found: string[] = []
    for await (const { customer_id } of members) found.push(customer_id)
    const bySdk = takenBySdk(compileRuleToGrowthBook(rule))
    expect(found.sort(), JSON.stringify(rule)).toEqual(bySdk)
    taken += found.length
  }
  expect(taken).toBeGreaterThan(tried * 5)
  expect(taken).toBeLessThan(tried * (CUSTOMERS - 5))
})

it('puts each customer into exactly one of an ordered list in the SDK, the first that fits', () => {
  for (const list of random(fc.array(rules(rows), { minLength: 2, maxLength: 4 }), 20, 12)) {
    const segments = list.map((rule, n) => ({ id: `s${n}`, name: `S${n}`, rule }))
    const places = [...segments, null].map((_, n) => takenBySdk(compileSegmentToGrowthBook(segments, n)))
    expect(places.flat().sort()).toEqual(rows.map(({ customer_id }) => customer_id).sort())
  }
})
