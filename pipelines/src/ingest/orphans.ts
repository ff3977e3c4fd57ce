import { literals } from './sql-text'

/** Types that find their customer through the payment they are about: a provider names no more of it. */
export const ownedByPayment = ['payment.rejected', 'payment.refunded', 'payment.disputed'] as const
/** Types that find their customer through the reminder they are about. */
export const ownedByReminder = [
  'reminder.delivered',
  'reminder.bounced',
  'reminder.failed',
  'reminder.opened',
  'reminder.clicked',
  'reminder.replied',
  'complaint.received',
  'optout.received',
  'optin.received',
] as const

/**
 * SQL: by what an event finds its customer, as `i:F1`, `p:P1` or `r:R1`; empty where it has one or can have none.
 * @param of alias of the table, with its dot
 */
export const soughtBy = (of = ''): string =>
  `multiIf(${of}customer_id != '', '', ${of}invoice_id != '', concat('i:', ${of}invoice_id),
    ${of}payment_id != '' AND ${of}event_type IN ${literals([...ownedByPayment])}, concat('p:', ${of}payment_id),
    ${of}reminder_id != '' AND ${of}event_type IN ${literals([...ownedByReminder])}, concat('r:', ${of}reminder_id), '')`

/** SQL: whether an event waits for what brings its customer. */
export const isOrphan = (of = ''): string => `${soughtBy(of)} != ''`

/** SQL: by what an event tells the customer of others. */
const TOLD_BY = `multiIf(event_type IN ('invoice.issued', 'balance.opening'), concat('i:', invoice_id),
  event_type = 'payment.received', concat('p:', payment_id), concat('r:', reminder_id))`

/** SQL: the events that may tell whose the orphans of a table are. */
export const tellsOf = (orphans: string): string => {
  const among = (column: string) =>
    `${column} IN (SELECT ${column} FROM ${orphans} WHERE customer_id = '' AND ${column} != '')`
  return `(event_type IN ('invoice.issued', 'balance.opening') AND ${among('invoice_id')}
    OR event_type = 'payment.received' AND ${among('payment_id')} OR event_type = 'reminder.sent' AND ${among('reminder_id')})`
}

/**
 * SQL: one row = the customer of an invoice, payment or reminder that is known once. A number that several customers
 * have belongs to nobody: who waits for it keeps waiting.
 * @param from where the events that tell stand
 * @param orphans table of those that ask
 */
export const ownersOf = (from: string, orphans: string): string =>
  `SELECT entity_id, ${TOLD_BY} AS told_by, any(customer_id) AS owner FROM ${from}
   WHERE customer_id != '' AND ${tellsOf(orphans)}
   GROUP BY entity_id, told_by HAVING uniqExact(customer_id) = 1`
