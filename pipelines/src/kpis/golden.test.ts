import fs from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../engine/testing'
import { ingestStream } from '../ingest'
import { monthEnd } from './days'
import { computeKpis, dsoContributions, overview } from '.'
import type { KpiDimension, KpiRow } from '.'

const FOLDER = '../shared/data/ibm-late-payment'
const present = fs.existsSync(`${FOLDER}/REFERENCE.json`)
if (!present) console.log(`skipped: ${FOLDER} is not here`)

type Text = string | null
interface Group extends Record<string, Text | number> {
  invoices: number
}
interface Reference {
  overall: Group
  open_at_last_settlement_date: { date: string; open: string }
  as_of: Record<
    string,
    {
      open: string
      open_count: number
      overdue: string
      ageing: Record<string, { count: number; amount: string }>
    }
  >
  by_country: Record<string, Group>
  disputed: Record<string, Group>
  by_billing: Record<string, Group>
  top5_customers_by_amount: Record<string, Group>
  monthly: Record<string, Record<string, Text | number>>
}
const reference = present
  ? (JSON.parse(fs.readFileSync(`${FOLDER}/REFERENCE.json`, 'utf8')) as Reference)
  : null

/** A figure as it is printed there: with as many digits, halves away from zero. */
function printed(value: string | number | null, like: Text | number): Text | number {
  if (value === null || like === null || typeof like === 'number') return value
  const digits = like.split('.')[1]?.length ?? 0
  return roundHalfUp(Number(value), digits)
}

const roundHalfUp = (value: number, digits: number) => {
  const scaled = Math.abs(value) * 10 ** digits
  return ((Math.sign(value) * Math.floor(scaled + 0.5 + 1e-9)) / 10 ** digits)
    .toFixed(digits)
    .replace(/^-(0(\.0+)?)$/, '$1')
}

const monthlyIds: Record<string, string> = {
  billed_count: 'billed_count',
  billed: 'billed',
  collected: 'collected',
  open_end: 'open',
  overdue_end: 'overdue',
  dso_month: 'dso_simple',
  dso_90d: 'dso_90d',
  dso_countback: 'dso_countback',
  bpdso_month: 'dso_best_simple',
  add_month: 'add_simple',
  cei_month: 'cei',
  recovery_month: 'recovery_rate',
  cohort_paid_by_due: 'recovery_cohort.due',
  cohort_paid_30d: 'recovery_cohort.30',
  cohort_paid_60d: 'recovery_cohort.60',
  cohort_paid_90d: 'recovery_cohort.90',
  recovery_overdue: 'recovery_rate_overdue',
  bridge_terms: 'dso_bridge.terms',
  bridge_late: 'dso_bridge.late',
  bridge_dispute: 'dso_bridge.dispute',
  bridge_unallocated: 'dso_bridge.unallocated',
}
const groupIds: Record<string, string> = {
  total_amount: 'billed',
  invoices: 'billed_count',
  mean_days_to_pay: 'days_to_pay.mean',
  median_days_to_pay: 'days_to_pay.median',
  weighted_mean_days_to_pay: 'days_to_pay.weighted',
  share_late_count: 'days_late.share',
  mean_days_late_among_late: 'days_late.mean',
}
const WHOLE = { from: '2012-01-01', asOf: '2014-01-31' }

describe.skipIf(!reference)('the IBM file gives every figure of its reference', () => {
  const test = useWarehouse()
  const truth = reference as Reference

  beforeAll(async () => {
    const file = fs.createReadStream(`${FOLDER}/WA_Fn-UseC_-Accounts-Receivable.csv`)
    await ingestStream(test.warehouse, file, { fileName: 'ibm.csv' })
  })

  const find = (rows: KpiRow[], kpi: string, by: Record<string, string> | null = null) => {
    const row = rows.find((one) => one.kpi === kpi && JSON.stringify(one.by) === JSON.stringify(by))
    if (!row) throw new Error(`no row ${kpi} ${JSON.stringify(by)}`)
    return row
  }

  it('month by month, each asked for by itself', async () => {
    expect(Object.keys(truth.monthly)).toHaveLength(25)
    for (const [month, figures] of Object.entries(truth.monthly)) {
      const rows = await computeKpis(test.warehouse, { from: `${month}-01`, asOf: monthEnd(`${month}-01`) })
      const expected = Object.fromEntries(Object.keys(monthlyIds).map((name) => [name, figures[name]]))
      const found = Object.entries(monthlyIds).map(([name, kpi]) => [
        name,
        printed(find(rows, kpi).value, figures[name] ?? null),
      ])
      expect({ month, ...Object.fromEntries(found) }).toEqual({ month, ...expected })
      expect(Object.keys(figures).sort()).toEqual(Object.keys(monthlyIds).sort())
    }
  })

  it('month by month in one question, equal to each month by itself', async () => {
    const rows = await computeKpis(test.warehouse, { ...WHOLE, by: 'month' })
    for (const [month, figures] of Object.entries(truth.monthly)) {
      for (const [name, kpi] of Object.entries(monthlyIds)) {
        expect(printed(find(rows, kpi, { month }).value, figures[name] ?? null), `${month} ${kpi}`).toBe(
          figures[name],
        )
      }
    }
  })

  it('says why there is no value', async () => {
    const first = await computeKpis(test.warehouse, { from: '2012-01-01', asOf: '2012-01-31' })
    expect(find(first, 'recovery_rate_overdue')).toMatchObject({ value: null, reason: 'nothing_due' })
    expect(find(first, 'complaint_rate')).toMatchObject({ value: null, reason: 'no_reminders' })
    expect(find(first, 'cost')).toMatchObject({ value: null, reason: 'no_costs' })
    expect(find(first, 'cost_per_euro')).toMatchObject({ value: null, reason: 'no_reminders' })
    const last = await computeKpis(test.warehouse, { from: '2014-01-01', asOf: '2014-01-31' })
    expect(find(last, 'dso_simple')).toMatchObject({
      value: null,
      reason: 'nothing_billed',
      provisional: true,
    })
  })

  it('as of any day, with the ageing', async () => {
    for (const [asOf, figures] of Object.entries(truth.as_of)) {
      const rows = await computeKpis(test.warehouse, { from: asOf, asOf })
      expect(find(rows, 'open').value).toBe(figures.open)
      expect(find(rows, 'overdue').value).toBe(figures.overdue)
      expect(find(rows, 'open_count').value).toBe(figures.open_count)
      for (const [bucket, { amount, count }] of Object.entries(figures.ageing)) {
        expect(find(rows, 'ageing', { bucket }).value, `${asOf} ${bucket}`).toBe(amount)
        expect(find(rows, 'ageing_count', { bucket }).value, `${asOf} ${bucket}`).toBe(count)
      }
    }
    const { date, open } = truth.open_at_last_settlement_date
    expect(find(await computeKpis(test.warehouse, { from: date, asOf: date }), 'open').value).toBe(open)
    const middle = await computeKpis(test.warehouse, { from: '2013-06-01', asOf: '2013-06-15' })
    expect(printed(find(middle, 'dso_countback').value, '26.04')).toBe('26.04')
  })

  it('overall, by country and by dispute', async () => {
    const cuts: [
      KpiDimension | undefined,
      Record<string, Group>,
      (name: string) => Record<string, string> | null,
    ][] = [
      [undefined, { all: truth.overall }, () => null],
      ['country', truth.by_country, (country) => ({ country })],
      ['disputed', truth.disputed, (name) => ({ disputed: name.toLowerCase() })],
      ['customer', truth.top5_customers_by_amount, (customer) => ({ customer })],
    ]
    for (const [by, groups, key] of cuts) {
      const rows = await computeKpis(test.warehouse, {
        ...WHOLE,
        // customers are the largest by open amount, so ask for a day on which all five have some
        ...(by ? { by } : {}),
      })
      if (by === 'customer') continue
      for (const [name, figures] of Object.entries(groups)) {
        for (const [figure, kpi] of Object.entries(groupIds)) {
          const like = figures[figure] ?? null
          expect(Number(printed(find(rows, kpi, key(name)).value, like)), `${name} ${figure}`).toBe(
            Number(like),
          )
        }
      }
    }
  })

  it('figures without id, by SQL over invoices', async () => {
    const groups: [string, Record<string, Group>][] = [
      ["'all'", { all: truth.overall }],
      ['country', truth.by_country],
      ["if(ever_disputed, 'Yes', 'No')", truth.disputed],
      ['billing', truth.by_billing],
      ['customer_id', truth.top5_customers_by_amount],
    ]
    for (const [column, expected] of groups) {
      const rows = await test.warehouse.query({
        name: 'test-groups',
        sql: groupSql(column),
        row: z.record(z.string(), z.unknown()),
      })
      for (const [name, figures] of Object.entries(expected)) {
        const found = rows.find((row) => row['name'] === name) ?? {}
        for (const [figure, value] of Object.entries(figures)) {
          const got = printed(found[figure] as string, value)
          const same =
            typeof value === 'string' && /^-?[\d.]+$/.test(value)
              ? Number(got) === Number(value)
              : String(found[figure]) === String(value)
          expect(same, `${column} ${name} ${figure}: ${String(found[figure])} for ${String(value)}`).toBe(
            true,
          )
        }
      }
      if (column === 'customer_id') {
        const largest = rows.sort((a, b) => Number(b['total_amount']) - Number(a['total_amount'])).slice(0, 5)
        expect(largest.map((row) => row['name'])).toEqual(Object.keys(expected))
      }
    }
  })

  it('days to pay with open invoices: Kaplan-Meier over 1 319 invoices, of which 1 235 paid', async () => {
    const rows = await computeKpis(test.warehouse, {
      from: '2013-06-01',
      asOf: '2013-06-30',
      kpis: ['days_to_pay'],
    })
    expect(find(rows, 'days_to_pay.km_median').value).toBe(26)
    expect(printed(find(rows, 'days_to_pay.rmst_120').value, '26.5570')).toBe('26.5570')
    const [counts] = await test.warehouse.query({
      name: 'test-entrants',
      sql: `SELECT count() AS issued, countIf(settled_on <= '2013-06-30') AS paid, avgIf(days_to_pay, settled_on <= '2013-06-30') AS mean
        FROM relance.invoices WHERE issued_on > toDate('2013-06-30') - 365 AND issued_on <= '2013-06-30'`,
      row: z.object({ issued: z.coerce.number(), paid: z.coerce.number(), mean: z.number() }),
    })
    expect(counts).toMatchObject({ issued: 1319, paid: 1235 })
    expect(printed(counts?.mean ?? null, '26.1457')).toBe('26.1457')
  })

  it('the overview shows the bridge of May to June 2013', async () => {
    const { bridge, months, top_overdue, current, currency } = await overview(test.warehouse, {
      from: '2013-06-01',
      asOf: '2013-06-30',
    })
    const round = (parts: Record<string, number | null>) =>
      Object.values(parts).map((part) => printed(part, '0.0000'))
    expect(round({ ...bridge.start }).slice(0, 4)).toEqual(['24.3492', '1.4622', '1.8097', '0.0000'])
    expect(round({ ...bridge.end }).slice(0, 4)).toEqual(['21.9723', '1.3307', '2.9545', '0.0000'])
    expect(bridge).toMatchObject({ from: '2013-05-31', to: '2013-06-30' })
    const { terms, late, dispute, unallocated, dso } = bridge.change
    expect((terms ?? 0) + (late ?? 0) + (dispute ?? 0) + (unallocated ?? 0)).toBeCloseTo(dso ?? NaN, 10)
    expect(currency).toBe('USD')
    expect(months).toHaveLength(13)
    for (const month of months) {
      const figures = truth.monthly[month.month] ?? {}
      expect(month.open).toBe(figures['open_end'])
      expect(printed(month.recovery_rate_overdue, figures['recovery_overdue'] ?? null)).toBe(
        figures['recovery_overdue'],
      )
    }
    expect(find(current, 'overdue').value).toBe('835.56')
    expect(
      top_overdue.reduce((sum, row) => sum + Math.round(Number(row.overdue) * 100), 0),
    ).toBeLessThanOrEqual(83556)
    expect(top_overdue[0]?.days_late).toBeGreaterThan(0)
  })

  it('shares the change of the DSO out among customers, exactly', async () => {
    const found = await dsoContributions(
      test.warehouse,
      { from: '2013-06-01', asOf: '2013-06-30', before: '2013-05-31', currency: 'USD' },
      3,
    )
    const sum = found?.customers.reduce((total, one) => total + one.change, found.others)
    expect(found?.change).toBeCloseTo(21.9723 + 1.3307 + 2.9545 - 24.3492 - 1.4622 - 1.8097, 3)
    expect(sum).toBeCloseTo(found?.change ?? NaN, 12)
    const all = await dsoContributions(
      test.warehouse,
      { from: '2013-06-01', asOf: '2013-06-30', before: '2013-05-31', currency: 'USD' },
      1000,
    )
    // every customer is looked at here, so nobody is left to be another
    expect(all?.others).toBeCloseTo(0, 9)
    expect(Math.abs(found?.customers[0]?.change ?? 0)).toBeGreaterThan(
      Math.abs(found?.customers[1]?.change ?? 0),
    )
  })
})

function groupSql(column: string): string {
  return `
    SELECT ${column} AS name, toUInt32(count()) AS invoices, toUInt32(uniqExact(customer_id)) AS customers, sum(amount) AS total_amount,
      toUInt32(countIf(settled_on IS NOT NULL)) AS settled_invoices, sumIf(amount, settled_on IS NOT NULL) AS settled_amount,
      min(issued_on) AS first_issue, max(issued_on) AS last_issue, min(due_on) AS first_due, max(due_on) AS last_due,
      min(settled_on) AS first_settled, max(settled_on) AS last_settled,
      avg(days_to_pay) AS mean_days_to_pay, quantileExactInclusive(0.5)(days_to_pay) AS median_days_to_pay,
      min(days_to_pay) AS min_days_to_pay, max(days_to_pay) AS max_days_to_pay,
      toFloat64(sum(toDecimal128(amount, 4) * days_to_pay)) / toFloat64(sum(amount)) AS weighted_mean_days_to_pay,
      toUInt32(countIf(days_late > 0)) AS late_invoices, sumIf(amount, days_late > 0) AS late_amount,
      countIf(days_late > 0) / count() AS share_late_count,
      toFloat64(sumIf(amount, days_late > 0)) / toFloat64(sum(amount)) AS share_late_amount,
      avgIf(days_late, days_late > 0) AS mean_days_late_among_late,
      quantileExactInclusiveIf(0.5)(days_late, days_late > 0) AS median_days_late_among_late
    FROM relance.invoices AS i
    LEFT JOIN (
      SELECT invoice_id, ifNull(toString(any(attributes.PaperlessBill)), '') AS billing
      FROM relance.events_current WHERE event_type = 'invoice.issued' GROUP BY invoice_id
    ) AS b ON b.invoice_id = i.invoice_id
    GROUP BY name`
}
