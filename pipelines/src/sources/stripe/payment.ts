import type { EventRecord, SourceRecord } from '../source'
import type { Json } from '../webhooks/json'
import { at, firstText, listAt, textAt } from '../webhooks/json'
import { decimalOf } from './money'
import type { Notice } from './notice'
import { STRIPE_METADATA, amountAt, common, customerOf, dayOf, idAt } from './notice'

/** A payment is known by its payment intent, and by its charge where it has none. */
export const paymentId = (charge: Json): string => idAt(charge, 'payment_intent') || textAt(charge, 'id')

export function paymentOf(notice: Notice, id: string, amount: string): EventRecord {
  const { entityId, customerId } = notice
  return {
    ...common(notice),
    event_id: `payment:${entityId}:${customerId}:${id}:`,
    event_type: 'payment.received',
    payment_id: id,
    amount,
    attributes: { method: 'card' },
  }
}

const UNKNOWN: SourceRecord = { events: [], ignored: 'unknown_topic' }
const NOT_OWED: SourceRecord = { events: [], ignored: 'not_receivable' }

/** charge.*: money that came or went back. Attempts, authorisations and failures move none. */
export function readCharge(notice: Notice): SourceRecord {
  switch (notice.topic) {
    case 'charge.succeeded':
    case 'charge.captured':
      return at(notice.object, 'captured') === false
        ? UNKNOWN
        : received(notice, paymentId(notice.object), capturedAmount(notice))
    case 'charge.refunded':
      return refunded(notice)
    default:
      return UNKNOWN
  }
}

const capturedAmount = (notice: Notice): string => {
  const captured = at(notice.object, 'amount_captured')
  return typeof captured === 'number' && captured > 0
    ? amountAt(notice, 'amount_captured')
    : amountAt(notice, 'amount')
}

/** payment_intent.*: only the succeeded one is money. */
export function readPaymentIntent(notice: Notice): SourceRecord {
  if (notice.topic !== 'payment_intent.succeeded') return UNKNOWN
  const amount = amountAt(notice, 'amount_received') || amountAt(notice, 'amount')
  return received(notice, textAt(notice.object, 'id'), amount)
}

const invoiceNamed = ({ object }: Notice): string => textAt(object, 'metadata', STRIPE_METADATA.invoice)

/** Whether a charge says what it pays, if only that it is no invoice. */
const saysInvoice = (notice: Notice): boolean =>
  at(notice.object, 'invoice') !== undefined || invoiceNamed(notice) !== ''

/**
 * A payment told by itself. Until 2025 a charge says whether it pays an invoice; since then it does not, and the
 * invoice alone tells: counted here as well, it would be counted twice. A payment of nobody pays an order, not a debt.
 */
function received(notice: Notice, id: string, amount: string): SourceRecord {
  const invoice = invoiceNamed(notice)
  if (notice.customerId === '' || !saysInvoice(notice)) return NOT_OWED
  const day = dayOf(notice, at(notice.object, 'created'))
  const lines = invoice === '' ? [] : [{ invoice_id: invoice, amount, allocated_on: '' }]
  const dated = day === '' ? {} : { occurred_at: '', occurred_on: day, issued_on: day }
  return { events: [{ ...paymentOf(notice, id, amount), ...dated, allocations: lines }] }
}

/**
 * Refunds of a charge: listed until 2022, since then the sum so far and what it was before. Where the charge does not
 * say what it paid, its payment counts only if an invoice tells of it: the refund waits for that payment and has its
 * customer, because alone it would be money that went to a customer for nothing.
 */
function refunded(told: Notice): SourceRecord {
  if (told.customerId === '') return NOT_OWED
  const notice = saysInvoice(told) ? told : { ...told, customerId: '' }
  const { object } = notice
  const listed = listAt(object, 'refunds', 'data').filter((refund) => textAt(refund, 'id') !== '')
  if (listed.length > 0) return { events: listed.map((refund) => refundOf(notice, refund)) }
  const sum = at(object, 'amount_refunded')
  const before = at(notice.before, 'amount_refunded')
  if (typeof sum !== 'number') return UNKNOWN
  const part = sum - (typeof before === 'number' ? before : 0)
  const id = `${textAt(object, 'id')}-${sum}`
  return { events: [refundEvent(notice, id, decimalOf(part, notice.currency), paymentId(object), '')] }
}

function refundOf(notice: Notice, refund: Json): EventRecord {
  const failed = ['failed', 'canceled'].includes(textAt(refund, 'status'))
  const amount = failed ? '0' : decimalOf(at(refund, 'amount'), notice.currency)
  const payment = idAt(refund, 'payment_intent') || idAt(refund, 'charge')
  return refundEvent(notice, textAt(refund, 'id'), amount, payment, dayOf(notice, at(refund, 'created')))
}

const refundEvent = (
  notice: Notice,
  id: string,
  amount: string,
  payment: string,
  day: string,
): EventRecord => ({
  ...common(notice),
  event_id: `refund:${notice.entityId}:${id}`,
  event_type: 'payment.refunded',
  ...(day === '' ? {} : { occurred_at: '', occurred_on: day, issued_on: day }),
  payment_id: payment,
  amount,
})

/** A chargeback takes the money back until it is won. An inquiry (warning_…) takes none. */
export function readDispute(notice: Notice): SourceRecord {
  const { object, entityId } = notice
  const status = textAt(object, 'status')
  if (status.startsWith('warning_')) return UNKNOWN
  const payment =
    idAt(object, 'payment_intent') ||
    firstText(object, ['charge', 'payment_intent']) ||
    idAt(object, 'charge')
  // Some shapes of old name the dispute by its charge alone.
  const dispute = textAt(object, 'id') || `of-${payment}`
  const event = (outcome: string, day: string): EventRecord => ({
    ...common(notice),
    event_id: `dispute:${entityId}:${dispute}${outcome === '' ? '' : ':closed'}`,
    event_type: 'payment.disputed',
    customer_id: notice.customerId || customerOf(at(object, 'charge')),
    payment_id: payment,
    amount: amountAt(notice, 'amount'),
    ...(day === '' ? {} : { occurred_at: '', occurred_on: day, issued_on: day }),
    attributes: { reason: textAt(object, 'reason'), ...(outcome === '' ? {} : { outcome }) },
  })
  const opened = event('', dayOf(notice, at(object, 'created')))
  const closed = notice.topic === 'charge.dispute.closed' && ['won', 'lost'].includes(status)
  return { events: closed ? [opened, event(status, dayIfLater(notice, opened))] : [opened] }
}

/** The day of the notice, unless its moments contradict each other. */
function dayIfLater(notice: Notice, opened: EventRecord): string {
  const [from, to] = [String(opened['occurred_on'] ?? ''), dayOf(notice, Date.parse(notice.at) / 1000)]
  return to < from ? from : to
}
