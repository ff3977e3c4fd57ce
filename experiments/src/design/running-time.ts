import { requireCount, requireNonNegative, requirePositive } from '../errors'
import { comparisonPower, customersNeeded, smallestEffect } from './comparison-design'
import type { Measurement } from '../errors'
import type { ComparisonDesign } from './comparison-design'

/** What one segment must answer, and what it has. */
export interface FeasibilityQuestion {
  readonly design: ComparisonDesign
  /** Smallest difference worth having, absolute, its sign the good direction. */
  readonly worthHaving: number
  readonly power: number
  /** Eligible customers of this segment entering a week (coverage already applied). */
  readonly customersPerWeek: number
  /**
   * Customers entered by the end of day 1, 2, … as history had it, never falling: many come in the first weeks, who
   * cannot come twice. After its last day `customersPerWeek` more enter. Absent: the same number every day.
   */
  readonly entered?: ArrayLike<number> | undefined
  /** Age at which the metric is read, days. */
  readonly horizonDays: number
  readonly maxCustomers?: number
  readonly maxDays?: number
  /** Cost of one exposed customer, euros. */
  readonly costPerCustomer?: number
}

export interface Feasibility {
  readonly customersNeeded: number
  /** Days of entry, and until the last of them reached the horizon. */
  readonly entryDays: number
  readonly totalDays: number
  readonly totalWeeks: number
  readonly cost: number
  /** Within the limits: customers that enter, power for the difference worth having, smallest effect. */
  readonly customersWithinLimits: number
  readonly powerWithinLimits: number
  readonly smallestEffectWithinLimits: Measurement<{ readonly effect: number }>
  readonly advice: readonly { readonly code: string; readonly detail: Readonly<Record<string, number>> }[]
}

type Arrivals = Pick<FeasibilityQuestion, 'customersPerWeek' | 'entered'>

/**
 * Question: how many customers have entered by the end of a day since launch?
 * Formula: the count of history up to its last day, then 7ths of the weekly rate. Units: customers, days.
 * Worked number: 20 a week without history, 14 days → 40; with 30, 50 on days 1 and 2, day 9 → 70.
 */
export function enteredBy({ customersPerWeek, entered = [] }: Arrivals, days: number): number {
  const known = entered.length
  if (days <= 0) return 0
  if (days <= known) return entered[days - 1] ?? 0
  return (known === 0 ? 0 : (entered[known - 1] ?? 0)) + (customersPerWeek * (days - known)) / 7
}

/** The first day by whose end so many customers have entered: the inverse of enteredBy. */
function daysUntilEntered({ customersPerWeek, entered = [] }: Arrivals, customers: number): number {
  const known = entered.length
  const last = known === 0 ? 0 : (entered[known - 1] ?? 0)
  if (customers > last) return known + Math.ceil((7 * (customers - last)) / customersPerWeek - 1e-9)
  let [low, high] = [1, known]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if ((entered[middle - 1] ?? 0) >= customers) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * Question: can this segment answer, and when? Days of entry = 7·customers/weekly (or as history had
 * them enter), then the horizon for the last one. Advice codes: feasible; too-few-customers (merge the segment, or wait `weeks`);
 * longer-than-allowed; horizon-beyond-limit (no entry day left before maxDays).
 * Throws RangeError for NaN or a rate of 0. Worked number: 770 needed, 100 a week, horizon 30 → 54 days of
 * entry, 84 in all, 12 weeks.
 */
export function feasibility(question: FeasibilityQuestion): Feasibility {
  const { design, worthHaving, power, horizonDays, maxCustomers = Infinity, maxDays = Infinity } = question
  requirePositive(question.customersPerWeek, 'customersPerWeek')
  requireCount(horizonDays, 'horizonDays')
  const needed = customersNeeded(design, worthHaving, power)
  const entryDays = daysUntilEntered(question, needed)
  const totalDays = entryDays + horizonDays
  const entering =
    maxDays === Infinity ? needed : Math.floor(enteredBy(question, Math.max(0, maxDays - horizonDays)))
  const within = Math.min(maxCustomers, maxDays === Infinity ? Math.min(needed, maxCustomers) : entering)
  const advice: Feasibility['advice'][number][] = []
  if (needed > maxCustomers)
    advice.push({
      code: 'too-few-customers',
      detail: { needed, maxCustomers, weeks: Math.ceil(totalDays / 7) },
    })
  if (maxDays <= horizonDays) advice.push({ code: 'horizon-beyond-limit', detail: { horizonDays, maxDays } })
  else if (totalDays > maxDays)
    advice.push({
      code: 'longer-than-allowed',
      detail: { totalDays, maxDays, weeks: Math.ceil(totalDays / 7) },
    })
  if (advice.length === 0) advice.push({ code: 'feasible', detail: { needed, totalDays } })
  return {
    customersNeeded: needed,
    entryDays,
    totalDays,
    totalWeeks: Math.ceil(totalDays / 7),
    cost: needed * requireNonNegative(question.costPerCustomer ?? 0, 'costPerCustomer'),
    customersWithinLimits: within,
    powerWithinLimits: within > 0 ? comparisonPower(design, within, worthHaving) : 0,
    smallestEffectWithinLimits:
      within > 0
        ? smallestEffect(design, within, power, worthHaving > 0 ? 1 : -1)
        : { measurable: false, code: 'too-few-customers', detail: { customers: 0 } },
    advice,
  }
}
