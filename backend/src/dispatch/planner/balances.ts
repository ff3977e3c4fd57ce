import type { Amount, CustomerRecord, Day, InvoiceRecord } from './customer-record'

/** The last entry of an ascending list that is dated on or before a day. */
export function lastBy<T extends { readonly day: Day }>(entries: readonly T[], day: Day): T | undefined {
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i]
    if (entry !== undefined && entry.day <= day) return entry
  }
  return undefined
}

/** Open amount at the end of a day; 0 before the invoice is there. */
export const openOn = (invoice: InvoiceRecord, day: Day): Amount => lastBy(invoice.opens, day)?.open ?? 0n

/** Disputed part of the open amount. */
export function disputedOn(invoice: InvoiceRecord, day: Day): Amount {
  const amount = lastBy(invoice.disputes, day)?.amount ?? 0n
  return amount > 0n ? amount : 0n
}

/** Money and credit notes without an invoice; negative after a refund that waits for its credit note. */
export const onAccountOn = (record: CustomerRecord, currency: string, day: Day): Amount =>
  lastBy(
    record.onAccount.filter((entry) => entry.currency === currency),
    day,
  )?.amount ?? 0n

/** Ten-thousandths of a decimal text such as 15.00. */
export function amountOf(text: string): Amount {
  const [whole = '0', part = ''] = text.split('.')
  return BigInt(whole) * 10_000n + BigInt(part.padEnd(4, '0').slice(0, 4) || '0')
}

/** An amount as a number of the currency's unit, to be shown. */
export const unitsOf = (amount: Amount): number => Number(amount) / 10_000

/** What of an invoice must be paid by when, as instalments are paid in the order of their dates. */
export interface DuePart {
  readonly dueOn: Day
  /** overdue on the asked day; without anything overdue, what is due next */
  readonly amount: Amount
}

/** The part of an open amount that is late, or that comes next; one part for an invoice without instalments. */
export function duePart(invoice: InvoiceRecord, open: Amount, day: Day): DuePart {
  if (invoice.instalments.length < 2) {
    return { dueOn: invoice.instalments[0]?.dueOn ?? invoice.dueOn, amount: open }
  }
  const ordered = [...invoice.instalments].sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1))
  let paid = ordered.reduce((sum, { amount }) => sum + amount, 0n) - open
  let first: DuePart | null = null
  let late = 0n
  for (const { dueOn, amount } of ordered) {
    const rest = paid >= amount ? 0n : paid > 0n ? amount - paid : amount
    paid = paid >= amount ? paid - amount : 0n
    if (rest === 0n) continue
    first ??= { dueOn, amount: rest }
    if (dueOn < day) late += rest
  }
  return late > 0n && first
    ? { dueOn: first.dueOn, amount: late }
    : (first ?? { dueOn: invoice.dueOn, amount: open })
}

/** What was paid on invoices from one day to another, both included, with money that came without allocation. */
export function paidBetween(
  record: CustomerRecord,
  invoices: readonly string[],
  from: Day,
  until: Day,
  before: Day,
): Amount {
  let paid = 0n
  const currencies = new Set<string>()
  for (const invoice of record.invoices) {
    if (invoices.length > 0 && !invoices.includes(invoice.id)) continue
    currencies.add(invoice.currency)
    const start = openOn(invoice, before)
    const entered = openOn(invoice, from)
    const end = openOn(invoice, until)
    const base = start > entered ? start : entered
    if (base > end) paid += base - end
  }
  for (const currency of currencies) {
    const more = onAccountOn(record, currency, until) - onAccountOn(record, currency, before)
    if (more > 0n) paid += more
  }
  return paid
}
