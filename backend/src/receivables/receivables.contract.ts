import { z } from 'zod'
import { askedDay, cursor, day, list, money, next, pageLimit } from '../http/shapes.contract'

/** GET /api/receivables: ageing by customer. */
export const receivablesQuery = z.object({
  as_of: askedDay,
  entity: list.optional(),
  currency: z.string().length(3).optional(),
  /** part of the customer's name or number */
  search: z.string().max(200).optional(),
  /** largest first; name from A to Z; oldest = the earliest due date first */
  sort: z.enum(['overdue', 'open', 'name', 'oldest', '91+']).default('overdue'),
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
  /** opening balances without invoice detail: never overdue */
  undetailed: money,
})
export type Ageing = z.infer<typeof ageing>

export const customerBalance = z.object({
  entity_id: z.string(),
  customer_id: z.string(),
  name: z.string(),
  currency: z.string(),
  country: z.string(),
  account_manager: z.string(),
  open: money,
  on_account: money,
  overdue: money,
  disputed: money,
  ageing,
  open_count: z.number().int(),
  overdue_count: z.number().int(),
  oldest_due_on: day.nullable(),
  last_reminder_on: day.nullable(),
})
export type CustomerBalance = z.infer<typeof customerBalance>
/** Sums over all customers are the KPIs open, on_account, overdue and ageing of GET /api/kpis. */
export const receivablesAnswer = z.object({ as_of: day, rows: z.array(customerBalance), next })
export type ReceivablesAnswer = z.infer<typeof receivablesAnswer>

/** GET /api/receivables/customers/{id} */
export const customerQuery = z.object({ as_of: askedDay, entity: list.optional() })
export type CustomerQuery = z.input<typeof customerQuery>
export const customerAnswer = z.object({
  customer_id: z.string(),
  name: z.string(),
  as_of: day,
  /** One balance by entity and currency. */
  balances: z.array(customerBalance),
})
export type CustomerAnswer = z.infer<typeof customerAnswer>

/** GET /api/receivables/customers/{id}/invoices */
export const customerInvoicesQuery = z.object({
  as_of: askedDay,
  /** the first of these that knows the customer; the only one of the customer by default */
  entity: list.optional(),
  currency: z.string().length(3).optional(),
  /** open: open on the day asked for; all: every invoice */
  which: z.enum(['open', 'all']).default('open'),
  limit: pageLimit,
  cursor,
})
export type CustomerInvoicesQuery = z.input<typeof customerInvoicesQuery>

export const invoiceRow = z.object({
  entity_id: z.string(),
  customer_id: z.string(),
  customer_name: z.string(),
  invoice_id: z.string(),
  currency: z.string(),
  kind: z.string(),
  issued_on: day,
  due_on: day,
  amount: money,
  /** as of the day asked for */
  open: money,
  overdue: money,
  /** days past due on the day asked for, or at settlement; negative before the due date */
  days_late: z.number().int(),
  disputed: z.boolean(),
  state: z.enum(['open', 'overdue', 'disputed', 'paid', 'credited', 'cancelled', 'written_off']),
  settled_on: day.nullable(),
  reminders: z.number().int(),
})
export type InvoiceRow = z.infer<typeof invoiceRow>
export const invoicesAnswer = z.object({ rows: z.array(invoiceRow), next })
export type InvoicesAnswer = z.infer<typeof invoicesAnswer>

/** GET /api/invoices/{customer}/{invoice}; `entity` where the customer has several, `as_of` today by default. */
export const invoiceQuery = z.object({ entity: list.optional(), as_of: askedDay.optional() })
export type InvoiceQuery = z.input<typeof invoiceQuery>

export const timelineEvent = z.object({
  event_id: z.string(),
  event_type: z.string(),
  occurred_on: day,
  occurred_at: z.string(),
  amount: money,
  currency: z.string(),
  payment_id: z.string(),
  reminder_id: z.string(),
  channel: z.string(),
  tone: z.string(),
  step: z.number().int(),
  source: z.string(),
  batch_id: z.string(),
  line: z.number().int(),
  /** the part of the payment that this invoice got; null where it is no payment */
  allocated: money.nullable(),
  attributes: z.record(z.string(), z.unknown()),
})
export type TimelineEvent = z.infer<typeof timelineEvent>
export const invoiceAnswer = z.object({
  invoice: invoiceRow,
  /** oldest first */
  events: z.array(timelineEvent),
  /** the open amount after each day on which it changed */
  balance: z.array(z.object({ day, open: money })),
})
export type InvoiceAnswer = z.infer<typeof invoiceAnswer>
