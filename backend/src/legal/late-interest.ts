import { addDays, daysBetween, earlier, halfYearOf, later } from './days'
import type { Day } from './days'
import { percentText, rateOn } from './reference-rates'
import type { Percent, ReferenceRate } from './reference-rates'
import type { ReferenceRateName } from './reference-rates.contract'
import type { Regime } from './regime'

/** Money in ten-thousandths of the currency's unit, as the warehouse keeps it. */
export type Money = bigint

/** What lowers (or, when negative, raises again) the open amount: a payment, a credit note, the bank's return. */
export interface Settlement {
  readonly on: Day
  readonly amount: Money
}

export interface LateDebt {
  readonly due_on: Day
  /** owed before any of the settlements */
  readonly amount: Money
  readonly settlements: readonly Settlement[]
}

export interface InterestQuestion {
  readonly regime: Regime
  readonly debt: LateDebt
  /** interest is counted up to and with this day */
  readonly until: Day
  readonly rates: readonly ReferenceRate[]
  /** yearly percentage of the general terms; only businesses may agree on one */
  readonly contract_percent?: Percent | null
  /** consumers owe nothing before; the day on which the formal notice reached them */
  readonly formal_notice_on?: Day | null
  /** day of the opening judgment: nothing accrues from it on (C. com. L622-28) */
  readonly insolvent_on?: Day | null
}

/** A stretch of days with one balance and one rate. */
export interface InterestPeriod {
  readonly from: Day
  /** included */
  readonly to: Day
  readonly days: number
  readonly balance: Money
  /** yearly percentage as decimal text */
  readonly percent: string
  /** first day of the half-year whose reference rate was taken, null for a contractual rate */
  readonly half_year: Day | null
  /** the contractual rate lay below three times the legal rate and was raised to it */
  readonly raised_to_floor: boolean
}

export interface LateInterest {
  /** rounded half up to the cent, once, at the end */
  readonly amount: Money
  /** unrounded, in units of `amount` divided by INTEREST_DIVISOR, so that sums over any parts agree exactly */
  readonly exact: bigint
  readonly periods: readonly InterestPeriod[]
}

/** Days of a year (actual/365) times the hundred of per cent times the scale of Percent. */
export const INTEREST_DIVISOR = 365n * 100n * 10_000n
const CENT = 100n
const POINTS = { business: 100_000n, public: 80_000n } as const
const FLOOR_TIMES = 3n

/**
 * Late interest, actual/365, simple, on each day's open balance. The day after the due date is the first day of delay,
 * the day of a payment still counts with the balance before it: paid on the fifth day after the due date is five days.
 * - business: ECB refinancing rate of each half-year + 10 points, or the agreed rate but at least three times the
 *   legal rate of the half-year (C. com. L441-10 II);
 * - public: ECB refinancing rate of the half-year in which the delay began + 8 points, fixed (CCP R2192-31);
 * - consumer: legal rate of each half-year, from the formal notice only (C. civ. 1231-6 and 1344-1).
 * What was paid later does not take away what had accrued before.
 * @throws MissingRateError when a half-year's rate is needed and not in the table
 */
export function lateInterest(question: InterestQuestion): LateInterest {
  const periods: InterestPeriod[] = []
  let exact = 0n
  for (const stretch of stretches(question)) {
    const { percent, half_year, raised_to_floor } = rateOf(question, stretch.from)
    const days = daysBetween(stretch.from, stretch.to) + 1
    exact += stretch.balance * percent * BigInt(days)
    periods.push({ ...stretch, days, percent: percentText(percent), half_year, raised_to_floor })
  }
  return { amount: roundToCent(exact), exact, periods }
}

/** Half up to the cent; interest is never negative. */
export const roundToCent = (exact: bigint): Money => {
  const divisor = INTEREST_DIVISOR * CENT
  return ((exact * 2n + divisor) / (divisor * 2n)) * CENT
}

/** First day that bears interest; null when none does. */
function firstDay({ regime, debt, formal_notice_on }: InterestQuestion): Day | null {
  const late = addDays(debt.due_on, 1)
  if (regime !== 'consumer') return late
  return formal_notice_on ? later(late, addDays(formal_notice_on, 1)) : null
}

type Stretch = Pick<InterestPeriod, 'from' | 'to' | 'balance'>

/** Days of delay cut wherever the balance or the half-year changes; days without balance are left out. */
function stretches(question: InterestQuestion): Stretch[] {
  const first = firstDay(question)
  const { until, insolvent_on } = question
  const last = insolvent_on ? earlier(until, addDays(insolvent_on, -1)) : until
  if (first === null || first > last) return []
  const starts = new Set([first, ...halfYearStarts(first, last)])
  for (const { on } of question.debt.settlements) {
    const changed = addDays(on, 1)
    if (changed > first && changed <= last) starts.add(changed)
  }
  const ordered = [...starts].sort()
  return ordered.flatMap((from, index) => {
    const next = ordered[index + 1]
    const balance = balanceBefore(question.debt, from)
    return balance > 0n ? [{ from, to: next ? addDays(next, -1) : last, balance }] : []
  })
}

/** What is open at the beginning of a day. */
function balanceBefore({ amount, settlements }: LateDebt, day: Day): Money {
  return settlements.reduce((open, settled) => (settled.on < day ? open - settled.amount : open), amount)
}

function halfYearStarts(first: Day, last: Day): Day[] {
  const starts: Day[] = []
  let start = nextHalfYear(first)
  while (start <= last) {
    starts.push(start)
    start = nextHalfYear(start)
  }
  return starts
}

const nextHalfYear = (day: Day): Day =>
  day.slice(5, 7) < '07' ? `${day.slice(0, 4)}-07-01` : `${Number(day.slice(0, 4)) + 1}-01-01`

interface Rate {
  readonly percent: Percent
  readonly half_year: Day | null
  readonly raised_to_floor: boolean
}

function rateOf(question: InterestQuestion, day: Day): Rate {
  const { regime, rates, debt, contract_percent } = question
  const reference = (name: ReferenceRateName, on: Day, points: Percent): Rate => ({
    percent: rateOn(rates, name, on) + points,
    half_year: halfYearOf(on),
    raised_to_floor: false,
  })
  if (regime === 'consumer') return reference('legal_other', day, 0n)
  if (regime === 'public') return reference('ecb_refinancing', addDays(debt.due_on, 1), POINTS.public)
  if (contract_percent === null || contract_percent === undefined)
    return reference('ecb_refinancing', day, POINTS.business)
  const floor = contractFloor(rates, day)
  return floor > contract_percent
    ? { percent: floor, half_year: halfYearOf(day), raised_to_floor: true }
    : { percent: contract_percent, half_year: null, raised_to_floor: false }
}

/**
 * Three times the legal rate of the day's half-year, below which businesses may not agree (C. com. L441-10 II).
 * @throws MissingRateError
 */
export const contractFloor = (rates: readonly ReferenceRate[], day: Day): Percent =>
  rateOn(rates, 'legal_other', day) * FLOOR_TIMES

const INDEMNITY: Money = 400_000n

/**
 * 40 €, once for each invoice that was still open after its due date, whatever was paid since (C. com. L441-10 II and
 * D441-5; CCP L2192-13 and D2192-35). Nothing from consumers; nothing while insolvency proceedings are open.
 */
export function recoveryIndemnity(
  regime: Regime,
  debt: LateDebt,
  on: Day,
  insolvent_on: Day | null = null,
): Money {
  if (regime === 'consumer' || on <= debt.due_on) return 0n
  if (insolvent_on !== null && insolvent_on <= on) return 0n
  return balanceBefore(debt, addDays(debt.due_on, 1)) > 0n ? INDEMNITY : 0n
}
