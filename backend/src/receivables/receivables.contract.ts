import { z } from 'zod'
import { cursor, day, list, money, next, pageLimit } from '../http/shapes.contract'

/** GET /api/receivables: ageing by customer. */
export const receivablesQuery = z.object({
  as_of: day,
  entity: list.optional(),
  currency: z.string().length(3).optional(),
  search: z.string().max(200).optional(),
  /** Column to sort by; a leading minus sorts downwards. */
  sort: z
    .enum([
      'overdue',
      '-overdue',
      'open',
      '-open',
      'name',
      '-name',
      'oldest_due_on',
      '-oldest_due_on',
      'not_due',
      '-not_due',
      '1-30',
      '-1-30',
      '31-60',
      '-31-60',
      '61-90',
      '-61-90',
      '91+',
      '-91+',
    ])
    .default('-overdue'),
  limit: pageLimit,
  cursor,
})
export type ReceivablesQuery = z.input<typeof receivablesQuery>

export const ageing = z.object({
  not_due: money,
  '1-30': money,
  '31-60': money,
  '61-90': money,
  '91+': money,
})
export type Ageing = z.infer<typeof ageing>

export const customerBalance = z.object({
  entity_id: z.string(),
  customer_id: z.string(),
  name: z.string(),
  currency: z.string(),
  country: z.string(),
  kind: z.string(),
  open: money,
  on_account: money,
  open_net: money,
  overdue: money,
  overdue_count: z.number().int(),
  oldest_due_on: day.nullable(),
  ageing,
})
export type CustomerBalance = z.infer<typeof customerBalance>
export const receivablesAnswer = z.object({
  as_of: day,
  /** Sums over all customers that match, not only this page; one row a currency. */
  totals: z.array(
    z.object({
      currency: z.string(),
      customers: z.number().int(),
      open: money,
      on_account: money,
      overdue: money,
      ageing,
    }),
  ),
  rows: z.array(customerBalance),
  next,
})
export type ReceivablesAnswer = z.infer<typeof receivablesAnswer>

/** GET /api/receivables/customers/{id} and …/{id}/invoices */
export const customerQuery = z.object({ as_of: day, entity: list.optional() })
export type CustomerQuery = z.input<typeof customerQuery>
export const customerAnswer = z.object({
  customer_id: z.string(),
  name: z.string(),
  kind: z.string(),
  country: z.string(),
  language: z.string(),
  sector: z.string(),
  size: z.string(),
  account_manager: z.string(),
  /** One balance by entity and currency. */
  balances: z.array(customerBalance),
})
export type CustomerAnswer = z.infer<typeof customerAnswer>

export const customerInvoicesQuery = customerQuery.extend({
  state: z.enum(['open', 'overdue', 'all']).default('open'),
  limit: pageLimit,
  cursor,
})
export type CustomerInvoicesQuery = z.input<typeof customerInvoicesQuery>
export const invoiceState = z.object({
  entity_id: z.string(),
  customer_id: z.string(),
  invoice_id: z.string(),
  kind: z.string(),
  currency: z.string(),
  issued_on: day,
  due_on: day,
  settled_on: day.nullable(),
  amount: money,
  credited: money,
  paid: money,
  written_off: money,
  open: money,
  /** not_due, overdue, settled, cancelled, written_off … */
  state: z.string(),
  days_to_pay: z.number().int().nullable(),
  days_late: z.number().int().nullable(),
  disputed: z.boolean(),
  reminders: z.number().int(),
  last_reminder_on: day.nullable(),
})
export type InvoiceState = z.infer<typeof invoiceState>
export const customerInvoicesAnswer = z.object({ rows: z.array(invoiceState), next })
export type CustomerInvoicesAnswer = z.infer<typeof customerInvoicesAnswer>

/** GET /api/invoices/{customer}/{invoice} */
export const invoiceQuery = z.object({ as_of: day.optional(), entity: z.string().max(100).optional() })
export type InvoiceQuery = z.input<typeof invoiceQuery>
export const invoiceEvent = z.object({
  event_id: z.string(),
  event_type: z.string(),
  occurred_on: day,
  recorded_at: z.string(),
  amount: money.nullable(),
  currency: z.string(),
  payment_id: z.string(),
  reminder_id: z.string(),
  channel: z.string(),
  tone: z.string(),
  step: z.number().int(),
  source: z.string(),
  batch_id: z.string(),
  line: z.number().int(),
  /** Open amount after this event; null where the event moves no money. */
  open_after: money.nullable(),
  attributes: z.record(z.string(), z.unknown()),
})
export type InvoiceEvent = z.infer<typeof invoiceEvent>
export const invoiceAnswer = z.object({
  invoice: invoiceState,
  customer_name: z.string(),
  timeline: z.array(invoiceEvent),
})
export type InvoiceAnswer = z.infer<typeof invoiceAnswer>
