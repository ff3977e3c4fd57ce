import { amountOf } from '../../dispatch/planner/balances'
import type { Amount, CustomerRecord, Day } from '../../dispatch/planner/customer-record'
import { addDays } from '../../dispatch/planner/days'
import { AppError } from '../../http/app-error'
import { decimal } from '../../messages/tags/format'
import { paysHimself } from '../owed/owed'
import type { Owed, OwedInvoice } from '../owed/owed'
import type { PageSettings } from '../settings/page-settings.contract'

/** After so many promises, plans or payments said to be made in this time, a person should speak to a person. */
const TALK_AFTER = 3
const TALK_DAYS = 90

const refused = (code: string, message: string, details?: Record<string, unknown>) =>
  new AppError(`page/${code}`, 422, message, details)

/** @throws AppError `page/talk-first` when this was said too often already */
export function checkPatience(said: readonly Day[], today: Day): void {
  if (said.filter((day) => day > addDays(today, -TALK_DAYS)).length < TALK_AFTER) return
  throw new AppError('page/talk-first', 409, 'Call or write to the creditor to agree on what comes next.')
}

/** @throws AppError `page/date-out-of-limits` */
export function checkDay(day: Day, from: Day, until: Day): void {
  if (day >= from && day <= until) return
  throw refused('date-out-of-limits', 'This day is not possible.', { from, until })
}

/** The open invoices that are named, or all that the customer pays himself. @throws AppError `page/unknown-invoice` */
export function invoicesNamed(owed: Owed | undefined, named: readonly string[] | undefined): OwedInvoice[] {
  const open = (owed?.invoices ?? []).filter(paysHimself)
  if (named === undefined) return open.filter((one) => one.open > one.disputed)
  const found = open.filter(({ invoice }) => named.includes(invoice.id))
  if (found.length === new Set(named).size) return found
  throw refused('unknown-invoice', 'One of these invoices is not open.')
}

/**
 * The invoices that an amount pays, the oldest first; the last may be paid in part.
 * @throws AppError `page/too-much` when it is more than they come to, `page/nothing-owed`
 */
export function coveredBy(amount: Amount, invoices: readonly OwedInvoice[]): string[] {
  const total = invoices.reduce((sum, one) => sum + one.open - one.disputed, 0n)
  if (total <= 0n) throw refused('nothing-owed', 'Nothing is owed here.')
  if (amount > total) throw refused('too-much', 'This is more than what is owed.', { most: decimal(total) })
  const covered: string[] = []
  let left = amount
  for (const one of invoices) {
    if (left <= 0n) break
    covered.push(one.invoice.id)
    left -= one.open - one.disputed
  }
  return covered
}

/** @throws AppError `page/no-plan`, `page/plan-out-of-limits`, `page/nothing-owed` */
export function checkPlan(settings: PageSettings, total: Amount, count: number): void {
  const { plan_count: most, plan_minimum: minimum, plan_maximum: maximum } = settings
  if (most < 2) throw refused('no-plan', 'This creditor agrees on instalments only after a talk.')
  if (total <= 0n) throw refused('nothing-owed', 'Nothing is owed here.')
  const small = total / BigInt(count) < amountOf(minimum)
  const large = maximum !== '' && total > amountOf(maximum)
  if (count <= most && !small && !large) return
  throw refused('plan-out-of-limits', 'These instalments are outside what the creditor allows.', {
    count: most,
    minimum,
    maximum,
  })
}

/** Promises and payments said to be made, each by its day. */
export const promisesMade = (record: CustomerRecord): Day[] => record.promises.map(({ madeOn }) => madeOn)
export const plansMade = (record: CustomerRecord): Day[] => record.plans.map(({ agreedOn }) => agreedOn)
export const paymentsClaimed = (record: CustomerRecord): Day[] => record.claimedPayments.map(({ on }) => on)
