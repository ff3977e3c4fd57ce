import { z } from 'zod'
import type { EventType, EventTypeDefinition } from './event-types'
import { eventTypeAliases, eventTypeDefinitions, eventTypes } from './event-types'

export { eventTypeAliases, eventTypeDefinitions, eventTypes } from './event-types'
export type { EventType, EventTypeDefinition } from './event-types'
export { ignoredReasons, reasonCodes } from './reason-codes'
export type { IgnoredReason, ReasonCode } from './reason-codes'

/** Decimal text with at most 14 digits before and 4 behind the point; a number is read as it is printed. */
const money = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().regex(/^-?\d{1,14}(\.\d{1,4})?$/))
const day = z.iso.date()
const id = z.string().max(400)

const allocation = z.object({ invoice_id: id, amount: money, allocated_on: day.optional() })
const instalment = z.object({
  due_on: day,
  amount: money,
  kind: z.enum(['normal', 'retention', 'deposit']).default('normal'),
})

const columns = z.object({
  event_id: id.optional(),
  event_type: z
    .string()
    .transform((type) => eventTypeAliases[type] ?? type)
    .pipe(z.enum(eventTypes as [EventType, ...EventType[]])),
  occurred_at: z.string().optional(),
  occurred_on: day.optional(),
  recorded_at: z.string().optional(),
  version: z.coerce.number().int().nonnegative().optional(),
  entity_id: id.optional(),
  customer_id: id.default(''),
  invoice_id: id.default(''),
  payment_id: id.default(''),
  reminder_id: id.default(''),
  campaign_id: id.default(''),
  variant_id: id.default(''),
  segment_id: id.default(''),
  channel: z.string().default(''),
  tone: z.string().default(''),
  step: z.coerce.number().int().min(0).max(255).default(0),
  amount: money.optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  due_on: day.optional(),
  issued_on: day.optional(),
  allocations: z.array(allocation).default([]),
  instalments: z.array(instalment).default([]),
  attributes: z.record(z.string(), z.unknown()).default({}),
})

/**
 * One event as a source hands it over: the columns of `relance.events` but those that ingest fills in (batch_id,
 * line, corrects, content_hash). Unknown fields belong in `attributes`. Days are YYYY-MM-DD in the time zone of the
 * entity; amounts are decimal text.
 */
export const eventRow = columns.superRefine((row, context) => {
  const definition: EventTypeDefinition = eventTypeDefinitions[row.event_type]
  const problem = (path: string, reason: string) =>
    context.addIssue({ code: 'custom', path: [path], message: reason })
  for (const field of definition.required) {
    const found = row[field as keyof typeof row]
    const byInvoice = field === 'customer_id' && row.invoice_id !== ''
    if ((found === undefined || found === '') && !byInvoice) problem(field, 'missing_field')
  }
  if (row.occurred_on === undefined && row.occurred_at === undefined) problem('occurred_on', 'missing_field')
  if (definition.amount !== 'optional' && row.amount === undefined) problem('amount', 'missing_field')
  const negative = row.amount?.startsWith('-') ?? false
  // A negative invoice is read as a credit note.
  if (negative && definition.amount !== 'signed' && row.event_type !== 'invoice.issued') {
    problem('amount', 'negative_amount')
  }
  const issued = row.issued_on ?? row.occurred_on
  if (row.event_type === 'invoice.issued' && row.due_on && issued && row.due_on < issued) {
    problem('due_on', 'due_before_issue')
  }
})
export type EventRow = z.input<typeof eventRow>
