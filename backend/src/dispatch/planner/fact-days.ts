import { REACTION_DAYS } from './reactions'
import type { CustomerRecord, Day } from './customer-record'
import { addDays, addWorkingDays, dayNumber, dayOf, localDay } from './days'
import { PLAN_GRACE, promiseEnd } from './promises'
import { CLAIMED_PAYMENT_DAYS, COMPLAINT_DAYS, LOW_SATISFACTION_DAYS, REPLY_DAYS } from './stops'
import type { Override, RunningCampaign } from './world'

export interface FactsOf {
  readonly record: CustomerRecord
  readonly overrides: readonly Override[]
  readonly campaigns: readonly RunningCampaign[]
  readonly zone: string
  readonly isHoliday: (day: Day) => boolean
}

/** Delays after which something that happened is answered. */
export const reactionDelays = (campaigns: readonly RunningCampaign[]): number[] => [
  ...new Set([
    0,
    ...campaigns.flatMap(({ definition }) => definition.reactions.map((one) => one.delay_days)),
  ]),
]

/**
 * All days on which a fact of a record begins or ceases to matter, ascending: between two of them only the campaigns'
 * own steps change a verdict.
 */
export function factDays(given: FactsOf): Day[] {
  const days = new Set<Day>()
  const add = (day: Day | ''): void => {
    if (day !== '') days.add(day)
  }
  invoiceDays(given, add)
  wordDays(given, add)
  personDays(given, add)
  for (const { definition } of given.campaigns) {
    if (definition.ends_on !== null) add(addDays(definition.ends_on, 1))
  }
  const delays = reactionDelays(given.campaigns).filter((delay) => delay > 0)
  const answers = delays.flatMap((delay) => [...days].map((day) => addDays(day, delay)))
  const over = [...days].map((day) => addDays(day, REACTION_DAYS + 1))
  const hasReactions = given.campaigns.some(({ definition }) => definition.reactions.length > 0)
  const all = new Set([...days, ...answers, ...(hasReactions ? over : [])])
  return [...all]
    .map(dayNumber)
    .sort((a, b) => a - b)
    .map(dayOf)
}

type Add = (day: Day | '') => void

function invoiceDays({ record, isHoliday }: FactsOf, add: Add): void {
  for (const invoice of record.invoices) {
    for (const { day } of invoice.opens) add(day)
    for (const { day } of invoice.disputes) add(day)
    for (const { day, code } of invoice.statuses) {
      add(day)
      if (code === '211') add(addDays(addWorkingDays(day, CLAIMED_PAYMENT_DAYS, isHoliday), 1))
    }
    for (const { dueOn } of [invoice, ...invoice.instalments]) {
      add(dueOn)
      add(addDays(dueOn, 1))
    }
    add(invoice.rejectedOn)
    add(invoice.timeBarredOn)
    add(invoice.issuedOn)
  }
  for (const { day } of record.onAccount) add(day)
}

function wordDays({ record, zone, isHoliday, campaigns }: FactsOf, add: Add): void {
  for (const promise of record.promises) {
    add(promise.madeOn)
    add(addDays(promiseEnd(promise, isHoliday), 1))
    add(promise.withdrawnOn)
  }
  for (const { agreedOn, instalments } of record.plans) {
    add(agreedOn)
    for (const { dueOn } of instalments) {
      add(dueOn)
      add(addDays(dueOn, 1))
      add(addDays(dueOn, PLAN_GRACE + 1))
      for (const delay of reactionDelays(campaigns)) add(addDays(dueOn, -delay))
    }
  }
  for (const { on } of record.claimedPayments) {
    add(on)
    add(addDays(addWorkingDays(on, CLAIMED_PAYMENT_DAYS, isHoliday), 1))
  }
  const after = (at: number, count: number): void => {
    const day = localDay(at, zone)
    add(day)
    add(addDays(day, 1))
    add(addDays(day, count))
  }
  for (const { at } of record.replies) after(at, REPLY_DAYS)
  for (const { at } of record.complaints) after(at, COMPLAINT_DAYS)
  for (const { at } of [...record.optOuts, ...record.bounces]) after(at, 1)
  for (const { on } of record.satisfaction) {
    add(on)
    add(addDays(on, LOW_SATISFACTION_DAYS))
  }
  if (record.insolvency) add(record.insolvency.on)
}

function personDays({ record, overrides, zone }: FactsOf, add: Add): void {
  for (const { from, until } of record.holds) {
    add(from)
    if (until !== '') add(addDays(until, 1))
  }
  for (const one of overrides) {
    if (one.kind === 'hold') {
      add(one.from)
      if (one.until !== '') add(addDays(one.until, 1))
    } else if (one.kind === 'force_step') add(one.on)
    else {
      add(localDay(one.at, zone))
      add(addDays(localDay(one.at, zone), 1))
    }
  }
}
