import { disputedOn, onAccountOn, openOn } from '../../dispatch/planner/balances'
import type { Amount, CustomerRecord, Day, InvoiceRecord } from '../../dispatch/planner/customer-record'
import { addWorkingDays, daysBetween } from '../../dispatch/planner/days'
import { holdingPlan, holdingPromise } from '../../dispatch/planner/promises'
import { openParts } from '../../dispatch/planner/standing'
import { CLAIMED_PAYMENT_DAYS } from '../../dispatch/planner/stops'
import type { PageBalance } from '../page.contract'

export type Standing = PageBalance['invoices'][number]['standing']

/** One open invoice as the customer sees it; amounts in ten-thousandths. */
export interface OwedInvoice {
  readonly invoice: InvoiceRecord
  readonly dueOn: Day
  readonly open: Amount
  readonly disputed: Amount
  readonly daysLate: number
  readonly standing: Standing
}

/** What is owed in one currency; amounts in ten-thousandths. */
export interface Owed {
  readonly currency: string
  readonly invoices: readonly OwedInvoice[]
  readonly open: Amount
  readonly disputed: Amount
  readonly onAccount: Amount
  readonly toPay: Amount
  readonly overdue: Amount
}

type IsHoliday = (day: Day) => boolean

/** What a customer owes on a day, one entry a currency, the oldest due first. */
export function owedOf(record: CustomerRecord, day: Day, isHoliday: IsHoliday): Owed[] {
  const owed = openParts(record, day).map(({ invoice, dueOn }): OwedInvoice => {
    const open = openOn(invoice, day)
    const disputed = least(disputedOn(invoice, day), open)
    const daysLate = Math.max(0, daysBetween(dueOn, day))
    return {
      invoice,
      dueOn,
      open,
      disputed,
      daysLate,
      standing: standingOf(record, invoice, dueOn, day, isHoliday),
    }
  })
  const currencies = [...new Set(owed.map(({ invoice }) => invoice.currency))]
  return currencies.map((currency) => balance(record, currency, owed, day))
}

function balance(record: CustomerRecord, currency: string, all: readonly OwedInvoice[], day: Day): Owed {
  const invoices = all.filter(({ invoice }) => invoice.currency === currency)
  const credit = onAccountOn(record, currency, day)
  const onAccount = credit > 0n ? credit : 0n
  const sum = (of: (one: OwedInvoice) => Amount) => invoices.reduce((total, one) => total + of(one), 0n)
  const payable = sum((one) => (paysHimself(one) ? one.open - one.disputed : 0n))
  const late = sum((one) => (paysHimself(one) && one.daysLate > 0 ? one.open - one.disputed : 0n))
  return {
    currency,
    invoices,
    open: sum(({ open }) => open),
    disputed: sum(({ disputed }) => disputed),
    onAccount,
    toPay: payable > onAccount ? payable - onAccount : 0n,
    // Credits go to the oldest first.
    overdue: late > onAccount ? late - onAccount : 0n,
  }
}

/** What the bank collects, or a factor is owed, is not for the customer to send to this creditor. */
export const paysHimself = ({ standing }: Pick<OwedInvoice, 'standing'>): boolean =>
  standing !== 'direct_debit' && standing !== 'factored'

function standingOf(
  record: CustomerRecord,
  invoice: InvoiceRecord,
  dueOn: Day,
  day: Day,
  isHoliday: IsHoliday,
): Standing {
  const rejected = invoice.rejectedOn !== '' && invoice.rejectedOn <= day
  if (invoice.factored) return 'factored'
  if (!rejected && (invoice.paymentMeans === 'direct_debit' || invoice.paymentMeans === 'bill'))
    return 'direct_debit'
  if (disputedOn(invoice, day) >= openOn(invoice, day)) return 'disputed'
  const claimed = record.claimedPayments.some(
    ({ on, invoices }) =>
      on <= day &&
      (invoices.length === 0 || invoices.includes(invoice.id)) &&
      addWorkingDays(on, CLAIMED_PAYMENT_DAYS, isHoliday) >= day,
  )
  if (claimed) return 'claimed'
  if (holdingPlan(record, invoice.id, day)) return 'plan'
  if (holdingPromise(record, invoice.id, day, isHoliday)) return 'promise'
  return dueOn < day ? 'late' : 'to_come'
}

const least = (a: Amount, b: Amount): Amount => (a < b ? a : b)
