import { z } from 'zod'
import { day, money } from '../http/shapes.contract'
import { kpiRow, periodQuery } from './kpis.contract'

/** GET /api/overview */
export const overviewQuery = periodQuery
export type OverviewQuery = z.input<typeof overviewQuery>

/** One figure now, in the period before it and a year earlier (same length of period). */
export const figure = z.object({
  now: kpiRow,
  previous: kpiRow.nullable(),
  year_before: kpiRow.nullable(),
})
export type Figure = z.infer<typeof figure>

const number = z.number().nullable()
/** Figures of one month; the last month ends at `as_of`. Null where there is no value. */
export const overviewMonth = z.object({
  month: z.string(),
  as_of: day,
  dso_countback: number,
  dso_best_countback: number,
  recovery_rate_overdue: number,
  recovery_rate: number,
  complaint_rate: number,
  cost_per_euro: number,
  billed: money.nullable(),
  collected: money.nullable(),
  open: money.nullable(),
  overdue: money.nullable(),
  ageing: z.array(z.object({ bucket: z.string(), amount: money, count: z.number().int() })),
})
export type OverviewMonth = z.infer<typeof overviewMonth>

export const bridgePart = z.object({
  part: z.enum(['terms', 'late', 'dispute', 'unallocated']),
  start: number,
  end: number,
  change: number,
})
export type BridgePart = z.infer<typeof bridgePart>

export const topCustomer = z.object({
  entity_id: z.string(),
  customer_id: z.string(),
  name: z.string(),
  open: money,
  overdue: money,
  oldest_due_on: day.nullable(),
})
export type TopCustomer = z.infer<typeof topCustomer>

export const overviewAnswer = z.object({
  as_of: day,
  from: day,
  currency: z.string().nullable(),
  /** Last day up to which all payments are known; figures after it are provisional. */
  complete_through: day.nullable(),
  history_from: day.nullable(),
  /** By KPI id: every KPI of the registry without a cut. */
  figures: z.record(z.string(), figure),
  /** The 13 month ends up to `as_of`, oldest first. */
  months: z.array(overviewMonth),
  /** DSO at the day before `from` and at `as_of`, split in four parts that sum to it; null without a DSO. */
  bridge: z
    .object({
      start_on: day,
      end_on: day,
      start: number,
      end: number,
      parts: z.array(bridgePart),
    })
    .nullable(),
  top_overdue: z.array(topCustomer),
})
export type OverviewAnswer = z.infer<typeof overviewAnswer>
