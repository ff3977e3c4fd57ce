import type { InvoiceRecord, OpenStep } from '../planner/customer-record'
import type { Fact } from './fact'
import { NO_HISTORY } from './raw'
import type { RawInvoice } from './raw'
import { amountOf, dayOf, textOf } from './values'

const REJECTION = 4
/** What a posting changed, by the number of its kind in the table. */
const POSTED_BY: readonly NonNullable<OpenStep['by']>[] = [
  'other',
  'credit',
  'credit',
  'payment',
  'rejection',
  'other',
]
const postedBy = (kind: number | undefined) => POSTED_BY[kind ?? 0] ?? 'other'

/** Invoices of a customer with what their events say beyond the amounts. */
export function invoicesOf(raw: readonly RawInvoice[], facts: readonly Fact[]): InvoiceRecord[] {
  const told = facts.filter(({ type }) => type === 'invoice.issued' || type === 'invoice.status')
  return raw.map((row) =>
    invoice(row, told.length === 0 ? told : told.filter((fact) => fact.invoiceId === row[0])),
  )
}

const NOTHING: Fact['attributes'] = {}

function invoice(row: RawInvoice, told: readonly Fact[]): InvoiceRecord {
  const [id, currency, kind, issuedOn, entryOn, dueOn, amount, [history = NO_HISTORY]] = row
  const [dueDays, dueAmounts, stepDays, stepKinds, stepOpen, disputeDays, disputeAmounts] = history
  const asked = amountOf(amount)
  const issue = told.find(({ type }) => type === 'invoice.issued')?.attributes ?? NOTHING
  const first: OpenStep = { day: entryOn, open: asked > 0n ? asked : 0n, by: 'issue' }
  return {
    id,
    currency,
    kind: kind === '' ? 'normal' : kind,
    issuedOn,
    dueOn,
    instalments: dueDays.map((day, n) => ({ dueOn: day, amount: amountOf(dueAmounts[n] ?? '0') })),
    amount: asked,
    opens: [
      first,
      ...stepDays.map((day, n) => ({ day, open: amountOf(stepOpen[n] ?? '0'), by: postedBy(stepKinds[n]) })),
    ],
    disputes: disputeDays.map((day, n) => ({ day, amount: amountOf(disputeAmounts[n] ?? '0') })),
    paymentMeans: textOf(issue['payment_means']),
    rejectedOn: stepDays[stepKinds.lastIndexOf(REJECTION)] ?? '',
    factored: textOf(issue['assigned_to']) !== '',
    statuses: told.flatMap(({ type, on, attributes }) =>
      type === 'invoice.status' ? [{ day: on, code: textOf(attributes['status']) }] : [],
    ),
    timeBarredOn: dayOf(issue['time_barred_on']),
    // What has no number has no row among the invoices either.
    detailed: true,
  }
}
