import { Readable } from 'node:stream'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../engine/testing'
import { ingestStream } from '../ingest'
import { computeKpis } from '.'
import type { KpiRow } from '.'
import { addDays, dayDifference, daysInMonth, monthStart } from './days'
import { balances, flows, keepBooks, settled, standing } from './testing/brute-force'
import type { Books } from './testing/brute-force'
import type { Happening } from './testing/random-history'
import { eventsOf, randomHistory, SPAN, START } from './testing/random-history'

const SEED = 20_240_131
const HISTORIES = 120
/** [first, last] day of the periods that are compared, from the start of the histories */
const PERIODS = [
  [0, 30],
  [31, 59],
  [40, 47],
  [60, 121],
  [100, SPAN - 1],
] as const

const histories = fc.sample(randomHistory, { seed: SEED, numRuns: HISTORIES })
const entity = (index: number) => `E${String(index).padStart(3, '0')}`
const day = (offset: number) => addDays(START, offset)
const text = (cents: number) => (cents / 100).toFixed(2)

/** Shuffled, with repetitions, in batches of random size; the same each time. */
function batches(lines: string[]): string[][] {
  const [order] = fc.sample(fc.shuffledSubarray(lines, { minLength: lines.length }), {
    seed: SEED,
    numRuns: 1,
  })
  const [again] = fc.sample(fc.subarray(lines, { minLength: 50, maxLength: 200 }), {
    seed: SEED + 1,
    numRuns: 1,
  })
  const [cuts] = fc.sample(fc.tuple(fc.nat(lines.length - 1), fc.nat(lines.length - 1)), {
    seed: SEED + 2,
    numRuns: 1,
  })
  const [a, b] = [...(cuts ?? [1, 2])].sort((x, y) => x - y)
  const all = order ?? lines
  return [all.slice(0, a), [...(again ?? []), ...all.slice(a, b), ...(again ?? [])], all.slice(b)]
}

describe('random histories, shuffled, repeated and in batches, equal a recomputation day by day', () => {
  const test = useWarehouse()
  const rows = new Map<string, KpiRow[]>()
  const books: Books[] = histories.map(keepBooks)

  beforeAll(async () => {
    const lines = histories.flatMap((history, index) =>
      eventsOf(entity(index), history).map((event) => JSON.stringify(event)),
    )
    for (const [index, batch] of batches(lines).entries()) {
      const result = await ingestStream(test.warehouse, Readable.from([batch.join('\n') + '\n']), {
        fileName: `part-${index}.ndjson`,
        source: 'ndjson',
        historyFrom: '2020-01-01',
      })
      expect(result.rejected, result.message).toBe(0)
    }
    for (const [from, to] of PERIODS) {
      rows.set(`${from}`, await computeKpis(test.warehouse, { from: day(from), asOf: day(to), by: 'entity' }))
    }
  })

  const figure = (from: number, index: number, kpi: string, bucket?: string) =>
    rows
      .get(`${from}`)
      ?.find((row) => row.kpi === kpi && row.by?.['entity'] === entity(index) && row.by['bucket'] === bucket)
      ?.value ?? null

  const each = (check: (books: Books, index: number, from: number, to: number) => void) => {
    for (const [index, one] of books.entries()) {
      for (const [from, to] of PERIODS) {
        // an entity has no rows before its first event
        if (one.history.every((event) => event.day > to)) continue
        try {
          check(one, index, from, to)
        } catch (error) {
          const story = (histories[index] as Happening[]).map((event) => JSON.stringify(event)).join('\n')
          throw new Error(`history ${index}, days ${from} to ${to}: ${String(error)}\n${story}`, {
            cause: error,
          })
        }
      }
    }
  }
  const money = (from: number, index: number, kpi: string, bucket?: string) =>
    figure(from, index, kpi, bucket) ?? '0.00'
  const close = (found: string | number | null, wanted: number | null, what: string) => {
    if (wanted === null) expect(found, what).toBeNull()
    else expect(Number(found ?? NaN), what).toBeCloseTo(wanted, 9)
  }

  it('balances and ageing', () => {
    each((one, index, from, to) => {
      const truth = balances(one, to)
      const late = (n: number) => truth.late[n] ?? 0
      const buckets = [
        truth.open - late(0) - truth.undetailed,
        late(0) - late(1),
        late(1) - late(2),
        late(2) - late(3),
        late(3),
      ]
      const names = ['not_due', '1-30', '31-60', '61-90', '91+']
      expect(money(from, index, 'open')).toBe(text(truth.open))
      expect(money(from, index, 'on_account')).toBe(text(truth.onAccount))
      expect(money(from, index, 'refund_unexplained')).toBe(text(truth.unexplained))
      expect(figure(from, index, 'open_count') ?? 0).toBe(truth.openCount)
      expect(money(from, index, 'overdue')).toBe(text(late(0)))
      expect(figure(from, index, 'overdue_count') ?? 0).toBe(truth.lateCount[0])
      expect(money(from, index, 'disputed')).toBe(text(truth.disputed))
      expect(money(from, index, 'overdue_disputed')).toBe(text(truth.lateDisputed))
      expect(names.map((name) => money(from, index, 'ageing', name))).toEqual(buckets.map(text))
      expect(money(from, index, 'ageing', 'undetailed')).toBe(text(truth.undetailed))
      expect(figure(from, index, 'ageing_count', '61-90') ?? 0).toBe(
        (truth.lateCount[2] ?? 0) - (truth.lateCount[3] ?? 0),
      )
    })
  })

  it('the net balance is the sum of what happened, whatever the allocations', () => {
    each((one, index, from, to) => {
      const signs: Record<string, number> = {
        'invoice.issued': 1,
        'balance.opening': 1,
        'invoice.credited': -1,
        'invoice.cancelled': -1,
        'payment.received': -1,
        'payment.rejected': 1,
        'payment.refunded': 1,
      }
      const lost = balances(one, to).lost
      let net = -lost
      for (const event of one.history) {
        if (event.day > to) continue
        const chargeback = event.outcome === 'won' ? -1 : event.outcome === 'lost' ? 0 : 1
        net += (event.type === 'payment.disputed' ? chargeback : (signs[event.type] ?? 0)) * event.cents
      }
      expect(money(from, index, 'open_net')).toBe(text(net))
    })
  })

  it('flows and rates of the period', () => {
    each((one, index, from, to) => {
      const flow = flows(one, from, to)
      const before = balances(one, from - 1)
      const end = balances(one, to)
      expect(money(from, index, 'billed')).toBe(text(flow.billed))
      expect(money(from, index, 'collected')).toBe(text(flow.collected))
      const overdueDue =
        (before.late[0] ?? 0) +
        flow.becameLate +
        flow.rejectedLateBefore +
        flow.rejectedOnTime -
        flow.creditedLate
      close(
        figure(from, index, 'recovery_rate_overdue'),
        overdueDue > 0 ? (flow.paidLate - flow.rejectedLate) / overdueDue : null,
        'recovery_rate_overdue',
      )
      const due =
        before.open + flow.brought + flow.billed + flow.rejectedBefore - flow.credited - flow.cancelled
      close(
        figure(from, index, 'recovery_rate'),
        due > 0 ? (flow.paid - flow.rejected) / due : null,
        'recovery_rate',
      )
      const start = before.open + flow.brought + flow.billed - flow.credited - flow.cancelled
      const collectable = start - (end.open - (end.late[0] ?? 0))
      close(
        figure(from, index, 'cei'),
        collectable > 0 ? ((start - flow.lost - end.open) / collectable) * 100 : null,
        'cei',
      )
    })
  })

  it('days to pay and days late', () => {
    each((one, index, from, to) => {
      const paid = settled(one, from, to)
      const late = paid.filter((bill) => bill.late > 0)
      const mean = (values: number[]) =>
        values.length > 0 ? values.reduce((a, b) => a + b, 0) / values.length : null
      const sorted = paid.map((bill) => bill.toPay).sort((a, b) => a - b)
      const middle = sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1)
      const cents = paid.reduce((sum, bill) => sum + bill.cents, 0)
      close(figure(from, index, 'days_to_pay.mean'), mean(sorted), 'mean')
      close(figure(from, index, 'days_to_pay.median'), mean(middle), 'median')
      close(
        figure(from, index, 'days_to_pay.weighted'),
        paid.length > 0 ? paid.reduce((sum, bill) => sum + bill.cents * bill.toPay, 0) / cents : null,
        'weighted',
      )
      close(
        figure(from, index, 'days_late.share'),
        paid.length > 0 ? late.length / paid.length : null,
        'share',
      )
      close(
        figure(from, index, 'days_late.mean'),
        paid.length > 0 ? (mean(late.map((bill) => bill.late)) ?? 0) : null,
        'late mean',
      )
    })
  })

  it('cohorts of the period, seen until the data cut', () => {
    const cut = Math.max(...histories.flat().map((event) => event.day))
    each((one, index, from, to) => {
      const cohort = one.bills.filter(
        (bill) => !bill.opening && bill.amount > 0 && bill.issued >= from && bill.issued <= to,
      )
      const issued = cohort.reduce((sum, bill) => sum + bill.amount, 0)
      for (const horizon of [30, 60, 90, null]) {
        const end = (bill: (typeof cohort)[number]) => (horizon === null ? bill.due : bill.issued + horizon)
        const paid = cohort.reduce((sum, bill) => sum + (standing(bill, end(bill)).paidSum ?? 0), 0)
        const old = cohort.every((bill) => end(bill) <= cut)
        const value = issued > 0 && (old || paid >= issued) ? paid / issued : null
        close(figure(from, index, `recovery_cohort.${horizon ?? 'due'}`), value, `cohort ${horizon}`)
      }
    })
  })

  it('cut by segment: a customer counts in each that he fits on the last day, the rest apart', async () => {
    const rule = (sql: string, field: string) => ({ sql, params: {}, fields: [field] })
    const segments = {
      segments: [
        { id: 'owing', rule: rule('open_invoices > 0', 'open_invoices') },
        { id: 'late', rule: rule('overdue_invoices > 0', 'overdue_invoices') },
      ],
      attributes: {},
    }
    const single = histories.flatMap((history) =>
      ['a', 'b'].map((customer) => keepBooks(history.filter((one) => one.customer === customer))),
    )
    for (const [from, to] of PERIODS) {
      const found = await computeKpis(test.warehouse, {
        ...{ from: day(from), asOf: day(to), by: 'segment' as const, segments },
        kpis: ['open', 'overdue', 'on_account', 'billed', 'collected', 'days_to_pay.mean'],
      })
      const cut = (kpi: string, segment: string) =>
        found.find((row) => row.kpi === kpi && row.by?.['segment'] === segment)?.value ?? null
      const truth = single.map((one) => ({ one, end: balances(one, to), flow: flows(one, from, to) }))
      const members = {
        owing: truth.filter(({ end }) => end.openCount > 0),
        late: truth.filter(({ end }) => (end.lateCount[0] ?? 0) > 0),
        '': truth.filter(({ end }) => end.openCount === 0),
      }
      expect(members.late.length, 'some fit both').toBeGreaterThan(0)
      for (const [segment, own] of Object.entries(members)) {
        const total = (of: (one: (typeof truth)[number]) => number) =>
          own.reduce((sum, one) => sum + of(one), 0)
        const where = `${segment} ${from} to ${to}`
        expect(cut('open', segment), where).toBe(text(total(({ end }) => end.open)))
        expect(cut('overdue', segment), where).toBe(text(total(({ end }) => end.late[0] ?? 0)))
        expect(cut('on_account', segment), where).toBe(text(total(({ end }) => end.onAccount)))
        expect(cut('billed', segment), where).toBe(text(total(({ flow }) => flow.billed)))
        expect(cut('collected', segment), where).toBe(text(total(({ flow }) => flow.collected)))
        const took = own.flatMap(({ one }) => settled(one, from, to).map(({ toPay }) => toPay))
        const mean = took.length > 0 ? took.reduce((a, b) => a + b, 0) / took.length : null
        close(cut('days_to_pay.mean', segment), mean, where)
      }
    }
  })

  it('DSO by each method and its bridge', () => {
    each((one, index, from, to) => {
      const end = balances(one, to)
      if (figure(from, index, 'open') === null) return expect(end.open).toBe(0)
      const overdue = end.late[0] ?? 0
      const billed = (first: number, last: number) => flows(one, first, last).billed
      const date = day(to)
      const month = dayDifference(monthStart(date), START)
      const days = to - month + 1
      const sales = billed(month, to)
      close(figure(from, index, 'dso_simple'), sales > 0 ? (end.open / sales) * days : null, 'dso_simple')
      close(
        figure(from, index, 'dso_best_simple'),
        sales > 0 ? ((end.open - overdue) / sales) * days : null,
        'best',
      )
      const quarter = billed(to - 89, to)
      close(figure(from, index, 'dso_90d'), quarter > 0 ? (end.open / quarter) * 90 : null, 'dso_90d')
      const exhaust = (balance: number): number | null => {
        let rest = balance
        let spent = 0
        let last = to
        while (rest > 0) {
          if (last < 0) return null
          const first = dayDifference(monthStart(day(last)), START)
          const length = last === to ? days : daysInMonth(day(first))
          const sold = billed(first, last)
          if (sold > 0 && rest < sold) return spent + (rest / sold) * length
          spent += length
          rest -= sold
          last = first - 1
        }
        return spent
      }
      const layers = [end.open - overdue, end.layers.late, end.layers.dispute, end.layers.unallocated]
      const tops = layers.map((_, n) => exhaust(layers.slice(0, n + 1).reduce((a, b) => a + b, 0)))
      close(figure(from, index, 'dso_countback'), exhaust(end.open), 'dso_countback')
      close(figure(from, index, 'dso_best_countback'), exhaust(end.open - overdue), 'dso_best_countback')
      const [terms, late, dispute, all] = tops
      if (
        typeof terms !== 'number' ||
        typeof late !== 'number' ||
        typeof dispute !== 'number' ||
        typeof all !== 'number'
      )
        return
      close(figure(from, index, 'dso_bridge.terms'), terms, 'terms')
      close(figure(from, index, 'dso_bridge.late'), late - terms, 'late')
      close(figure(from, index, 'dso_bridge.dispute'), dispute - late, 'dispute')
      close(figure(from, index, 'dso_bridge.unallocated'), all - dispute, 'unallocated')
    })
  })

  it('the sums of days and totals are those of the flows of invoices', async () => {
    // plain invoices take a short way into kpi_daily; invoice_flows is the definition
    const difference = await test.warehouse.query({
      name: 'test-flows',
      sql: `SELECT measure, day, of_day, sum(a) AS daily, sum(b) AS flows FROM (
          SELECT entity_id, measure, day, of_day, value AS a, toDecimal64(0, 4) AS b FROM relance.kpi_daily
          WHERE measure IN (SELECT DISTINCT measure FROM relance.invoice_flows)
          UNION ALL SELECT entity_id, measure, day, of_day, 0, value FROM relance.invoice_flows WHERE measure != 'excess'
          UNION ALL SELECT entity_id, 'open', day, day, 0, undetailed FROM relance.account_flows
          UNION ALL SELECT entity_id, 'brought_forward', day, day, 0, undetailed FROM relance.account_flows)
        GROUP BY entity_id, measure, day, of_day HAVING daily != flows`,
      row: z.record(z.string(), z.unknown()),
    })
    expect(difference).toEqual([])
  })
  it('settlements counted by their days are the single ones, those reopened too', async () => {
    const columns = 'entity_id, currency, issued_on, settled_on, reopened_on, internal'
    const difference = await test.warehouse.query({
      name: 'test-settlements',
      sql: `SELECT ${columns}, sum(n) AS more FROM (
          SELECT ${columns}, toInt64(alike) AS n FROM relance.settlement_days
          UNION ALL SELECT ${columns}, -1 FROM relance.settlements WHERE NOT opening)
        GROUP BY ${columns} HAVING more != 0`,
      row: z.record(z.string(), z.unknown()),
    })
    expect(difference).toEqual([])
    const reopened = await test.warehouse.query({
      name: 'test-reopened',
      sql: "SELECT sum(alike) AS n FROM relance.settlement_days WHERE reopened_on < '2149-06-06'",
      row: z.object({ n: z.coerce.number() }),
    })
    expect(reopened[0]?.n).toBeGreaterThan(0)
  })
})
