import type { Warehouse } from '../warehouse/warehouse'
import { factsOf, rowsOf } from './compute'
import type { Period } from './days'
import { addMonths, isMonthEnd, monthEnd, monthStart, sameDay } from './days'
import { dataState } from './facts/data-state'
import type { KpiQuestion, KpiRow } from './types'

export interface PastFiguresQuestion extends Pick<KpiQuestion, 'entityIds' | 'by' | 'segments'> {
  kpi: string
  /** the last day of the figure, whose month has begun on the first */
  asOf: string
  currency: string
  /** the value of `by` that is meant */
  cut?: string
  /** months to look back */
  months: number
}

export interface PastFigures {
  /** one row; several where the KPI has parts by itself, none where it has no meaning for the cut */
  now: KpiRow[]
  /** figures at the same position of earlier months, of which the whole is known, the latest first */
  past: { monthsAgo: number; asOf: string; value: number }[]
}

/**
 * A KPI of the month up to a day, and the same figure up to the same day of the months before: the last day of a
 * month is compared with last days. Months that reach before the known history, or have no value, are left out.
 * @throws WarehouseError
 */
export async function pastFigures(warehouse: Warehouse, asked: PastFiguresQuestion): Promise<PastFigures> {
  const { kpi, asOf, currency, by, cut, months } = asked
  const question: KpiQuestion = {
    ...{ asOf, from: monthStart(asOf), currency, kpis: [kpi] },
    ...(asked.entityIds ? { entityIds: asked.entityIds } : {}),
    ...(by ? { by } : {}),
    ...(asked.segments ? { segments: asked.segments } : {}),
  }
  const state = await dataState(warehouse, asked.entityIds)
  const known = state.historyFrom
  const periods = Array.from({ length: months + 1 }, (_, monthsAgo) => alike(asOf, monthsAgo))
  const whole = periods.filter(({ from }, monthsAgo) => monthsAgo === 0 || (known !== null && from >= known))
  const facts = await factsOf(warehouse, question, whole, state)
  const rows = ({ from, to }: Period) =>
    rowsOf(
      facts.filter(
        (one) =>
          one.period.from === from && one.period.to === to && (by === undefined || one.cut === (cut ?? '')),
      ),
      question,
    ).filter((row) => row.kpi === kpi)
  const past = periods.flatMap((period, monthsAgo) => {
    if (monthsAgo === 0 || !whole.includes(period)) return []
    const value = rows(period)[0]?.value ?? null
    return value === null ? [] : [{ monthsAgo, asOf: period.to, value: Number(value) }]
  })
  return { now: rows(alike(asOf, 0)), past }
}

function alike(asOf: string, monthsAgo: number): Period {
  const from = addMonths(asOf, -monthsAgo)
  return { from: monthStart(from), to: isMonthEnd(asOf) ? monthEnd(from) : sameDay(asOf, -monthsAgo) }
}
