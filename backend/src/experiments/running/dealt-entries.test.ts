import { eq, sql } from 'drizzle-orm'
import { beforeAll, expect, it } from 'vitest'
import { METADATA } from '../../app/tokens'
import { useServer } from '../../app/testing'
import { decodeExposure } from '../../dispatch/outbox/payload'
import { experimentEntries, experimentPlaces, experimentRuns, outbox, plannerRuns } from '../../metadata'
import type { Metadata } from '../../metadata'
import { DealtPlacesService } from '../results/dealt-places.service'
import type { StrataBySegment } from './draws'
import { aCell, aDesign, useCompany } from './testing'

const test = useServer()
const company = useCompany(test, '2026-11-17T09:00:00Z')
const ID = 'petit'
const SEGMENT = 'everyone_else'
const design = aDesign({
  cells: [aCell('today'), aCell('firm', [{ step: 'courteous', tone: 'firm' }])],
  holdout_share: 0.2,
})
const db = () => test.server.app.get<Metadata>(METADATA).db
const entriesOf = async () =>
  (await db().select().from(experimentEntries).orderBy(experimentEntries.customerId)).map((row) =>
    decodeExposure(row.exposure),
  )
const cellsOf = async () =>
  (await entriesOf()).map(({ customerId, cell, stratum }) => [customerId, cell, stratum])

/** Eighty customers, of each three one who paid on time so far, one who paid late, and one who never bought before. */
beforeAll(async () => {
  await company.open()
  const numbers = Array.from({ length: 80 }, (_, n) => n)
  await company.debtors(numbers.map((n) => ({ id: `C${n}`, amount: `${50 + n * n}.00` })))
  const past = { occurred_on: '2026-06-01', entity_id: 'MAIN', currency: 'EUR', amount: '10.00' }
  const paid = numbers.filter((n) => n % 3 !== 0)
  await company.load(
    paid.flatMap((n) => {
      const [customer_id, invoice_id] = [`C${n}`, `OLD-${n}`]
      const day = `2026-07-${String(n % 3 === 1 ? 1 : 2 + (n % 27)).padStart(2, '0')}`
      const bill = { event_id: `o${n}`, event_type: 'invoice.issued', invoice_id, due_on: '2026-07-01' }
      const allocations = [{ invoice_id, amount: past.amount }]
      const receipt = { event_id: `q${n}`, event_type: 'payment.received', payment_id: `Q${n}`, allocations }
      return [
        { ...past, customer_id, ...bill },
        { ...past, customer_id, ...receipt, occurred_on: day },
      ]
    }),
  )
  await company.launch(ID, await company.campaign('Relances'), design)
}, 240_000)

it('a plan that broke off gives everybody after a restart the cell that it gives without a break', async () => {
  await db().execute(sql`create function refuse() returns trigger language plpgsql as $$
    begin if new.customer_id = 'C42' then raise exception 'the store went away'; end if; return new; end $$`)
  await db().execute(
    sql`create trigger refused before insert on experiment_entries for each row execute function refuse()`,
  )
  await expect(company.dispatch.plan()).rejects.toThrow()
  expect((await entriesOf()).length).toBeLessThan(80)
  await db().execute(sql`drop trigger refused on experiment_entries`)
  await test.restart()
  company.setClock()
  await company.dispatch.plan()
  const broken = await cellsOf()
  expect(broken).toHaveLength(80)
  for (const table of [experimentEntries, experimentPlaces, outbox, plannerRuns]) await db().delete(table)
  await test.restart()
  company.setClock()
  await company.dispatch.plan()
  expect(await cellsOf()).toEqual(broken)
})

it('cuts a small segment by what is owed and how late it was paid, each stratum with two customers a cell or more', async () => {
  const [run] = await db().select().from(experimentRuns).where(eq(experimentRuns.experimentId, ID))
  const strata = (run?.strata as StrataBySegment)[SEGMENT]
  expect(strata?.latenessCuts[0]).toBe(0)
  expect(strata?.latenessCuts[1]).toBeGreaterThan(5)
  const counts = new Map<string, number>()
  for (const { stratum } of await entriesOf()) counts.set(stratum, (counts.get(stratum) ?? 0) + 1)
  expect(counts.size).toBeGreaterThan(4)
  for (const count of counts.values()) expect(count).toBeGreaterThanOrEqual(6)
})

it('gives the next place of a stratum to each, and tells the probability that its block has', async () => {
  const byKey = new Map<string, { number: number; cell: string }[]>()
  for (const { place, cell, probability } of await entriesOf()) {
    expect(probability).toBeCloseTo(cell === 'holdout' ? 0.2 : 0.4, 12)
    const key = place?.key ?? ''
    byKey.set(key, [...(byKey.get(key) ?? []), { number: place?.number ?? -1, cell }])
  }
  for (const places of byKey.values()) {
    const sorted = places.sort((a, b) => a.number - b.number)
    expect(sorted.map(({ number }) => number)).toEqual(sorted.map((_, n) => n))
    const block = sorted.slice(0, 5).map(({ cell }) => cell)
    if (block.length === 5) expect(block.sort()).toEqual(['firm', 'firm', 'holdout', 'today', 'today'])
  }
})

it('customers who come later take the next places, and who is in stays', async () => {
  const before = await cellsOf()
  company.now = '2026-11-18T09:00:00Z'
  await company.debtors(Array.from({ length: 12 }, (_, n) => ({ id: `N${n}`, amount: '9000.00' })))
  await company.dispatch.plan()
  const after = await entriesOf()
  expect(after.filter(({ customerId }) => !customerId.startsWith('N'))).toHaveLength(80)
  expect((await cellsOf()).filter(([id]) => !id?.startsWith('N'))).toEqual(before)
  const keys = after.map(({ place }) => `${place?.key} ${place?.number}`)
  expect(new Set(keys).size).toBe(92)
  const fresh = after.filter(({ customerId }) => customerId.startsWith('N'))
  expect(new Set(fresh.map(({ stratum }) => stratum)).size, 'without history they are in the middle').toBe(1)
})

it('its split check looks at every place, and finds the one that was moved', async () => {
  const known = { event_type: 'payment.received', entity_id: 'MAIN', customer_id: 'PAID', payment_id: 'P9' }
  await company.load([
    { ...known, event_id: 'p-9', occurred_on: '2026-11-24', amount: '1.00', currency: 'EUR' },
  ])
  await company.tell()
  const places = test.server.app.get(DealtPlacesService)
  expect(await places.of(ID, design, '2026-12-31')).toEqual({ [SEGMENT]: { places: 92, wrong: 0 } })
  const results = await company.ask('GET', `/api/experiments/${ID}/results`)
  expect(results['overall']).toMatchObject({ split: { p: 1, broken: false } })
  const [one] = await entriesOf()
  const other = one?.cell === 'today' ? 'firm' : 'today'
  await db().execute(sql`
    update experiment_entries set exposure = jsonb_set(exposure, '{cell}', to_jsonb(${other}::text))
    where customer_id = ${one?.customerId}`)
  expect(await places.of(ID, design, '2026-12-31')).toEqual({ [SEGMENT]: { places: 92, wrong: 1 } })
})
