import { z } from 'zod'
import { day, money } from '../http/shapes.contract'
import { kpiRow, missingRate, periodQuery } from './kpis.contract'

/** GET /api/overview */
export const overviewQuery = periodQuery
export type OverviewQuery = z.input<typeof overviewQuery>

const period = z.object({ from: day, as_of: day })
const number = z.number().nullable()
const amount = z.object({ amount: money, count: z.number().int() })

/** Figures of one month; the last one ends at `as_of`. Null where there is no value. */
export const overviewMonth = z.object({
  /** YYYY-MM */
  month: z.string(),
  as_of: day,
  from: day,
  dso_countback: number,
  dso_best_countback: number,
  dso_simple: number,
  add_countback: number,
  recovery_rate_overdue: number,
  recovery_rate: number,
  recovery_cohort_60: number,
  cei: number,
  complaint_rate: number,
  cost_per_euro: number,
  open: money,
  overdue: money,
  billed: money,
  collected: money,
  ageing: z.object({
    not_due: amount,
    '1-30': amount,
    '31-60': amount,
    '61-90': amount,
    '91+': amount,
    /** opening balances without invoice detail: never overdue */
    undetailed: amount,
  }),
})
export type OverviewMonth = z.infer<typeof overviewMonth>

/** DSO in its four parts; `dso` is their sum. */
export const bridgeParts = z.object({
  terms: number,
  late: number,
  dispute: number,
  unallocated: number,
  dso: number,
})
export type BridgeParts = z.infer<typeof bridgeParts>

export const overdueCustomer = z.object({
  entity_id: z.string(),
  customer_id: z.string(),
  name: z.string(),
  open: money,
  overdue: money,
  disputed: money,
  oldest_due_on: day.nullable(),
  days_late: z.number().int(),
})
export type OverdueCustomer = z.infer<typeof overdueCustomer>

export const overviewAnswer = z.object({
  as_of: day,
  from: day,
  /** the period before, and the same period a year earlier */
  previous: period,
  year_before: period,
  /** the currency of every figure; null without data */
  currency: z.string().nullable(),
  currencies: z.array(z.string()),
  /** when currencies are brought together: units of `to` for one of each on `as_of`, and which rates are not known */
  conversion: z
    .object({
      to: z.string(),
      used: z.array(z.object({ currency: z.string(), day, value: z.number() })),
      missing: z.array(missingRate),
    })
    .nullable(),
  /** true when as_of lies after the data cut */
  provisional: z.boolean(),
  /** by entity: the last day up to which all payments are known, the first from which all invoices are */
  data_cut: z.array(
    z.object({
      entity_id: z.string(),
      complete_through: day.nullable(),
      history_from: day.nullable(),
    }),
  ),
  /** every KPI without a cut, ageing by {bucket} */
  current: z.array(kpiRow),
  previous_rows: z.array(kpiRow),
  year_before_rows: z.array(kpiRow),
  /** 13 months, oldest first */
  months: z.array(overviewMonth),
  /** levels at both ends (the days `from` and `to`) and the change of each part; they add up */
  bridge: z.object({ from: day, to: day, start: bridgeParts, end: bridgeParts, change: bridgeParts }),
  top_overdue: z.array(overdueCustomer),
})
export type OverviewAnswer = z.infer<typeof overviewAnswer>
