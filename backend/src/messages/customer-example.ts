import type { InvoiceRow } from '../receivables/receivables.contract'
import type { MessageSubject } from './subject'
import { amountOf } from './tags/format'

/**
 * A preview's subject with a real customer's open invoices: those that are overdue are claimed, or the ones to come
 * before their due date. Credits on account are not deducted here; the planner does that.
 */
export function withCustomer(
  example: MessageSubject,
  customer: { readonly id: string; readonly name: string },
  rows: readonly InvoiceRow[],
): MessageSubject {
  const currency = rows[0]?.currency ?? example.contact.currency
  const open = rows.filter((row) => row.currency === currency && !row.disputed && amountOf(row.open) > 0n)
  const late = open.filter((row) => row.days_late > 0)
  const claims = (late.length > 0 ? late : open).map((row) => ({
    invoiceId: row.invoice_id,
    level: 1,
    open: amountOf(row.open),
    dueOn: row.due_on,
  }))
  const invoices = open.map((row) => ({
    ...BLANK,
    id: row.invoice_id,
    currency,
    issuedOn: row.issued_on,
    dueOn: row.due_on,
    amount: amountOf(row.amount),
  }))
  return {
    ...example,
    contact: {
      ...example.contact,
      recipient: { ...example.contact.recipient, name: customer.name },
      currency,
      claims,
      totalDue: claims.reduce((sum, claim) => sum + claim.open, 0n),
    },
    customer: { ...example.customer, customerId: customer.id, name: customer.name, invoices },
    // Computed from the reference rates when the message is sent, not in a preview.
    charges: null,
    facts: { ...example.facts, concerned: claims.slice(0, 1).map(({ invoiceId }) => invoiceId) },
  }
}

const BLANK = {
  kind: 'normal',
  instalments: [],
  opens: [],
  disputes: [],
  paymentMeans: '',
  rejectedOn: '',
  factored: false,
  statuses: [],
  timeBarredOn: '',
  detailed: true,
} as const
