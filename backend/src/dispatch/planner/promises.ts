import { openOn, paidBetween } from './balances'
import type { Amount, CustomerRecord, Day, PromiseRecord } from './customer-record'
import { addDays, addWorkingDays } from './days'

type Plan = CustomerRecord['plans'][number]
type IsHoliday = (day: Day) => boolean

/** A transfer ordered on the promised day arrives within two working days. */
const PROMISE_GRACE = 2
/** A promise is kept when this share (in percent) of it was paid. */
const KEPT_SHARE = 95n
/** Days that an instalment may be missed by before the plan ends. */
export const PLAN_GRACE = 5

export type PromiseState = 'open' | 'kept' | 'broken' | 'void'

/** The last day on which money for a promise is waited for. */
export const promiseEnd = (promise: PromiseRecord, isHoliday: IsHoliday): Day =>
  addWorkingDays(promise.until, PROMISE_GRACE, isHoliday)

const covers = (invoices: readonly string[], invoiceId: string): boolean =>
  invoices.length === 0 || invoices.includes(invoiceId)

function promised(record: CustomerRecord, promise: PromiseRecord): Amount {
  if (promise.amount > 0n) return promise.amount
  return record.invoices
    .filter(({ id }) => covers(promise.invoices, id))
    .reduce((sum, invoice) => sum + openOn(invoice, promise.madeOn), 0n)
}

/** How a promise stands on a day that is not before it was made. */
export function promiseState(
  record: CustomerRecord,
  promise: PromiseRecord,
  day: Day,
  isHoliday: IsHoliday,
): PromiseState {
  if (promise.withdrawnOn !== '' && promise.withdrawnOn <= day) return 'void'
  const replaced = record.promises.some(
    (other) =>
      other.madeOn > promise.madeOn &&
      other.madeOn <= day &&
      (other.invoices.length === 0 || other.invoices.some((id) => covers(promise.invoices, id))),
  )
  if (replaced) return 'void'
  const end = promiseEnd(promise, isHoliday)
  const paid = paidBetween(
    record,
    promise.invoices,
    promise.madeOn,
    day < end ? day : end,
    addDays(promise.madeOn, -1),
  )
  const due = promised(record, promise)
  if (due > 0n && paid * 100n >= due * KEPT_SHARE) return 'kept'
  return day <= end ? 'open' : 'broken'
}

/** The promise that holds an invoice on a day. */
export const holdingPromise = (
  record: CustomerRecord,
  invoiceId: string,
  day: Day,
  isHoliday: IsHoliday,
): PromiseRecord | undefined =>
  record.promises.find(
    (promise) =>
      promise.madeOn <= day &&
      covers(promise.invoices, invoiceId) &&
      promiseState(record, promise, day, isHoliday) === 'open',
  )

/** Whether a plan is still kept on a day: no instalment is missed by more than the days of grace. */
export function planIsKept(record: CustomerRecord, plan: Plan, day: Day): boolean {
  let due = 0n
  const ordered = [...plan.instalments].sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1))
  for (const { dueOn, amount } of ordered) {
    due += amount
    const limit = addDays(dueOn, PLAN_GRACE)
    if (limit >= day) return true
    const paid = paidBetween(record, plan.invoices, plan.agreedOn, limit, addDays(plan.agreedOn, -1))
    if (paid * 100n < due * KEPT_SHARE) return false
  }
  // After its last instalment a plan has done what it can: what is still open goes the usual way.
  return false
}

/** The plan that decides when an invoice is due, while it is kept. */
export const holdingPlan = (record: CustomerRecord, invoiceId: string, day: Day): Plan | undefined =>
  record.plans.find(
    (plan) => plan.agreedOn <= day && covers(plan.invoices, invoiceId) && planIsKept(record, plan, day),
  )

/** The next instalment of a plan on or after a day. */
export const nextInstalment = (plan: Plan, day: Day): Day =>
  plan.instalments
    .map(({ dueOn }) => dueOn)
    .filter((dueOn) => dueOn >= day)
    .sort()[0] ?? ''

/** Due dates of the instalments that the payments made so far do not cover. */
export function unpaidInstalments(record: CustomerRecord, plan: Plan, day: Day): Day[] {
  const paid = paidBetween(record, plan.invoices, plan.agreedOn, day, addDays(plan.agreedOn, -1))
  let due = 0n
  return [...plan.instalments]
    .sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1))
    .filter(({ amount }) => {
      due += amount
      return paid * 100n < due * KEPT_SHARE
    })
    .map(({ dueOn }) => dueOn)
}
