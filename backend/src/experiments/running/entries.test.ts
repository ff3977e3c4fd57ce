import { sql } from 'drizzle-orm'
import { beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import type { Warehouse } from '@relance/pipelines'
import { METADATA, WAREHOUSE } from '../../app/tokens'
import { useServer } from '../../app/testing'
import { experimentEntries, experimentPlaces, outbox } from '../../metadata'
import type { Metadata } from '../../metadata'
import { aCell, aDesign, useCompany } from './testing'

const test = useServer()
const company = useCompany(test, '2026-11-17T09:00:00Z')
const numbers = Array.from({ length: 60 }, (_, n) => n)
const design = aDesign({
  cells: [aCell('today'), aCell('later', [{ step: 'courteous', day: { from_due: 12 } }])],
  holdout_share: 0.2,
})
let campaign = ''

const db = () => test.server.app.get<Metadata>(METADATA).db
const count = (table: typeof outbox | typeof experimentEntries) => db().$count(table)
const cells = async () => {
  const { rows } = await db().execute(
    sql`select customer_id, cell from experiment_entries order by customer_id, entity_id`,
  )
  return new Map(rows.map((row) => [String(row['customer_id']), String(row['cell'])]))
}
const exposed = () =>
  test.server.app.get<Warehouse>(WAREHOUSE).query({
    name: 'test-exposures',
    sql: `SELECT customer_id, variant_id, segment_id, toString(exposed_on) AS day, exposed, exposed_then, epoch, probability, first_send_age
          FROM relance.exposures WHERE experiment_id = 'later-2026' ORDER BY customer_id`,
    row: z.object({
      customer_id: z.string(),
      variant_id: z.string(),
      segment_id: z.string(),
      day: z.string(),
      exposed: z.number(),
      exposed_then: z.number(),
      epoch: z.number(),
      probability: z.number(),
      first_send_age: z.number(),
    }),
  })

beforeAll(async () => {
  await company.open()
  await company.debtors(numbers.map((n) => ({ id: `C${n}`, amount: `${100 + n}.00` })))
  await company.load([
    {
      event_id: 'p-C1',
      event_type: 'payment.received',
      occurred_on: '2026-11-16',
      entity_id: 'MAIN',
      customer_id: 'C1',
      currency: 'EUR',
      payment_id: 'P1',
      amount: '41.00',
      allocations: [{ invoice_id: 'F-C1', amount: '41.00' }],
    },
  ])
  campaign = await company.campaign('Relances')
  await company.launch('later-2026', campaign, design)
})

it('a plan that breaks off in the middle leaves neither an entry nor a message behind, and the next has both', async () => {
  await db().execute(sql`create function refuse() returns trigger language plpgsql as $$
    begin if new.customer_id = 'C42' then raise exception 'the store went away'; end if; return new; end $$`)
  await db().execute(
    sql`create trigger refused before insert on experiment_entries for each row execute function refuse()`,
  )
  await expect(company.dispatch.plan()).rejects.toThrow()
  const [entries, messages] = [await count(experimentEntries), await count(outbox)]
  expect(entries, 'shares before it are there whole').toBeLessThan(numbers.length)
  expect(messages).toBeLessThanOrEqual(entries)
  await db().execute(sql`drop trigger refused on experiment_entries`)
  await company.dispatch.plan()
  expect(await count(experimentEntries)).toBe(numbers.length)
  const places = await db().select().from(experimentPlaces)
  expect(
    places.reduce((sum, { next }) => sum + next, 0),
    'each took one place',
  ).toBe(numbers.length)
})

it('everybody is exposed at the trigger common to all cells, the holdout too, with what was open the day before', async () => {
  expect(await company.tell()).toBe(numbers.length)
  const rows = await exposed()
  expect(rows).toHaveLength(numbers.length)
  expect(new Set(rows.map(({ variant_id }) => variant_id))).toEqual(new Set(['today', 'later', 'holdout']))
  for (const row of rows) {
    const n = Number(row.customer_id.slice(1))
    const open = n === 1 ? 60 : 100 + n
    expect(row).toMatchObject({ day: '2026-11-17', exposed: open, exposed_then: open, epoch: 1 })
    expect(row.probability).toBeCloseTo(row.variant_id === 'holdout' ? 0.2 : 0.4, 12)
    expect(row.segment_id).toBe('everyone_else')
  }
  const { rows: planned } = await db().execute(sql`select customer_id, variant_id, payload from outbox`)
  const today = rows.filter(({ variant_id }) => variant_id === 'today').map(({ customer_id }) => customer_id)
  expect(planned.map((row) => row['customer_id']).sort()).toEqual(today)
  expect(planned.every((row) => row['variant_id'] === 'today')).toBe(true)
})

it('told twice, an entry counts once', async () => {
  await db().execute(sql`update experiment_entries set told_warehouse = false where customer_id < 'C2'`)
  expect(await company.tell()).toBeGreaterThan(0)
  expect(await exposed()).toHaveLength(numbers.length)
})

it('the next day has the same cells, and its messages go by them', async () => {
  const before = await cells()
  await company.dispatch.send()
  await company.tell()
  const messages = await count(outbox)
  company.now = '2026-11-18T09:00:00Z'
  await company.dispatch.plan()
  expect(await count(outbox)).toBe(messages)
  company.now = '2026-11-23T09:00:00Z'
  await company.debtors([{ id: 'NEW' }])
  await company.dispatch.plan()
  const after = await cells()
  expect(after.size).toBe(numbers.length + 1)
  for (const [customer, cell] of before) expect(after.get(customer)).toBe(cell)
  const later = [...after].filter(([, cell]) => cell === 'later').map(([customer]) => customer)
  const { rows } = await db().execute(sql`select customer_id from outbox where variant_id = 'later'`)
  expect(rows.map((row) => row['customer_id']).sort()).toEqual(later.sort())
})

it('an event of a reminder names the experiment, and the first message stands beside the entry', async () => {
  await company.dispatch.send()
  await company.tell()
  const rows = await exposed()
  const held = rows.filter(({ variant_id }) => variant_id === 'holdout')
  expect(held.every(({ first_send_age }) => first_send_age === -1)).toBe(true)
  expect(rows.some(({ first_send_age }) => first_send_age >= 0)).toBe(true)
  const [told] = await test.server.app.get<Warehouse>(WAREHOUSE).query({
    name: 'test-named',
    sql: `SELECT countIf(toString(attributes.experiment_id) = 'later-2026') AS named, count() AS sent
          FROM relance.events_current WHERE event_type = 'reminder.sent'`,
    row: z.object({ named: z.coerce.number(), sent: z.coerce.number() }),
  })
  expect(told?.named).toBe(told?.sent)
  expect(told?.sent).toBeGreaterThan(0)
})

it('its end leaves the holdout without reminders for the days of the design, then it is reminded as usual', async () => {
  const held = [...(await cells())].filter(([, cell]) => cell === 'holdout').map(([customer]) => customer)
  const reminded = async () =>
    (await db().select({ customer: outbox.customerId }).from(outbox))
      .map(({ customer }) => customer)
      .filter((customer) => held.includes(customer) && customer !== 'NEW')
  await company.ask('POST', '/api/experiments/later-2026/decisions', { action: 'end', note: 'enough' })
  expect(await company.ask('GET', '/api/experiments/later-2026')).toMatchObject({
    ...{ state: 'ended', ended_on: '2026-11-23' },
  })
  company.now = '2026-12-16T09:00:00Z'
  await company.dispatch.plan()
  expect(await reminded()).toEqual([])
  company.now = '2026-12-17T09:00:00Z'
  await company.dispatch.plan()
  expect((await reminded()).length).toBeGreaterThan(0)
})
