import type { SourceRecord } from '../source'
import type { Json } from '../webhooks/json'
import { at, isObject, textAt } from '../webhooks/json'
import type { PayloadContext, PayloadReading } from '../webhooks/payload-source'
import { payloadSource } from '../webhooks/payload-source'
import { readCustomer } from './customer'
import { readCreditNote, readInvoice } from './invoice'
import type { Notice } from './notice'
import { noticeOf } from './notice'
import { readCharge, readDispute, readPaymentIntent } from './payment'

/** What is said about money owed; any other topic of Stripe is named and left out. */
const READERS: [topic: RegExp, object: string, read: (notice: Notice) => SourceRecord][] = [
  [/^invoice\.[a-z_]+$/, 'invoice', readInvoice],
  [/^credit_note\./, 'credit_note', readCreditNote],
  [/^charge\.dispute\./, 'dispute', readDispute],
  [/^charge\.[a-z]+$/, 'charge', readCharge],
  [/^payment_intent\./, 'payment_intent', readPaymentIntent],
  [/^customer\.(created|updated)$/, 'customer', readCustomer],
]

/** Events of Stripe's webhooks, in the shapes of its API from 2014 to 2025. */
export const stripeReading: PayloadReading = {
  name: 'stripe',
  kind: 'payments',
  preset: 'stripe-webhooks',
  sure(payload) {
    if (textAt(payload, 'type') === '' || !isObject(at(payload, 'data', 'object'))) return 0
    if (at(payload, 'object') === 'event') return 1
    return textAt(payload, 'id').startsWith('evt_') ? 0.9 : 0
  },
  read: readStripe,
}

export function readStripe(payload: Json, context: PayloadContext): SourceRecord {
  const notice = noticeOf(payload, context)
  if (!isObject(notice.object)) {
    return { events: [], problem: { field: 'data.object', reason: 'missing_field', value: '' } }
  }
  const kind = textAt(notice.object, 'object')
  const reader = READERS.find(
    ([topic, object]) => topic.test(notice.topic) && (kind === '' || kind === object),
  )
  if (!reader) return { events: [], ignored: 'unknown_topic' }
  return reader[2](notice)
}

export const stripe = payloadSource(stripeReading)
