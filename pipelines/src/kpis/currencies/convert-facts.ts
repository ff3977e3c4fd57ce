import type { Facts, MeasureSums, Settled, SurvivalStep } from '../facts/facts'
import type { Money } from '../money'
import type { Conversion, MissingRate } from './rates'
import { converted } from './rates'

/** Balances: what stands on a day, not what happened in a period. */
export const balanceMeasures: readonly string[] = [
  'open',
  'open_count',
  'overdue',
  'overdue_31',
  'overdue_61',
  'overdue_91',
  'overdue_count',
  'overdue_31_count',
  'overdue_61_count',
  'overdue_91_count',
  'disputed',
  'disputed_overdue',
  'on_account',
  'refund_unexplained',
  'undetailed',
  'netted_overdue',
  'netted_disputed',
]

const counts = new Set([
  'entered',
  'withdrawn',
  'reminders_sent',
  'reminders_delivered',
  'disputes_opened',
  'promises',
  'promises_kept',
  'reminders_before',
  'settled_reminded',
  'days_after_reminder',
])
const isMoney = (measure: string): boolean => !measure.endsWith('_count') && !counts.has(measure)

/** Of one currency, or of all together. */
export interface Pooled {
  settled: Settled | null
  /** measures that cannot be added over currencies, such as medians */
  measures: ReadonlyMap<string, MeasureSums>
}

/** Flows of single currencies, each day at its own rate; `lacking`: the first day without one. */
export interface OwnDayFlow {
  measure: string
  currency: string
  /** in the presentation currency, not rounded, times 10^22 */
  within: bigint
  lacking: string | null
}

const OWN_DAY_CENT = 10n ** 20n
const CENT = 100n

/**
 * Facts of several currencies (and creditors) as those of one currency. Each amount is converted once for each creditor
 * and currency and rounded to the cent there, so that the figures of creditors add up to that of the group.
 * @param own facts of one period, each of another currency or creditor; not empty
 * @param rateDay the day whose rates apply
 */
export function convertFacts(
  own: readonly [Facts, ...Facts[]],
  cut: string,
  pooled: Pooled,
  { conversion, rateDay, currency }: { conversion: Conversion; rateDay: string; currency: string },
): Facts {
  const measures = new Map<string, MeasureSums>()
  const missing = new Map<string, MissingRate>()
  const billedByMonth = new Map<string, Money>()
  const sharedOf = new Set<string>()
  for (const facts of own) {
    const factor = facts.currency === '' ? null : (conversion.on(facts.currency, rateDay)?.factor ?? null)
    for (const [measure, sums] of facts.measures) {
      if (facts.shared?.has(measure)) {
        // complaints and the like come with each currency of a creditor
        const key = JSON.stringify([facts.cut, measure])
        if (!sharedOf.has(key)) add(measures, measure, sums)
        sharedOf.add(key)
      } else if (!isMoney(measure)) add(measures, measure, sums)
      else if (factor !== null) add(measures, measure, inCurrency(sums, factor))
      else if (isThere(sums)) missing.set(measure, conversion.lacks(facts.currency, rateDay))
    }
    for (const [month, billed] of facts.billedByMonth)
      if (factor !== null)
        billedByMonth.set(month, (billedByMonth.get(month) ?? 0n) + converted(billed, factor))
    if (facts.settled && factor === null) missing.set('settled', conversion.lacks(facts.currency, rateDay))
  }
  for (const [measure, sums] of pooled.measures) measures.set(measure, sums)
  return {
    ...own[0],
    cut,
    currency,
    measures,
    missing,
    currencies: [...new Set(own.map((facts) => facts.currency))].sort(),
    billedByMonth,
    settled: pooled.settled && settledIn(pooled.settled, own, conversion, rateDay),
    survival: mergedSurvival(own),
    people: mergedPeople(own),
  }
}

/** The same with flows at the rate of their own day. */
export function withOwnDays(facts: Facts, flows: readonly OwnDayFlow[], conversion: Conversion): Facts {
  const within = new Map<string, Money>()
  const moved = new Set(flows.map(({ measure }) => measure))
  const missing = new Map([...(facts.missing ?? [])].filter(([measure]) => !moved.has(measure)))
  for (const flow of flows) {
    if (!isMoney(flow.measure)) continue
    if (flow.lacking !== null) missing.set(flow.measure, conversion.lacks(flow.currency, flow.lacking))
    within.set(flow.measure, (within.get(flow.measure) ?? 0n) + cents(flow.within))
  }
  const measures = new Map(
    [...facts.measures].map(([measure, sums]) => {
      const own = within.get(measure)
      return [measure, own === undefined ? sums : { ...sums, within: own }]
    }),
  )
  for (const [measure, own] of within)
    if (!measures.has(measure)) measures.set(measure, { ...noMove, within: own })
  return { ...facts, measures, missing }
}

const noMove: MeasureSums = {
  before: 0n,
  within: 0n,
  ofBefore: 0n,
  monthToDate: 0n,
  last90Days: 0n,
  lastDay: null,
  lastOfDay: null,
}

function cents(value: bigint): Money {
  const half = value < 0n ? -OWN_DAY_CENT / 2n : OWN_DAY_CENT / 2n
  return ((value + half) / OWN_DAY_CENT) * CENT
}

const isThere = (sums: MeasureSums): boolean =>
  sums.before !== 0n || sums.within !== 0n || sums.monthToDate !== 0n || sums.last90Days !== 0n

const inCurrency = (sums: MeasureSums, factor: bigint): MeasureSums => ({
  ...sums,
  before: converted(sums.before, factor),
  within: converted(sums.before + sums.within, factor) - converted(sums.before, factor),
  ofBefore: converted(sums.ofBefore, factor),
  monthToDate: converted(sums.monthToDate, factor),
  last90Days: converted(sums.last90Days, factor),
})

const later = (a: string | null, b: string | null): string | null =>
  a === null || (b !== null && b > a) ? b : a

function add(measures: Map<string, MeasureSums>, measure: string, sums: MeasureSums): void {
  const found = measures.get(measure) ?? noMove
  measures.set(measure, {
    before: found.before + sums.before,
    within: found.within + sums.within,
    ofBefore: found.ofBefore + sums.ofBefore,
    monthToDate: found.monthToDate + sums.monthToDate,
    last90Days: found.last90Days + sums.last90Days,
    lastDay: later(found.lastDay, sums.lastDay),
    lastOfDay: later(found.lastOfDay, sums.lastOfDay),
  })
}

/** Counts, days and the median of all invoices together; amounts are those of each currency, converted. */
function settledIn(pooled: Settled, own: readonly Facts[], conversion: Conversion, rateDay: string): Settled {
  const sum = (part: 'amount' | 'amountDays' | 'lateAmount' | 'lateAmountDays'): Money =>
    own.reduce((total, { settled, currency }) => {
      const factor = conversion.on(currency, rateDay)?.factor
      return settled && factor !== undefined ? total + converted(settled[part], factor) : total
    }, 0n)
  return {
    ...pooled,
    amount: sum('amount'),
    amountDays: sum('amountDays'),
    lateAmount: sum('lateAmount'),
    lateAmountDays: sum('lateAmountDays'),
  }
}

function mergedSurvival(own: readonly Facts[]): SurvivalStep[] {
  const steps = new Map<number, SurvivalStep>()
  for (const { survival } of own)
    for (const { age, paid, censored } of survival) {
      const found = steps.get(age) ?? { age, paid: 0, censored: 0 }
      steps.set(age, { age, paid: found.paid + paid, censored: found.censored + censored })
    }
  return [...steps.values()].sort((a, b) => a.age - b.age)
}

/** Customers are counted by creditor, not by currency. */
function mergedPeople(own: readonly Facts[]): Facts['people'] {
  const people = [...new Map(own.map((facts) => [facts.cut, facts.people])).values()]
  return {
    reminded: people.reduce((sum, one) => sum + one.reminded, 0),
    complaining: people.reduce((sum, one) => sum + one.complaining, 0),
  }
}
