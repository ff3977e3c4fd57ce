import type { Warehouse } from '../warehouse/warehouse'
import { factsOf, rowsOf } from './compute'
import type { Period } from './days'
import { addMonths, monthsBetween } from './days'
import { dataState } from './facts/data-state'
import type { Facts } from './facts/facts'
import { kpis } from './registry'
import type { KpiDimension, KpiRow } from './types'

const MONTHS = 13

/** Dimensions that are kept; customers are too many, months, entities and currencies have columns of their own. */
const DIMENSIONS = [
  'country',
  'kind',
  'sector',
  'size',
  'account_manager',
  'disputed',
  'campaign',
  'channel',
  'tone',
  'variant',
] as const satisfies readonly KpiDimension[]

/** One figure as the table `kpi_figures` holds it, without its generation. */
export interface MonthlyFigure {
  entity_id: string
  kpi: string
  currency: string
  from_day: string
  as_of: string
  dimension: string
  cut: string
  part: string
  value: number | null
  amount: string | null
  unit: string
  reason: string
  provisional: number
}

const withoutCurrency = new Set(
  kpis.filter((kpi) => kpi.withoutCurrency).flatMap((kpi) => kpi.definitions.map(({ id }) => id)),
)

/**
 * Every KPI of a creditor for the last 13 months, the running one up to `today`, whole and cut by each dimension:
 * the same computing as that of the dashboards, so that the figures are the same.
 * @throws WarehouseError
 */
export async function* monthlyFigures(
  warehouse: Warehouse,
  entityId: string,
  today: string,
): AsyncGenerator<MonthlyFigure[]> {
  const periods = monthsBetween(addMonths(today, 1 - MONTHS), today)
  const state = await dataState(warehouse, [entityId])
  for (const by of [undefined, ...DIMENSIONS]) {
    const question = { asOf: today, from: today, entityIds: [entityId], ...(by ? { by } : {}) }
    const facts = await factsOf(warehouse, question, periods, state)
    yield periods.flatMap((period) => {
      const rows = ofPeriod(facts, period).flatMap(({ currency, own }) =>
        rowsOf(own, question).map((row) => figureOf(row, { entityId, currency, period, by })),
      )
      // what has no currency comes with each of them
      const once = new Map(
        rows.map((row) => [JSON.stringify([row.kpi, row.currency, row.cut, row.part]), row]),
      )
      return [...once.values()]
    })
  }
}

/** Facts of a period, those of one currency together. */
function ofPeriod(facts: readonly Facts[], { from, to }: Period): { currency: string; own: Facts[] }[] {
  const found = new Map<string, Facts[]>()
  for (const one of facts) {
    if (one.period.from !== from || one.period.to !== to || !isThere(one)) continue
    found.set(one.currency, [...(found.get(one.currency) ?? []), one])
  }
  return [...found].map(([currency, own]) => ({ currency, own }))
}

/** A value of a cut that first appears in a later month has no figures yet: the dashboards of this one do not show it. */
const isThere = ({ cut, measures }: Facts): boolean =>
  cut === '' || [...measures.values()].some(({ before, lastDay }) => before !== 0n || lastDay !== null)

interface Place {
  entityId: string
  currency: string
  period: Period
  by: KpiDimension | undefined
}

function figureOf(row: KpiRow, { entityId, currency, period, by }: Place): MonthlyFigure {
  const { [by ?? '']: cut = '', ...parts } = row.by ?? {}
  return {
    entity_id: entityId,
    kpi: row.kpi,
    currency: withoutCurrency.has(row.kpi) ? '' : currency,
    from_day: period.from,
    as_of: period.to,
    dimension: by ?? '',
    cut,
    part: Object.values(parts).join(' '),
    value: row.value === null ? null : Number(row.value),
    amount: typeof row.value === 'string' ? row.value : null,
    unit: row.unit,
    reason: row.reason ?? '',
    provisional: row.provisional ? 1 : 0,
  }
}
