import { Readable } from 'node:stream'
import { ingestStream } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { useServer } from '../../app/testing'
import { METADATA, WAREHOUSE } from '../../app/tokens'
import { experiments } from '../../metadata'
import type { Metadata } from '../../metadata'
import type { ExperimentCustomersAnswer } from '../customers.contract'
import { experimentDesign } from '../experiment.contract'
import type { ResultsAnswer } from './results.contract'

const test = useServer()
const ID = 'late-payments'
const warehouse = () => test.server.app.get<Warehouse>(WAREHOUSE)
const customers = Array.from({ length: 240 }, (_, n) => ({
  id: `C${n}`,
  variant: n % 2 ? 'firm' : 'today',
  n,
}))

afterEach(() => void vi.useRealTimers())

/** A file that comes in on a day. */
async function loadOn(day: string, events: object[]) {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(`${day}T08:00:00Z`) })
  const lines = events.map((event, i) => `${JSON.stringify({ event_id: `${day}-${i}`, ...event })}\n`)
  const file = { fileName: `${day}.ndjson`, source: 'ndjson' } as const
  const loaded = await ingestStream(warehouse(), Readable.from(lines, { objectMode: false }), file)
  vi.useRealTimers()
  expect(loaded).toMatchObject({ rejected: 0, waiting: 0 })
}

const about = (id: string) => ({ customer_id: id, currency: 'EUR', amount: '100.00' })
const invoice = (id: string) => ({
  ...{ event_type: 'invoice.issued', occurred_on: '2026-01-30', due_on: '2026-02-27', ...about(id) },
  invoice_id: `I-${id}`,
})
const entry = ({ id, variant }: (typeof customers)[number]) => ({
  ...{ event_type: 'experiment.exposed', occurred_on: '2026-03-01', ...about(id), variant_id: variant },
  segment_id: 'all',
  attributes: {
    ...{ experiment_id: ID, cluster: id, probability: 0.5, weight_epoch: 1 },
    invoices: [{ invoice_id: `I-${id}`, open: '100' }],
  },
})
const paid = (id: string, day: string) => ({
  ...{ event_type: 'payment.received', occurred_on: day, ...about(id), payment_id: `P-${id}` },
  allocations: [{ invoice_id: `I-${id}`, amount: '100.00' }],
})
const complaint = (id: string) => ({
  ...{ event_type: 'complaint.received', customer_id: id, occurred_on: '2026-03-04' },
})

beforeAll(async () => {
  const design = experimentDesign.parse({
    ...{ name: 'Ferme', hypothesis: 'Ferme encaisse plus.', control: 'today', horizon_days: 10 },
    cells: ['today', 'firm'].map((id) => ({ id, label: id })),
    segments: [{ id: 'all', name: 'Tous' }],
    ...{ worth_having: 0.1, max_customers: 240, max_days: 30, unit_variance: 0.25 },
    guardrails: [{ harm: 'complaints', window_days: 5, margin: 0.0025, base: 0.005 }],
  })
  const row = { id: ID, name: 'Ferme', design, state: 'ended' as const, createdBy: 'test' }
  await test.server.app.get<Metadata>(METADATA).db.insert(experiments).values(row)
  // Four of ten of each variant pay; the money of another three of the firm one is loaded three weeks later.
  const prompt = customers.filter(({ n }) => Math.floor(n / 2) % 10 < 4)
  const late = customers.filter(({ variant, n }) => variant === 'firm' && Math.floor(n / 2) % 10 > 6)
  await loadOn('2026-03-20', [
    ...customers.flatMap((one) => [invoice(one.id), entry(one)]),
    ...prompt.map(({ id }) => paid(id, '2026-03-05')),
    { ...about('bank'), event_type: 'payment.received', occurred_on: '2026-03-15', payment_id: 'P1' },
  ])
  await loadOn('2026-04-10', [
    ...late.map(({ id }) => paid(id, '2026-03-06')),
    ...late.map(({ id }) => complaint(id)),
    { ...about('bank'), event_type: 'payment.received', occurred_on: '2026-04-05', payment_id: 'P2' },
  ])
}, 120_000)

const ask = async (query: string) =>
  (await test.asOwner('GET', `/api/experiments/${ID}/results?${query}`)).body as ResultsAnswer
const shareOf = ({ overall }: ResultsAnswer, variant: string) => {
  const found = overall?.arms.find((arm) => arm.variant === variant)?.metrics.recovered_share
  return found?.measurable === true ? found.estimate : null
}

it('a look at an earlier day tells what happened by then, or what had been loaded by then', async () => {
  const facts = await ask('as_of=2026-03-31')
  expect(facts).toMatchObject({ known_by: 'facts', cut: '2026-03-31' })
  expect(shareOf(facts, 'firm')).toBeCloseTo(0.7, 9)
  expect(facts.guardrails[0]?.treated).toEqual({ customers: 120, events: 36 })
  const loads = await ask('as_of=2026-03-31&known_by=loads')
  expect(loads).toMatchObject({ known_by: 'loads', as_of: '2026-03-31', cut: '2026-03-15', waiting: 0 })
  expect(shareOf(loads, 'firm')).toBeCloseTo(0.4, 9)
  expect(shareOf(loads, 'today')).toBeCloseTo(shareOf(facts, 'today') ?? -1, 9)
  expect(loads.guardrails[0]?.treated).toEqual({ customers: 120, events: 0 })
  // What was loaded on a day counts from that day on.
  expect(shareOf(await ask('as_of=2026-04-10&known_by=loads'), 'firm')).toBeCloseTo(0.7, 9)
})

it('a history that was not loaded yet was not known, and a look at it is no look of the record', async () => {
  const before = await ask('as_of=2026-03-19&known_by=loads')
  expect(before).toMatchObject({ cut: null, overall: null, looks: [] })
})

it('the customers behind its figures are those of the same reading', async () => {
  const paidOf = async (by: string) => {
    const query = `as_of=2026-03-31&known_by=${by}&variant=firm&limit=500`
    const { body } = await test.asOwner('GET', `/api/experiments/${ID}/customers?${query}`)
    return (body as ExperimentCustomersAnswer).rows.reduce((sum, { paid: of }) => sum + Number(of), 0)
  }
  expect([await paidOf('facts'), await paidOf('loads')]).toEqual([8400, 4800])
})

it('leaves no table behind', async () => {
  const sql = `SELECT count() AS n FROM system.tables WHERE database = currentDatabase() AND name LIKE 'then%'`
  const row = z.object({ n: z.coerce.number() })
  expect(await warehouse().query({ name: 'test-tables', sql, row })).toEqual([{ n: 0 }])
})
