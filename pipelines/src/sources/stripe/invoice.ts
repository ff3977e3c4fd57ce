import type { EventRecord, SourceRecord } from '../source'
import type { Json } from '../webhooks/json'
import { at, firstText, listAt, textAt } from '../webhooks/json'
import type { Notice } from './notice'
import { TOLD_BY_INVOICE, amountAt, common, customerOf, dayOf, idAt } from './notice'
import { decimalOf } from './money'
import { paymentOf } from './payment'

/**
 * Any invoice.* event carries the invoice as it was when the event was delivered: what it owes, what was paid, and
 * whether it was given up. The same picture told twice is one; the newest counts.
 */
export function readInvoice(notice: Notice): SourceRecord {
  const { object } = notice
  const status = textAt(object, 'status')
  // A draft or a preview owes nothing yet, whatever it may become.
  if (status === 'draft' || notice.topic === 'invoice.upcoming' || notice.topic === 'invoice.deleted')
    return { events: [], ignored: 'not_receivable' }
  const events = [issued(notice), ...payments(notice), ...fromBalance(notice), ...givenUp(notice, status)]
  return { events }
}

/** The number that customers know; Stripe's own id before there is one. */
const numberOf = (invoice: Json): string => firstText(invoice, ['number'], ['id'])

function issued(notice: Notice): EventRecord {
  const { object, entityId, customerId } = notice
  const issuedOn = issueDay(notice)
  const stated = dayOf(notice, at(object, 'due_date'))
  // Charged by itself: due as soon as it is issued.
  const dueOn = stated === '' || stated < issuedOn ? issuedOn : stated
  const number = numberOf(object)
  return {
    ...common(notice),
    event_id: `invoice:${entityId}:${customerId}:${number}`,
    event_type: 'invoice.issued',
    occurred_at: '',
    occurred_on: issuedOn,
    issued_on: issuedOn,
    due_on: dueOn,
    invoice_id: number,
    amount: amountAt(notice, 'total') || amountAt(notice, 'amount_due'),
    attributes: {
      due_on_source: stated === '' ? 'default' : 'stated',
      stripe_id: textAt(object, 'id'),
      stripe_status: textAt(object, 'status'),
      collection_method: firstText(object, ['collection_method'], ['billing']),
      ...(textAt(object, 'collection_method') === 'charge_automatically' ? { payment_means: 'card' } : {}),
    },
  }
}

const issueDay = (notice: Notice): string =>
  [
    at(notice.object, 'effective_at'),
    at(notice.object, 'status_transitions', 'finalized_at'),
    at(notice.object, 'finalized_at'),
    at(notice.object, 'created'),
    at(notice.object, 'date'),
  ]
    .map((seconds) => dayOf(notice, seconds))
    .find((day) => day !== '') ?? ''

/** What the invoice says was paid, by the ids that payments and charges have in their own events. */
function payments(notice: Notice): EventRecord[] {
  const { object } = notice
  const listed = listAt(object, 'payments', 'data').filter((entry) => textAt(entry, 'status') === 'paid')
  if (listed.length > 0) return listed.map((entry) => listedPayment(notice, entry))
  const paid = amountAt(notice, 'amount_paid')
  if (paid === '' || Number(paid) <= 0) return []
  const id = firstText(object, ['payment_intent'], ['payment_intent', 'id'], ['charge'], ['charge', 'id'])
  const own = `invoice-${textAt(object, 'id')}`
  return [allocated(notice, id === '' ? own : id, paid, at(object, 'status_transitions', 'paid_at'))]
}

/** Since 2025 an invoice lists its payments, of which there may be several. */
function listedPayment(notice: Notice, entry: Json): EventRecord {
  const id = idAt(entry, 'payment', 'payment_intent') || idAt(entry, 'payment', 'charge')
  const amount = decimalOf(at(entry, 'amount_paid'), notice.currency)
  const paidAt = at(entry, 'status_transitions', 'paid_at')
  return allocated(notice, id === '' ? `invoice-${textAt(entry, 'id')}` : id, amount, paidAt)
}

function allocated(notice: Notice, id: string, amount: string, paidAt: Json): EventRecord {
  const day = dayOf(notice, paidAt)
  const outside = at(notice.object, 'paid_out_of_band') === true
  return {
    ...paymentOf(notice, id, amount),
    ...(day === '' ? {} : { occurred_at: '', occurred_on: day, issued_on: day }),
    version: String(TOLD_BY_INVOICE + notice.version),
    allocations: [{ invoice_id: numberOf(notice.object), amount, allocated_on: '' }],
    attributes: { method: outside ? 'transfer' : 'card', stripe_invoice: textAt(notice.object, 'id') },
  }
}

/** Credit of earlier credit notes that Stripe kept for the customer and used for this invoice. */
function fromBalance(notice: Notice): EventRecord[] {
  const [start, end] = [minor(notice.object, 'starting_balance'), at(notice.object, 'ending_balance')]
  const used = typeof end === 'number' && start < 0 ? end - start : 0
  if (used <= 0) return []
  const id = `balance-${textAt(notice.object, 'id')}`
  const amount = decimalOf(used, notice.currency)
  const day = issueDay(notice)
  return [
    {
      ...common(notice),
      event_id: `allocated:${notice.entityId}:${id}`,
      event_type: 'payment.allocated',
      occurred_at: '',
      occurred_on: day,
      issued_on: day,
      payment_id: id,
      allocations: [{ invoice_id: numberOf(notice.object), amount, allocated_on: '' }],
    },
  ]
}

/** The rest of an invoice that is void or will not be collected. */
function givenUp(notice: Notice, status: string): EventRecord[] {
  const { object, currency } = notice
  const remaining = minor(object, 'amount_remaining')
  const rest = remaining > 0 ? remaining : Math.max(0, minor(object, 'total') - minor(object, 'amount_paid'))
  const lost = (amount: string) => end(notice, 'written_off', 'marked_uncollectible_at', amount)
  if (status === 'uncollectible') return [lost(decimalOf(rest, currency))]
  if (status !== 'void') return []
  const voided = end(notice, 'cancelled', 'voided_at', decimalOf(rest, currency))
  // What was given up before and is void now was not lost after all.
  const wasLost = at(object, 'status_transitions', 'marked_uncollectible_at')
  return typeof wasLost === 'number' ? [voided, lost('0')] : [voided]
}

function end(notice: Notice, how: 'cancelled' | 'written_off', moment: string, amount: string): EventRecord {
  const { object, entityId, customerId } = notice
  const number = numberOf(object)
  const day = dayOf(notice, at(object, 'status_transitions', moment))
  return {
    ...common(notice),
    event_id: `${how}:${entityId}:${customerId}:${number}`,
    event_type: `invoice.${how}`,
    ...(day === '' ? {} : { occurred_at: '', occurred_on: day, issued_on: day }),
    invoice_id: number,
    amount,
  }
}

const minor = (object: Json, key: string): number => {
  const value = at(object, key)
  return typeof value === 'number' ? value : 0
}

/** A credit note reduces its invoice; Stripe numbers it after the invoice: EE1D-0001-CN-01. */
export function readCreditNote(notice: Notice): SourceRecord {
  const { object, entityId } = notice
  const customerId = notice.customerId || customerOf(at(object, 'invoice'))
  const number = firstText(object, ['number'], ['id'])
  const expanded = textAt(object, 'invoice', 'number')
  const ofNumber = /^(.+)-CN-\d+$/.exec(number)?.[1] ?? ''
  const day = dayOf(notice, at(object, 'effective_at')) || dayOf(notice, at(object, 'created'))
  const isVoid = textAt(object, 'status') === 'void'
  const amount = amountAt(notice, 'total') || amountAt(notice, 'amount')
  return {
    events: [
      {
        ...common(notice),
        customer_id: customerId,
        event_id: `credit:${entityId}:${customerId}:${number}`,
        event_type: 'invoice.credited',
        occurred_at: '',
        occurred_on: day,
        issued_on: day,
        invoice_id: expanded || ofNumber,
        // A credit note that was taken back still exists, and is worth nothing.
        amount: isVoid ? '0' : amount,
        attributes: {
          credit_note_id: number,
          stripe_id: textAt(object, 'id'),
          reason: textAt(object, 'reason'),
        },
      },
    ],
  }
}
