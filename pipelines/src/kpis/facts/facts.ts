import type { Money } from '../money'
import { addMonths, daysInMonth, monthStart } from '../days'
import type { Period } from '../days'
import type { BilledMonth } from '../dso/count-back'
import type { MissingRate } from '../currencies/rates'

/** Sums of one measure for one period. */
export interface MeasureSums {
  /** all days before the period: of a balance, its level the day before */
  before: Money
  within: Money
  /** the part of `within` that refers to a day before the period */
  ofBefore: Money
  monthToDate: Money
  last90Days: Money
  /** last day, and last day referred to, within the period */
  lastDay: string | null
  lastOfDay: string | null
}

export interface Settled {
  count: number
  days: number
  median: number
  amount: Money
  amountDays: Money
  late: number
  lateDays: number
  lateAmountDays: Money
  lateAmount: Money
}

/** Invoices that ended at an age: paid, or last seen open (censored). */
export interface SurvivalStep {
  age: number
  paid: number
  censored: number
}

/** Everything that the KPIs of one period, one cut value and one currency are computed from. */
export interface Facts {
  period: Period
  cut: string
  currency: string
  measures: ReadonlyMap<string, MeasureSums>
  /** billed by first day of month, for months before the last day of the period */
  billedByMonth: ReadonlyMap<string, Money>
  /** first day from which all invoices are known; null when some entity knows open items only */
  historyFrom: string | null
  /** last day with all payments; null when no source states one */
  dataCut: string | null
  settled: Settled | null
  survival: readonly SurvivalStep[]
  people: { reminded: number; complaining: number }
  /** measures that have no currency and come with each */
  shared?: ReadonlySet<string>
  /** of converted facts: the currencies that were brought together */
  currencies?: readonly string[]
  /** of converted facts: measures (and `settled`) of which a part has no rate */
  missing?: ReadonlyMap<string, MissingRate>
  /** of converted facts: the same with flows at the rates of their own days, for figures that are amounts */
  ownDays?: Facts
}

/** A figure needs an amount that cannot be converted. */
export class RateMissing extends Error {
  constructor(readonly rate: MissingRate) {
    super(`no rate of ${rate.currency} on ${rate.day}`)
  }
}

export const noSums: MeasureSums = {
  before: 0n,
  within: 0n,
  ofBefore: 0n,
  monthToDate: 0n,
  last90Days: 0n,
  lastDay: null,
  lastOfDay: null,
}

/** Null where an amount has no rate. */
export function unlessRateMissing<T>(compute: () => T): T | null {
  try {
    return compute()
  } catch (error) {
    if (error instanceof RateMissing) return null
    throw error
  }
}

/** @throws RateMissing */
export function sumsOf(facts: Facts, measure: string): MeasureSums {
  const missing = facts.missing?.get(measure)
  if (missing) throw new RateMissing(missing)
  return facts.measures.get(measure) ?? noSums
}

/**
 * How long invoices paid in the period took; null when there are none.
 * @throws RateMissing
 */
export function settledOf(facts: Facts): Settled | null {
  const missing = facts.missing?.get('settled')
  if (missing) throw new RateMissing(missing)
  return facts.settled
}

/** A flow in the period. */
export const flow = (facts: Facts, measure: string): Money => sumsOf(facts, measure).within

/** A balance on the last day of the period. */
export const level = (facts: Facts, measure: string): Money =>
  sumsOf(facts, measure).before + sumsOf(facts, measure).within

/** A balance on the day before the period. */
export const levelBefore = (facts: Facts, measure: string): Money => sumsOf(facts, measure).before

/** Why a KPI has no value when it needs all invoices from a day on; undefined when they are known. */
export function historyProblem(facts: Facts, from: string): 'open_items_only' | 'no_history' | undefined {
  if (facts.historyFrom === null) return 'open_items_only'
  return from < facts.historyFrom ? 'no_history' : undefined
}

/** Billed months backwards from the last day of the period, as far as all invoices are known. */
export function billedBackwards(facts: Facts): BilledMonth[] {
  const months: BilledMonth[] = []
  const first = [...facts.billedByMonth.keys()].sort()[0]
  if (facts.historyFrom === null || first === undefined) return months
  const start = monthStart(facts.period.to)
  if (start < facts.historyFrom) return months
  const ownDays = Number(facts.period.to.slice(8))
  months.push({ billed: Number(sumsOf(facts, 'billed').monthToDate), days: ownDays })
  for (let month = addMonths(start, -1); month >= first; month = addMonths(month, -1)) {
    if (month < facts.historyFrom) break
    months.push({ billed: Number(facts.billedByMonth.get(month) ?? 0n), days: daysInMonth(month) })
  }
  return months
}
