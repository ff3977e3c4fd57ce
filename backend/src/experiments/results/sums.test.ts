import { Readable } from 'node:stream'
import {
  cellSums,
  customerPayments,
  asAnyPayment,
  asPaidInFull,
  metricAt,
  recoveryFromSums,
} from '@relance/experiments'
import type { CustomerPayments, CustomerRow, FollowedMetricId } from '@relance/experiments'
import { experimentCells, ingestStream } from '@relance/pipelines'
import { useWarehouse } from '@relance/pipelines/testing'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { FOLLOWED } from '../experiment.contract'
import { countCells } from './blocks'

/** The referee: histories in plain words, worked out day by day; it shares no SQL with what it judges. */
const test = useWarehouse()
const START = Date.parse('2026-01-01') / 86_400_000
const dayText = (day: number) => new Date((START + day) * 86_400_000).toISOString().slice(0, 10)

interface Happening {
  kind: 'pay' | 'credit'
  /** from the trigger; negative before it */
  age: number
  cents: number
  /** days after the payment at which the bank takes it back; null never */
  returned: number | null
}
interface Owed {
  cents: number
  happenings: Happening[]
}
interface Customer {
  variant: string
  segment: string
  epoch: number
  payer: number
  trigger: number
  invoices: Owed[]
}

const happening = fc.record({
  kind: fc.constantFrom('pay' as const, 'pay' as const, 'credit' as const),
  age: fc.integer({ min: -5, max: 25 }),
  cents: fc.integer({ min: 100, max: 12_000 }),
  returned: fc.option(fc.integer({ min: 0, max: 12 }), { freq: 3, nil: null }),
})
const customer = fc.record({
  variant: fc.constantFrom('a', 'b'),
  segment: fc.constantFrom('', 's'),
  epoch: fc.integer({ min: 1, max: 2 }),
  payer: fc.integer({ min: 0, max: 12 }),
  trigger: fc.integer({ min: 40, max: 62 }),
  invoices: fc.array(
    fc.record({
      cents: fc.integer({ min: 1000, max: 20_000 }),
      happenings: fc.array(happening, { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 2 },
  ),
})

/** Day by day: what stood open of one invoice, and what of it was paid or left, between 0 and B. */
function follow({ cents, happenings }: Owed) {
  const changes = happenings.flatMap(({ kind, age, cents: amount, returned }, i) => [
    { age, amount, money: kind === 'pay', of: age, order: kind === 'credit' ? 1 : 3, i },
    ...(kind === 'pay' && returned !== null
      ? [{ age: age + returned, amount: -amount, money: true, of: age, order: 4, i }]
      : []),
  ])
  const before = changes.filter(({ age }) => age < 0).reduce((sum, { amount }) => sum + amount, 0)
  const exposed = Math.max(0, cents - before)
  const events: { age: number; paid: number; left: number }[] = []
  const counted = changes
    .filter(({ age, of, amount }) => age >= 0 && !(amount < 0 && of < 0))
    .sort((x, y) => x.age - y.age || x.order - y.order || x.i - y.i)
  let gone = 0
  let open = exposed
  for (const { age, amount, money } of counted) {
    gone += amount
    const now = Math.max(0, Math.min(exposed, exposed - gone))
    events.push({ age, paid: money ? open - now : 0, left: money ? 0 : open - now })
    open = now
  }
  return { exposed, events }
}

function rowOf({ invoices, trigger, payer }: Customer, cut: number): CustomerRow {
  const followed = invoices.map(follow)
  const byAge = new Map<number, { paid: number; left: number }>()
  for (const { age, paid, left } of followed.flatMap(({ events }) => events)) {
    const sum = byAge.get(age) ?? { paid: 0, left: 0 }
    byAge.set(age, { paid: sum.paid + paid, left: sum.left + left })
  }
  return {
    exposed: followed.reduce((sum, { exposed }) => sum + exposed, 0) / 100,
    followUp: cut - trigger,
    cluster: payer,
    events: [...byAge]
      .sort(([a], [b]) => a - b)
      .map(([age, { paid, left }]) => ({ age, paid: paid / 100, left: left / 100 })),
  }
}

function eventsOf({ variant, segment, epoch, payer, trigger, invoices }: Customer, name: string): object[] {
  const about = { customer_id: name, currency: 'EUR' }
  const rows: object[] = []
  const write = (day: number, event_type: string, values: object) =>
    rows.push({
      event_id: `${name}-${rows.length}`,
      event_type,
      occurred_on: dayText(day),
      ...about,
      ...values,
    })
  const ids = invoices.map((_, k) => `${name}-${k}`)
  invoices.forEach(({ cents, happenings }, k) => {
    const invoice_id = ids[k] ?? ''
    write(trigger - 30, 'invoice.issued', {
      invoice_id,
      due_on: dayText(trigger - 2),
      amount: (cents / 100).toFixed(2),
    })
    happenings.forEach(({ kind, age, cents: paid, returned }, h) => {
      const amount = (paid / 100).toFixed(2)
      if (kind === 'credit') return write(trigger + age, 'invoice.credited', { invoice_id, amount })
      const payment_id = `${invoice_id}-p${h}`
      const allocations = [{ invoice_id, amount }]
      write(trigger + age, 'payment.received', { payment_id, amount, allocations })
      if (returned !== null)
        write(trigger + age + returned, 'payment.rejected', { payment_id, amount, allocations })
      return undefined
    })
  })
  write(trigger, 'experiment.exposed', {
    variant_id: variant,
    segment_id: segment,
    attributes: {
      experiment_id: 'x',
      cluster: `payer-${payer}`,
      probability: 0.5,
      weight_epoch: epoch,
      invoices: ids.map((invoice_id) => ({ invoice_id, open: '0' })),
    },
  })
  return rows
}

const VIEWS: Record<FollowedMetricId, (customers: CustomerPayments) => CustomerPayments> = {
  recovered_share: (customers) => customers,
  restricted_mean: (customers) => customers,
  paid_in_full: asPaidInFull,
  any_payment: asAnyPayment,
}

async function agree(customers: Customer[]): Promise<void> {
  await test.reset()
  const cut = 80
  const lines = customers.flatMap((one, i) => eventsOf(one, `C${i}`).map((row) => `${JSON.stringify(row)}\n`))
  const result = await ingestStream(test.warehouse, Readable.from(lines, { objectMode: false }), {
    fileName: 'histories.ndjson',
    source: 'ndjson',
  })
  expect(result).toMatchObject({ rejected: 0, waiting: 0 })
  const horizon = 18
  const question = { experiment: 'x', cut: dayText(cut), horizon, last: horizon, byStratum: false }
  const cells = await experimentCells(test.warehouse, question)
  const counted = await countCells(test.warehouse, question, cells)
  expect(cells.reduce((sum, cell) => sum + cell.customers, 0)).toBe(customers.length)
  for (const { cell, metrics } of counted) {
    const own = customers.filter(
      ({ variant, segment, epoch }) =>
        variant === cell.variant && segment === cell.segment && epoch === cell.epoch,
    )
    const rows = customerPayments(own.map((one) => rowOf(one, cut)))
    for (const id of FOLLOWED) {
      const expected = cellSums(metricAt(id, horizon), VIEWS[id](rows))
      const got = metrics[id]
      const name = `${id} of ${JSON.stringify([cell.variant, cell.segment, cell.epoch])}`
      expect(got.measurable, name).toBe(expected.measurable)
      if (!got.measurable || !expected.measurable) continue
      for (const column of ['paid', 'left', 'atRisk', 'customersAtRisk'] as const) {
        // A restricted mean needs one age less.
        Array.from(expected.ages[column]).forEach((value, age) => {
          expect(got.ages[column][age], `${column} at ${age}, ${name}`).toBeCloseTo(value, 6)
        })
      }
      if (id !== 'restricted_mean') expect(got.ages.payers, name).toBe(expected.ages.payers)
      const [a, b] = [got, expected].map((sums) => recoveryFromSums(metricAt(id, horizon), sums))
      expect(a?.measurable, name).toBe(b?.measurable)
      if (a?.measurable !== true || b?.measurable !== true) continue
      expect(a.estimate, name).toBeCloseTo(b.estimate, 9)
      expect(a.standardError, name).toBeCloseTo(b.standardError, 9)
      expect(a.clusters, name).toBe(b.clusters)
    }
  }
}

it('both passes of SQL agree with a slow and obvious computation on random histories', async () => {
  const histories = fc.array(customer, { minLength: 30, maxLength: 90 })
  await fc.assert(fc.asyncProperty(histories, agree), { numRuns: 4, seed: 20261122, endOnFailure: true })
})
