import type { z } from 'zod'
import type { Warehouse } from '../../warehouse/warehouse'
import settledSql from '../days-to-pay/settled.sql?raw'
import survivalSql from '../days-to-pay/survival.sql?raw'
import type { Period } from '../days'
import { addDays } from '../days'
import { balanceMeasures } from '../currencies/convert-facts'
import type { OwnDayFlow, Pooled } from '../currencies/convert-facts'
import { factorText } from '../currencies/rates'
import type { Conversion } from '../currencies/rates'
import type { Cut } from './cuts'
import { daysOf } from './days-of'
import billedMonthsSql from './billed-months.sql?raw'
import { noSums } from './facts'
import { monthRow, ownDayRow, peopleRow, settledOf, settledRow, sumsRow, survivalRow } from './fact-rows'
import type { Facts, MeasureSums, SurvivalStep } from './facts'
import ownDaySql from './own-day.sql?raw'
import peopleSql from './people.sql?raw'
import reminderFlowsSql from './reminder-flows.sql?raw'
import { singleSums } from './single/single-sums'
import type { SingleNeed, SingleSum } from './single/single-sums'
import sumsSql from './sums.sql?raw'

export type Need = 'settled' | 'survival' | 'people' | SingleNeed

export interface FactsQuestion {
  periods: readonly Period[]
  cut: Cut
  entityIds: readonly string[]
  /** empty: all, each by itself */
  currency: string
  includeInternal: boolean
  needs: ReadonlySet<Need>
  historyFrom: string | null
  dataCut: string | null
  /** periods for which single invoices and people are looked at, which is dear; default: all */
  detailed?: readonly Period[] | undefined
}

/** How amounts of several currencies are read: each by itself, or all together. */
type Money = 'apart' | 'pooled'

/** Sums of the warehouse, brought into the shape of the formulas: one Facts a period, cut value and currency. */
export async function loadFacts(warehouse: Warehouse, question: FactsQuestion): Promise<Facts[]> {
  const { needs } = question
  const [sums, months, settled, survival, people, single] = await Promise.all([
    read(warehouse, question, 'kpi-sums', sumsSql, sumsRow),
    read(warehouse, question, 'kpi-billed-months', billedMonthsSql, monthRow),
    needs.has('settled')
      ? read(warehouse, question, 'kpi-settled', settledSql, settledRow, 'settlements')
      : [],
    needs.has('survival') ? read(warehouse, question, 'kpi-survival', survivalSql, survivalRow) : [],
    needs.has('people') ? read(warehouse, question, 'kpi-people', peopleSql, peopleRow, 'reminders') : [],
    singleSums(warehouse, needs, question.cut, paramsOf(question, question.detailed ?? question.periods)),
  ])
  return assemble(question, { sums, months, settled, survival, people, single })
}

/** What cannot be added over currencies, of all of them together: by period and cut. */
export async function loadPooled(
  warehouse: Warehouse,
  question: FactsQuestion,
): Promise<(period: Period, cut: string) => Pooled> {
  const { needs, cut } = question
  const periods = question.detailed ?? question.periods
  const [settled, single] = await Promise.all([
    needs.has('settled')
      ? read(warehouse, question, 'kpi-settled', settledSql, settledRow, 'settlements', 'pooled')
      : [],
    needs.has('reminding')
      ? singleSums(warehouse, new Set(['reminding']), cut, paramsOf(question, periods), 'pooled')
      : [],
  ])
  return (period, value) => {
    const own = (row: { cut: string; period_from: string; period_to: string }) =>
      row.cut === value && row.period_from === period.from && row.period_to === period.to
    const found = settled.find(own)
    return {
      settled: found ? settledOf(found) : null,
      measures: new Map(single.filter(own).map((row) => [row.measure, { ...noSums, within: row.value }])),
    }
  }
}

/** Flows in the currency of a conversion, each day at its own rate; with the place they belong to. */
export async function loadOwnDays(
  warehouse: Warehouse,
  question: FactsQuestion,
  conversion: Conversion,
): Promise<(OwnDayFlow & { cut: string; period_from: string; period_to: string })[]> {
  const first = question.periods.map(({ from }) => from).sort()[0]
  const last = question.periods
    .map(({ to }) => to)
    .sort()
    .at(-1)
  const keys: string[] = []
  const factors: string[] = []
  if (first !== undefined && last !== undefined)
    for (let day = first; day <= last; day = addDays(day, 1))
      for (const currency of conversion.known) {
        const used = currency === conversion.to ? null : conversion.on(currency, day)
        if (!used) continue
        keys.push(`${currency} ${day}`)
        factors.push(factorText(used.factor))
      }
  return read(warehouse, question, 'kpi-own-days', ownDaySql, ownDayRow, 'flows', 'apart', {
    into: conversion.to,
    rateKeys: keys,
    rateFactors: factors,
    balances: balanceMeasures,
  })
}

function assemble(question: FactsQuestion, rows: Rows): Facts[] {
  const factsOf = new Map<string, Facts>()
  const find = (period: Period, cut: string, currency: string) => {
    const id = JSON.stringify([period.from, period.to, cut, currency])
    const found = factsOf.get(id) ?? newFacts(question, period, cut, currency)
    factsOf.set(id, found)
    return found
  }
  const currencies = currenciesByCut(question, rows.sums)
  for (const period of question.periods) {
    for (const [cut, list] of currencies) for (const currency of list) find(period, cut, currency)
  }
  const own = byCut(rows)
  for (const facts of factsOf.values()) fill(facts, own(facts.cut))
  return [...factsOf.values()]
}

interface Rows {
  sums: z.output<typeof sumsRow>[]
  months: z.output<typeof monthRow>[]
  settled: z.output<typeof settledRow>[]
  survival: z.output<typeof survivalRow>[]
  people: z.output<typeof peopleRow>[]
  single: SingleSum[]
}

function byCut(rows: Rows): (cut: string) => Rows {
  const parted = <R extends { cut: string }>(list: R[]) => {
    const found = new Map<string, R[]>()
    for (const row of list) {
      const same = found.get(row.cut)
      if (same) same.push(row)
      else found.set(row.cut, [row])
    }
    return (cut: string) => found.get(cut) ?? []
  }
  const sums = parted(rows.sums)
  const months = parted(rows.months)
  const settled = parted(rows.settled)
  const survival = parted(rows.survival)
  const people = parted(rows.people)
  const single = parted(rows.single)
  return (cut) => ({
    sums: sums(cut),
    months: months(cut),
    settled: settled(cut),
    survival: survival(cut),
    people: people(cut),
    single: single(cut),
  })
}

function currenciesByCut(question: FactsQuestion, sums: Rows['sums']): Map<string, string[]> {
  const result = new Map<string, string[]>()
  for (const row of sums) {
    const list = result.get(row.cut) ?? []
    if (row.currency !== '' && !list.includes(row.currency)) list.push(row.currency)
    result.set(row.cut, list)
  }
  if (result.size === 0 && question.cut.name === null) result.set('', [])
  for (const list of result.values()) {
    if (list.length === 0) list.push(question.currency)
    list.sort()
  }
  return result
}

export const newFacts = (question: FactsQuestion, period: Period, cut: string, currency: string): Facts => ({
  period,
  cut,
  currency,
  measures: new Map(),
  billedByMonth: new Map(),
  historyFrom: question.historyFrom,
  dataCut: question.dataCut,
  settled: null,
  survival: [],
  people: { reminded: 0, complaining: 0 },
})

/** @param rows those of the same cut */
function fill(facts: Facts, rows: Rows): void {
  const ofCurrency = (row: { currency: string }) => row.currency === facts.currency
  const ofPeriod = (row: { period_from: string; period_to: string }) =>
    row.period_from === facts.period.from && row.period_to === facts.period.to
  const measures = new Map<string, MeasureSums>()
  const shared = new Set<string>()
  for (const row of rows.sums) {
    // measures without a currency, such as complaints, belong to each
    if ((!ofCurrency(row) && row.currency !== '') || !ofPeriod(row)) continue
    if (row.currency === '') shared.add(row.measure)
    measures.set(row.measure, {
      before: row.before,
      within: row.within,
      ofBefore: row.of_before,
      monthToDate: row.month_to_date,
      last90Days: row.last_90_days,
      lastDay: row.last_day,
      lastOfDay: row.last_of_day,
    })
  }
  for (const row of rows.single) {
    if ((!ofCurrency(row) && row.currency !== '') || !ofPeriod(row)) continue
    if (row.currency === '') shared.add(row.measure)
    measures.set(row.measure, { ...noSums, within: row.value })
  }
  const settled = rows.settled.find((row) => ofCurrency(row) && ofPeriod(row))
  const people = rows.people.find(ofPeriod)
  Object.assign(facts, {
    measures,
    shared,
    billedByMonth: new Map(rows.months.filter(ofCurrency).map((row) => [row.month, row.billed])),
    settled: settled ? settledOf(settled) : null,
    survival: rows.survival.filter(
      (row) => ofCurrency(row) && row.as_of === facts.period.to,
    ) as SurvivalStep[],
    people: { reminded: people?.reminded ?? 0, complaining: people?.complaining ?? 0 },
  } satisfies Partial<Facts>)
}

function read<S extends z.ZodType>(
  warehouse: Warehouse,
  question: FactsQuestion,
  name: string,
  sql: string,
  row: S,
  table: 'flows' | 'settlements' | 'reminders' = 'flows',
  money: Money = 'apart',
  more: Record<string, unknown> = {},
): Promise<z.output<S>[]> {
  const { cut } = question
  const isDetail = table !== 'flows' || name === 'kpi-survival'
  const periods = (isDetail ? question.detailed : undefined) ?? question.periods
  const expression =
    table === 'settlements' ? cut.settledColumn : table === 'reminders' ? cut.reminderColumn : cut.column
  const source = table === 'reminders' ? `(${withoutComments(reminderFlowsSql)})` : cut.source
  return warehouse.query({
    name,
    sql: sql
      .replaceAll('{cut}', expression)
      .replaceAll('{settledCut}', cut.settledColumn)
      .replaceAll('{settlements}', cut.settlements)
      .replaceAll('{money}', money === 'apart' ? 's.currency' : "''")
      .replaceAll('{source}', source)
      .replace(/\{days_of:(\w+)\}/g, (_, column: string) => daysOf(column, periods)),
    params: { ...paramsOf(question, periods), ...more },
    row,
  })
}

function paramsOf(question: FactsQuestion, periods: readonly Period[]): Record<string, unknown> {
  const days = [...new Set(periods.map((period) => period.to))]
  return {
    froms: periods.map((period) => period.from),
    tos: periods.map((period) => period.to),
    days,
    entities: [...question.entityIds],
    currency: question.currency,
    internal: question.includeInternal ? 1 : 0,
    until: [...days].sort().at(-1) ?? '1970-01-01',
    dataCut: question.dataCut ?? '2149-06-06',
    customers: question.cut.customers ?? [],
    ...question.cut.params,
  }
}

const withoutComments = (sql: string) => sql.replace(/^\s*--.*$/gm, '').trim()
