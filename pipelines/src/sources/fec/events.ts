import { literal } from '../../ingest/sql-text'
import type { EventPlan } from '../source'

const TYPES: [kind: string, type: string][] = [
  ['opening', 'balance.opening'],
  ['invoice', 'invoice.issued'],
  ['credit', 'invoice.credited'],
  ['loss', 'invoice.written_off'],
  ['payment', 'payment.received'],
  ['return', 'payment.rejected'],
  ['refund', 'payment.refunded'],
]

/** A line of a customer is one event of money and, where it is lettered, one of its lettering. */
export function fecEvents(currency: string): EventPlan[] {
  const common = {
    entity_id: 'entity',
    customer_id: 'customer',
    currency: literal(currency),
    occurred_on: 'day',
  }
  const list = (part: 0 | 1) => `[${TYPES.map((pair) => literal(pair[part])).join(', ')}]`
  // Kinds of the table of letterings; only invoices and payments are named by their number.
  const settled = `multiIf(is_invoice, concat('invoice:', document), kind = 'payment', concat('payment:', document), kind = 'opening', concat('balance:', id), concat(kind, ':', id))`
  return [
    {
      where: '1',
      columns: {
        ...common,
        event_type: `transform(kind, ${list(0)}, ${list(1)}, '')`,
        event_id: 'id',
        invoice_id: `if(is_invoice, document, '')`,
        payment_id: `if(kind IN ('payment', 'return', 'refund'), document, '')`,
        amount: `if(kind = 'opening', net, abs(net))`,
        issued_on: 'issued',
        due_on: 'due',
        attributes_text: `multiIf(NOT is_invoice OR stated_due > toDate(0), '{}', is_agreed, '{"due_on_source":"terms"}', '{"due_on_source":"default"}')`,
      },
    },
    {
      where: `lettering != ''`,
      columns: {
        ...common,
        event_type: `'account.lettered'`,
        event_id: `concat('lettering:', id, ':', lettering)`,
        payment_id: 'lettering',
        issued_on: 'day',
        allocations: `[(${settled}, net, day)]`,
        attributes_text: `'{}'`,
      },
    },
  ]
}
