import { z } from 'zod'
import type { Warehouse } from '../../warehouse/warehouse'
import openInvoicesSql from '../open-invoices.sql?raw'
import { band } from './band'
import curvesSql from './curves.sql?raw'
import openSql from './open.sql?raw'
import { hazardOf, survivalOf, weeklyShares } from './payment-curve'
import type { CurveRow } from './payment-curve'
import regularsSql from './regulars.sql?raw'
import weeksSql from './weeks.sql?raw'

export const WEEKS = 13
const YEAR = 52
const number = z.coerce.number()
const curveRow = z.object({ habit: z.string(), age: number, entered: number, paid: number, gone: number })
const openRow = z.object({
  habit: z.string(),
  segment: z.string(),
  /** 1: of all customers, else of the share `unit` of them, at the mean of a week of ages */
  whole: number,
  unit: number,
  age: number,
  amount: number,
  squares: number,
})
type OpenRow = z.output<typeof openRow>
const weekRow = z.object({ week: number, billed: number, collected: number })
export type WeekRow = z.output<typeof weekRow>

export interface ForecastQuestion {
  asOf: string
  currency: string
  entityIds?: string[]
  includeInternal?: boolean
}

/** What is expected in each of the thirteen weeks after a day, from what was known on that day. */
export interface ForecastAt {
  open: number[]
  toBeBilled: number[]
  low: number[]
  high: number[]
  /** contested open amounts, forecast by the curve of contested invoices */
  disputed: number
  /** weeks counted from the day, the coming ones included where they are known */
  weeks: WeekRow[]
}

/**
 * Cash forecast of one day in two layers. Open invoices: open amount × the share that the payment curve of its segment
 * (or of the customer, where he paid twenty invoices within the year) gives to each coming week at its age. Invoices
 * to be billed: the billing of the same week a year ago × the trend of the year, through the curve by age since issue.
 * @param resamples of customers and of billing weeks for the band of 80 %
 */
export async function forecastAt(
  warehouse: Warehouse,
  question: ForecastQuestion,
  resamples: number,
): Promise<ForecastAt> {
  const params = {
    asOf: question.asOf,
    currency: question.currency,
    entities: question.entityIds ?? [],
    internal: question.includeInternal ? 1 : 0,
  }
  const regulars = await warehouse.query({
    name: 'forecast-regulars',
    sql: regularsSql,
    params,
    row: z.object({ customer_id: z.string() }),
  })
  const known = { ...params, regulars: regulars.map((row) => row.customer_id) }
  const fragment = openInvoicesSql.replace(/^\s*--.*$/gm, '').trim()
  const [curves, open, weeks] = await Promise.all([
    warehouse.query({ name: 'forecast-curves', sql: curvesSql, params: known, row: curveRow }),
    warehouse.query({
      name: 'forecast-open',
      sql: openSql.replaceAll('{open_invoices}', fragment),
      params: known,
      row: openRow,
    }),
    warehouse.query({ name: 'forecast-weeks', sql: weeksSql, params, row: weekRow }),
  ])
  return combine(curves, open, weeks, resamples)
}

function combine(
  curves: readonly CurveRow[],
  open: readonly OpenRow[],
  weeks: WeekRow[],
  resamples: number,
): ForecastAt {
  const share = sharesOf(curves, open)
  const units = new Map<number, number[]>()
  const chance = new Array<number>(WEEKS).fill(0)
  const layer = new Array<number>(WEEKS).fill(0)
  let disputed = 0
  for (const row of open) {
    const parts = share(row)
    if (row.whole === 0) {
      const before = units.get(row.unit)
      const own = parts.map((part, week) => row.amount * part + (before?.[week] ?? 0))
      units.set(row.unit, own)
      continue
    }
    if (row.habit === 'd') disputed += row.amount
    parts.forEach((part, week) => {
      layer[week] = (layer[week] ?? 0) + row.amount * part
      chance[week] = (chance[week] ?? 0) + row.squares * part * (1 - part)
    })
  }
  const { expected, past } = billingOf(weeks)
  const paidAfter = paidAfterIssue(curves.filter((row) => row.habit === 'all'))
  const toBeBilled = layer.map((_, week) =>
    expected
      .slice(0, week + 1)
      .reduce((sum, billed, from) => sum + billed * (paidAfter[week - from] ?? 0), 0),
  )
  const range = band({
    units: [...units.values()],
    chance,
    billing: expected,
    pastBilling: past,
    paidAfter,
    resamples,
    seed: 20_260_101,
  })
  return { open: layer, toBeBilled, ...range, disputed, weeks }
}

/** The shares of the coming weeks for a habit at an age; each pair is worked out once. */
function sharesOf(curves: readonly CurveRow[], open: readonly OpenRow[]) {
  const rowsOf = new Map<string, CurveRow[]>()
  for (const row of curves) rowsOf.set(row.habit, [...(rowsOf.get(row.habit) ?? []), row])
  const hazards = new Map([...rowsOf].map(([habit, rows]) => [habit, hazardOf(rows)]))
  const whole = hazardOf(curves.filter((row) => row.habit.startsWith('s ') || row.habit === 'd'))
  const survivals = new Map<string, number[]>()
  for (const { habit, segment } of open) {
    if (survivals.has(habit)) continue
    const parent = hazards.get(segment) ?? whole
    const own = hazards.get(habit) ?? parent
    survivals.set(habit, habit === segment ? survivalOf(own, whole) : survivalOf(own, parent))
  }
  const known = new Map<string, number[]>()
  return ({ habit, age }: OpenRow): number[] => {
    const key = `${age} ${habit}`
    const found = known.get(key) ?? weeklyShares(survivals.get(habit) ?? [], age, WEEKS)
    known.set(key, found)
    return found
  }
}

/** Billing of the coming weeks: that of the same week a year ago × the trend; the mean where no year is known. */
function billingOf(weeks: readonly WeekRow[]): { expected: number[]; past: number[] } {
  const billed = new Map(weeks.map((row) => [row.week, row.billed]))
  const sum = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => billed.get(from + index) ?? 0).reduce((a, b) => a + b, 0)
  const first = Math.min(0, ...weeks.filter((row) => row.billed > 0).map((row) => row.week))
  const known = Math.min(YEAR, 1 - first)
  const past = Array.from({ length: known }, (_, index) => billed.get(-index) ?? 0)
  const mean = sum(1 - known, known) / known
  const before = first <= 1 - 2 * YEAR + 1 ? sum(1 - 2 * YEAR, YEAR) : 0
  const trend = before > 0 ? Math.min(2, Math.max(0.5, sum(1 - YEAR, YEAR) / before)) : 1
  const expected = Array.from({ length: WEEKS }, (_, index) => {
    // three weeks around the same one a year ago: calendars shift by a day each year
    const near = sum(index - YEAR, 3) / 3
    return first < index - YEAR ? near * trend : mean
  })
  return { expected, past }
}

/** Share of a week's billing that is paid in its own week, the next and so on, billed in its middle on average. */
function paidAfterIssue(rows: readonly CurveRow[]): number[] {
  const survival = survivalOf(hazardOf(rows))
  const [own = 0] = weeklyShares(survival, -4, 1)
  const later = weeklyShares(survival, 3, WEEKS - 1).map((part) => part * (1 - own))
  return [own, ...later]
}
