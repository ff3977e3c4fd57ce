import { Readable } from 'node:stream'
import fc from 'fast-check'
import { ingestStream } from '@relance/pipelines'
import { useWarehouse } from '@relance/pipelines/testing'
import { beforeAll, expect, it } from 'vitest'
import { recordsOf } from './records'

const CUSTOMERS = Array.from({ length: 300 }, (_, n) => ({ entityId: 'MAIN', customerId: `C${n}` }))
const test = useWarehouse()

/** What sources write into a field: texts, numbers, nothing, and things that do not belong there. */
const word = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('ap', 'Jeanne Épi', 'a@b.fr', ' 33000 ', 'Europe/Paris', '2026-10-05', '2'),
  },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 1, arbitrary: fc.constantFrom('', '"quoted"\n', null) },
)
const some = (...names: string[]) =>
  fc.record(Object.fromEntries(names.map((name) => [name, word])), { requiredKeys: [] })
const odd = fc.constantFrom<unknown>([], 'text', ['a', 'b'], [1, { role: 'x' }], null)
const listed = (...names: string[]) =>
  fc.oneof(
    { weight: 5, arbitrary: fc.array(some(...names), { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: odd },
  )
const updated = fc
  .tuple(
    some('postal_code', 'postcode', 'address', 'time_zone', 'holiday_zone', 'name'),
    fc.record(
      {
        contacts: listed('role', 'name', 'email', 'phone'),
        consents: fc.constantFrom<unknown>([{ channel: 'sms', given: '1', on: '2026-01-02' }], []),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([words, lists]) => ({ ...words, ...lists }))
const sent = fc
  .tuple(
    some('kind', 'step_id', 'language'),
    fc.record({ invoices: listed('invoice_id', 'level', 'due_on') }, { requiredKeys: [] }),
  )
  .map(([words, lists]) => ({ ...words, ...lists }))

beforeAll(async () => {
  const lives = fc.sample(fc.tuple(fc.array(updated, { maxLength: 3 }), fc.array(sent, { maxLength: 3 })), {
    numRuns: CUSTOMERS.length,
    seed: 20_261_122,
  })
  const events = lives.flatMap(([updates, messages], n) => {
    const common = { customer_id: `C${n}`, entity_id: 'MAIN', currency: 'EUR' }
    const day = (k: number) => `2026-10-0${k + 1}`
    return [
      {
        ...common,
        event_id: `i${n}`,
        event_type: 'invoice.issued',
        occurred_on: '2026-09-01',
        invoice_id: `F${n}`,
        amount: '10',
        due_on: '2026-10-01',
      },
      ...updates.map((attributes, k) => ({
        ...common,
        event_id: `u${n}-${k}`,
        event_type: 'customer.updated',
        occurred_on: day(k),
        attributes,
      })),
      ...messages.map((attributes, k) => ({
        ...common,
        event_id: `r${n}-${k}`,
        event_type: 'reminder.sent',
        occurred_on: day(k),
        reminder_id: `R${n}-${k}`,
        invoice_id: k === 0 ? `F${n}` : '',
        campaign_id: 'K',
        segment_id: k === 1 ? 'small' : '',
        channel: 'email',
        step: k + 1,
        attributes,
      })),
    ]
  })
  const lines = events.map((one) => `${JSON.stringify(one)}\n`).join('')
  await ingestStream(test.warehouse, Readable.from([lines]), { source: 'ndjson', fileName: 'events' })
}, 120_000)

it('customers read by the paths of their attributes are those read from whole attributes', async () => {
  const since = '2026-09-01'
  const byPath = await recordsOf(test.warehouse, CUSTOMERS, since)
  const whole = await recordsOf(test.warehouse, CUSTOMERS, since, new Map(), false)
  expect(byPath.size).toBe(CUSTOMERS.length)
  const facts = [...whole.values()]
  expect(
    facts.filter(({ contactsMade }) => contactsMade.some(({ claims }) => claims.length > 1)).length,
  ).toBeGreaterThan(20)
  expect(facts.filter(({ contacts }) => contacts.length > 1).length).toBeGreaterThan(20)
  for (const [key, record] of whole) expect(byPath.get(key)).toEqual(record)
})
