import type { Warehouse } from '../warehouse/warehouse'
import { ageingOf } from './ageing'
import { convertibleFacts, rowsOf } from './compute'
import { largestOverdue } from './currencies/top-overdue'
import { usedRates } from './currencies/used-rates'
import type { Period } from './days'
import { addMonths, dayDifference, earlier, monthEnd, monthStart, previousPeriod, yearBefore } from './days'
import { bridgeOf } from './dso-bridge'
import { dataState } from './facts/data-state'
import type { Facts } from './facts/facts'
import { flow, level, unlessRateMissing } from './facts/facts'
import { moneyText } from './money'
import { mostOverdue } from './receivables'
import { overviewKpis } from './registry'
import type {
  AgeingAmounts,
  BridgeParts,
  Figure,
  KpiQuestion,
  KpiRow,
  Overview,
  OverviewMonth,
  ReceivablesRow,
} from './types'

const MONTHS = 13
const TOP = 10

/**
 * Everything the Overview draws, for one currency: the asked one, else the one with the largest open amount.
 * @throws WarehouseError
 */
export async function overview(
  warehouse: Warehouse,
  asked: Omit<KpiQuestion, 'by' | 'kpis' | 'limit'>,
): Promise<Overview> {
  const question = { ...asked, kpis: [...overviewKpis] }
  const period = { from: question.from, to: question.asOf }
  const before = previousPeriod(period)
  const yearAgo = yearBefore(period)
  const months = monthsUntil(question.asOf)
  const shown = [period, before, yearAgo]
  const state = await dataState(warehouse, question.entityIds)
  const convertible = await convertibleFacts(
    warehouse,
    question,
    distinct([period, before, yearAgo, ...months]),
    state,
    shown,
  )
  const facts = convertible()
  const { conversion } = question
  const currency = conversion?.to ?? question.currency ?? largestCurrency(facts, period)
  const among = (list: readonly Facts[], wanted: Period) =>
    list.find((one) => isSame(one.period, wanted) && one.currency === (currency ?? '')) ?? null
  const of = (wanted: Period) => among(facts, wanted)
  const currencies = [...new Set(facts.flatMap((one) => one.currencies ?? one.currency))].filter(
    (code) => code !== '',
  )
  const top = await topOverdue(warehouse, question, currency, currencies)
  const rows = (wanted: Period): KpiRow[] => {
    const found = of(wanted)
    return found ? rowsOf([found], question) : []
  }
  return {
    as_of: question.asOf,
    from: question.from,
    previous: { from: before.from, as_of: before.to },
    year_before: { from: yearAgo.from, as_of: yearAgo.to },
    currency,
    currencies,
    conversion: conversion
      ? { to: conversion.to, ...usedRates(conversion, currencies, question.asOf) }
      : null,
    provisional: state.dataCut !== null && question.asOf > state.dataCut,
    data_cut: state.entities,
    current: rows(period),
    previous_rows: rows(before),
    year_before_rows: rows(yearAgo),
    months: months.flatMap((month) => unlessRateMissing(() => monthOf(of(month))) ?? []),
    // both ends at the rates of the last day: a bridge is about payments, not about rates
    bridge: bridge(among(convertible(question.asOf), before), of(period), before.to, question.asOf),
    top_overdue: top.map((row) => ({
      entity_id: row.entity_id,
      customer_id: row.customer_id,
      name: row.name,
      open: row.open,
      overdue: row.overdue,
      disputed: row.disputed,
      oldest_due_on: row.oldest_due_on,
      days_late: row.oldest_due_on ? dayDifference(question.asOf, row.oldest_due_on) : 0,
    })),
  }
}

const topOverdue = async (
  warehouse: Warehouse,
  { conversion, ...question }: KpiQuestion,
  currency: string | null,
  currencies: readonly string[],
): Promise<ReceivablesRow[]> =>
  conversion
    ? largestOverdue(warehouse, { ...question, currency: '' }, conversion, currencies, TOP)
    : mostOverdue(warehouse, { ...question, currency: currency ?? '' }, TOP)

function monthsUntil(asOf: string): Period[] {
  const first = addMonths(asOf, 1 - MONTHS)
  return Array.from({ length: MONTHS }, (_, index) => {
    const from = addMonths(first, index)
    return { from: monthStart(from), to: earlier(monthEnd(from), asOf) }
  })
}

const isSame = (a: Period, b: Period) => a.from === b.from && a.to === b.to

const distinct = (periods: Period[]): Period[] =>
  periods.filter((period, index) => periods.findIndex((other) => isSame(other, period)) === index)

function largestCurrency(facts: readonly Facts[], period: Period): string | null {
  const now = facts.filter((one) => isSame(one.period, period) && one.currency !== '')
  now.sort((a, b) => Number(level(b, 'open') - level(a, 'open')) || (a.currency < b.currency ? -1 : 1))
  return now[0]?.currency ?? null
}

function monthOf(facts: Facts | null): OverviewMonth | null {
  if (!facts) return null
  const { from, to } = facts.period
  const figures = new Map(
    rowsOf([facts], { asOf: to, from, kpis: [...overviewKpis] }).map((row) => [row.kpi, row.value]),
  )
  const figure = (kpi: string): Figure => {
    const value = figures.get(kpi)
    return typeof value === 'number' ? value : null
  }
  return {
    month: to.slice(0, 7),
    asOf: to,
    from,
    dso_countback: figure('dso_countback'),
    dso_best_countback: figure('dso_best_countback'),
    dso_simple: figure('dso_simple'),
    add_countback: figure('add_countback'),
    recovery_rate_overdue: figure('recovery_rate_overdue'),
    recovery_rate: figure('recovery_rate'),
    recovery_cohort_60: figure('recovery_cohort.60'),
    cei: figure('cei'),
    complaint_rate: figure('complaint_rate'),
    cost_per_euro: figure('cost_per_euro'),
    open: moneyText(level(facts, 'open')),
    overdue: moneyText(level(facts, 'overdue')),
    billed: moneyText(flow(facts.ownDays ?? facts, 'billed')),
    collected: moneyText(flow(facts.ownDays ?? facts, 'collected')),
    ageing: ageingAmounts(facts),
  }
}

const ageingAmounts = (facts: Facts): AgeingAmounts =>
  Object.fromEntries(
    Object.entries(ageingOf(facts)).map(([bucket, { amount, count }]) => [
      bucket,
      { amount: moneyText(amount), count },
    ]),
  ) as AgeingAmounts

const unknown: BridgeParts = { terms: null, late: null, dispute: null, unallocated: null, dso: null }

function bridge(first: Facts | null, last: Facts | null, from: string, to: string): Overview['bridge'] {
  const partsOf = (facts: Facts | null) => facts && unlessRateMissing(() => bridgeOf(facts))
  const start: BridgeParts = partsOf(first) ?? unknown
  const end: BridgeParts = partsOf(last) ?? unknown
  const difference = (part: keyof BridgeParts): Figure => {
    const a = start[part]
    const b = end[part]
    return a === null || b === null ? null : b - a
  }
  return {
    from,
    to,
    start,
    end,
    change: {
      terms: difference('terms'),
      late: difference('late'),
      dispute: difference('dispute'),
      unallocated: difference('unallocated'),
      dso: difference('dso'),
    },
  }
}
