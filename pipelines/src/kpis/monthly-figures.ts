import type { Warehouse } from '../warehouse/warehouse'
import type { Conversion } from './currencies/rates'
import { factsOf, jointFacts, rowsOf } from './compute'
import { jointDimensions } from './facts/cuts'
import type { Period } from './days'
import { addMonths, monthsBetween } from './days'
import { dataState } from './facts/data-state'
import type { Facts } from './facts/facts'
import { kpis } from './registry'
import type { SegmentCut } from '../segments/segment-cut'
import type { KpiDimension, KpiRow } from './types'

const MONTHS = 13
/** Who is in a segment is worked out for each month anew: the running one and the two before are kept. */
const MONTHS_BY_SEGMENT = 3

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

/** One figure as the table `kpi_presented_figures` holds it, without its generation. */
export interface PresentedFigure extends Omit<MonthlyFigure, 'dimension' | 'cut'> {
  missing_currency: string
  missing_day: string | null
}

/**
 * Every KPI of a creditor, or of all (undefined), for the last 13 months with its currencies brought together.
 * @throws WarehouseError
 */
export async function presentedFigures(
  warehouse: Warehouse,
  entityId: string | undefined,
  today: string,
  conversion: Conversion,
): Promise<PresentedFigure[]> {
  const periods = monthsOf(today)
  const entityIds = entityId === undefined ? {} : { entityIds: [entityId] }
  const question = { asOf: today, from: today, conversion, ...entityIds }
  const facts = await factsOf(warehouse, question, periods, await dataState(warehouse, entityIds.entityIds))
  return periods.flatMap((period) =>
    rowsOf(
      facts.filter((one) => one.period.from === period.from && one.period.to === period.to),
      question,
    ).map((row) => {
      const place = { entityId: entityId ?? '', currency: conversion.to, period, by: undefined }
      const { dimension: _, cut: __, ...figure } = figureOf(row, place)
      const { currency = '', day = null } = row.missing_rate ?? {}
      return { ...figure, missing_currency: currency, missing_day: day }
    }),
  )
}

/** The first day that presentedFigures asks a rate for, but for those that still count from days before. */
export const presentedFrom = (today: string): string => addMonths(today, 1 - MONTHS)

const monthsOf = (today: string): Period[] => monthsBetween(addMonths(today, 1 - MONTHS), today)

/**
 * Every KPI of a creditor for the last 13 months, the running one up to `today`, whole and cut by each dimension (by
 * segment where there are some); not by customer, of whom there are too many, nor by what the table has columns for:
 * the same computing as that of the dashboards, so that the figures are the same.
 * @throws WarehouseError
 */
export async function* monthlyFigures(
  warehouse: Warehouse,
  entityId: string,
  today: string,
  segments?: SegmentCut,
): AsyncGenerator<MonthlyFigure[]> {
  const periods = monthsOf(today)
  const state = await dataState(warehouse, [entityId])
  const question = { asOf: today, from: today, entityIds: [entityId] }
  const cutBy = async (by: KpiDimension | undefined, own = periods) => {
    const more = { ...(by ? { by } : {}), ...(segments ? { segments } : {}) }
    const facts = await factsOf(warehouse, { ...question, ...more }, own, state)
    return figuresOf(facts, own, { entityId, by })
  }
  yield cutBy(undefined)
  for (const dimensions of jointDimensions)
    for (const [by, facts] of await jointFacts(warehouse, question, dimensions, periods, state))
      yield figuresOf(facts, periods, { entityId, by })
  yield cutBy('disputed')
  if (segments?.segments.length) yield cutBy('segment', periods.slice(-MONTHS_BY_SEGMENT))
}

/** Figures of months, each once: what has no currency comes with each of them. */
function figuresOf(
  facts: readonly Facts[],
  periods: readonly Period[],
  { entityId, by }: Pick<Place, 'entityId' | 'by'>,
): MonthlyFigure[] {
  return periods.flatMap((period) => {
    const question = { asOf: period.to, from: period.from, ...(by ? { by } : {}) }
    const rows = ofPeriod(facts, period).flatMap(({ currency, own }) =>
      rowsOf(own, question).map((row) => figureOf(row, { entityId, currency, period, by })),
    )
    const once = new Map(rows.map((row) => [JSON.stringify([row.kpi, row.currency, row.cut, row.part]), row]))
    return [...once.values()]
  })
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
