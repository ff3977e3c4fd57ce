import { createHash } from 'node:crypto'
import type { EventRecord } from '../source'
import type { Json } from '../webhooks/json'
import { at, firstText, textAt } from '../webhooks/json'
import { dayIn, momentOf } from '../webhooks/moment'
import type { PayloadContext } from '../webhooks/payload-source'
import { decimalOf } from './money'

/** One event of Stripe, as the readers of its objects need it. */
export interface Notice {
  /** e.g. invoice.paid */
  topic: string
  object: Json
  before: Json
  /** ISO 8601 in UTC */
  at: string
  entityId: string
  timeZone: string
  currency: string
  customerId: string
  /**
   * Grows with time, whatever the order of delivery; moments of one second are told apart by the content, always in
   * the same way.
   */
  version: number
}

/** Metadata of a Stripe object that names our customer or invoice, where its own ids are not ours. */
export const STRIPE_METADATA = { customer: 'relance_customer', invoice: 'relance_invoice' } as const

/** Added to versions of payments that an invoice tells of: it knows what they were for. */
export const TOLD_BY_INVOICE = 5e15

export function noticeOf(payload: Json, context: PayloadContext): Notice {
  const object = at(payload, 'data', 'object')
  const created = at(payload, 'created')
  const seconds = typeof created === 'number' && Number.isSafeInteger(created) && created > 0 ? created : 0
  const content = createHash('sha256')
    .update(JSON.stringify(object ?? null))
    .digest()
  return {
    topic: textAt(payload, 'type'),
    object,
    before: at(payload, 'data', 'previous_attributes'),
    at: momentOf(created),
    entityId: context.entityId,
    timeZone: context.timeZone,
    currency: textAt(object, 'currency').toUpperCase(),
    customerId: customerOf(object),
    version: Math.min(seconds, 4e9) * 1e6 + (content.readUInt32BE(0) % 1e6),
  }
}

/** The customer of an object; an expanded one is an object itself. */
export function customerOf(object: Json): string {
  const named = textAt(object, 'metadata', STRIPE_METADATA.customer)
  return named === '' ? idAt(object, 'customer') : named
}

/** The id that stands at a key, or that of the object which stands there expanded. */
export const idAt = (value: Json, ...path: string[]): string => firstText(value, path, [...path, 'id'])

export const amountAt = (notice: Notice, ...path: string[]): string =>
  decimalOf(at(notice.object, ...path), notice.currency)

/** Day of a moment in seconds, in the time zone of the creditor. */
export const dayOf = (notice: Notice, seconds: Json): string => dayIn(notice.timeZone, momentOf(seconds))

/** What all events of a notice have in common. */
export const common = (notice: Notice): EventRecord => ({
  occurred_at: notice.at,
  entity_id: notice.entityId,
  customer_id: notice.customerId,
  currency: notice.currency,
  version: String(notice.version),
})
