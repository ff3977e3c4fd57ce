import type { CustomerRecord, Day } from './customer-record'
import { addDays, addWorkingDays, localDay } from './days'
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
  const delays = reactionDelays(given.campaigns)
  /** What is answered with a message matters again when the message is to go. */
  const answer = (day: Day | ''): void => {
    if (day !== '') for (const delay of delays) days.add(addDays(day, delay))
  }
  invoiceDays(given, add, answer)
  wordDays(given, add, answer)
  personDays(given, add)
  for (const { definition } of given.campaigns) {
    if (definition.ends_on !== null) add(addDays(definition.ends_on, 1))
  }
  return [...days].sort()
}

type Add = (day: Day | '') => void

function invoiceDays({ record, isHoliday }: FactsOf, add: Add, answer: Add): void {
  for (const invoice of record.invoices) {
    for (const { day, by } of invoice.opens) (by === 'payment' ? answer : add)(day)
    for (const { day } of invoice.disputes) answer(day)
    for (const { day, code } of invoice.statuses) {
      add(day)
      if (code === '211') add(addDays(addWorkingDays(day, CLAIMED_PAYMENT_DAYS, isHoliday), 1))
    }
    for (const { dueOn } of [invoice, ...invoice.instalments]) add(addDays(dueOn, 1))
    add(invoice.rejectedOn)
    add(invoice.timeBarredOn)
    add(invoice.issuedOn)
  }
  for (const { day } of record.onAccount) add(day)
}

function wordDays({ record, zone, isHoliday, campaigns }: FactsOf, add: Add, answer: Add): void {
  for (const promise of record.promises) {
    answer(promise.madeOn)
    answer(addDays(promiseEnd(promise, isHoliday), 1))
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
    answer(on)
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
    answer(on)
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
