import type { EventRecord, SourceRecord } from '../source'
import { customerIdOf, sirenOf, vatOf, withoutEmpty } from './customer'
import type { Due } from './due/due-date'
import { dueOf, isPaidAlready } from './due/due-date'
import type { EInvoice } from './invoice'
import {
  deductsDeposits,
  isCorrection,
  isCredit,
  isDeposit,
  isFactored,
  isNoReceivable,
  paymentMeans,
  prepaidUnits,
  wholeUnits,
} from './invoice-kinds'
import { absolute, isDay, textOfUnits } from './values'

/** What every event of one document says. */
interface Common {
  invoice: EInvoice
  entityId: string
  customerId: string
  party: string
}

/**
 * The events of one invoice or credit note (without the one of its customer):
 * invoice.issued with its instalments; invoice.credited for a credit note or a negative invoice, on the one invoice
 * that it refers to, else on account; invoice.cancelled of what a correction replaces; payment.received for what was
 * paid before, or invoice.credited where deposit invoices asked for it.
 */
export function invoiceEvents(invoice: EInvoice, entityId: string): SourceRecord {
  if (isNoReceivable(invoice)) return { events: [], ignored: 'not_receivable' }
  const customerId = customerIdOf(invoice.buyer)
  const common: Common = { invoice, entityId, customerId, party: `${entityId}:${customerId}` }
  const whole = wholeUnits(invoice)
  if (whole === null) return withoutAmount(common)
  if (isCredit(invoice, whole)) return { events: creditEvents(common, whole) }
  const prepaid = prepaidUnits(invoice, whole)
  return {
    events: [
      issuedEvent(common, whole, prepaid),
      ...cancellations(common),
      ...(prepaid > 0n ? prepaidEvents(common, whole, prepaid) : []),
    ],
  }
}

/** The checks of the event contract say what is wrong with the amount. */
function withoutAmount(common: Common): SourceRecord {
  const { invoice } = common
  if (isCredit(invoice, 0n)) return { events: [creditEvent(common, invoice.total)] }
  return { events: [issued(common, invoice.total, dueOf(invoice, 0n, 0n))] }
}

function base({ invoice, entityId, customerId }: Common): EventRecord {
  return {
    occurred_on: invoice.issuedOn,
    entity_id: entityId,
    customer_id: customerId,
    currency: invoice.currency,
  }
}

function issuedEvent(common: Common, whole: bigint, prepaid: bigint): EventRecord {
  return issued(common, textOfUnits(whole), dueOf(common.invoice, whole, prepaid))
}

function issued(common: Common, amount: string, due: Due): EventRecord {
  const { invoice, party } = common
  return {
    ...base(common),
    event_id: `invoice:${party}:${invoice.number}`,
    event_type: 'invoice.issued',
    // a correction under the same number counts instead of the first
    ...(correctsItself(invoice) ? { version: 2 } : {}),
    invoice_id: invoice.number,
    issued_on: invoice.issuedOn,
    due_on: due.dueOn,
    amount,
    ...(due.instalments.length > 0 ? { instalments: due.instalments } : {}),
    attributes: withoutEmpty({
      due_on_source: due.source,
      other_due_days: due.otherDays.length > 0 ? due.otherDays : '',
      kind: isDeposit(invoice) ? 'deposit' : 'normal',
      early_discount: due.discount,
      assigned_to: isFactored(invoice) ? invoice.payee || 'factor' : '',
      ...about(invoice),
    }),
  }
}

const correctsItself = (invoice: EInvoice): boolean =>
  isCorrection(invoice) && invoice.preceding.some(({ number }) => number === invoice.number)

/** What the document says beside money and days. */
function about(invoice: EInvoice): Record<string, unknown> {
  const { seller } = invoice
  return {
    payment_means: paymentMeans(invoice.meansCode),
    payment_means_code: invoice.meansCode,
    terms: invoice.terms
      .map(({ text }) => text)
      .filter(Boolean)
      .join('\n')
      .slice(0, 500),
    syntax: invoice.syntax,
    profile: invoice.profile,
    process: invoice.process,
    type_code: invoice.typeCode,
    test: invoice.test,
    seller: withoutEmpty({ name: seller.name, siren: sirenOf(seller), vat_number: vatOf(seller) }),
    buyer_reference: invoice.buyerReference,
    order_reference: invoice.orderReference,
    contract_reference: invoice.contractReference,
    payment_reference: invoice.paymentReference,
    iban: invoice.iban.replace(/\s/g, ''),
    bic: invoice.bic,
    payee: invoice.payee,
    preceding: invoice.preceding.length > 0 ? invoice.preceding.map(({ number }) => number) : '',
    prepaid: invoice.prepaid,
    rounding: invoice.rounding,
    payable: invoice.payable,
  }
}

function creditEvents(common: Common, whole: bigint): EventRecord[] {
  const credit = creditEvent(common, textOfUnits(absolute(whole)))
  const refunded = absolute(prepaidUnits(common.invoice, whole))
  return refunded > 0n && common.invoice.prepaid !== '' ? [credit, refundEvent(common, refunded)] : [credit]
}

function creditEvent(common: Common, amount: string): EventRecord {
  const { invoice, party } = common
  const [first, ...others] = invoice.preceding
  return {
    ...base(common),
    event_id: `credit:${party}:${invoice.number}`,
    event_type: 'invoice.credited',
    invoice_id: first && others.length === 0 ? first.number : '',
    amount,
    attributes: withoutEmpty({ credit_note_id: invoice.number, ...about(invoice) }),
  }
}

/** What a credit note says was given back already. */
function refundEvent(common: Common, units: bigint): EventRecord {
  const { invoice, party } = common
  const paymentId = `refund-${invoice.number}`
  return {
    ...base(common),
    event_id: `payment:${party}:${paymentId}:`,
    event_type: 'payment.refunded',
    payment_id: paymentId,
    amount: textOfUnits(units),
    attributes: withoutEmpty({ method: paymentMeans(invoice.meansCode), credit_note_id: invoice.number }),
  }
}

/** A correction takes the place of the invoices that it refers to; amount 0 is the whole invoice, which it knows not. */
function cancellations(common: Common): EventRecord[] {
  const { invoice, party } = common
  if (!isCorrection(invoice)) return []
  return invoice.preceding
    .filter(({ number }) => number !== invoice.number)
    .map(({ number }) => ({
      ...base(common),
      event_id: `cancel:${party}:${number}:${invoice.number}`,
      event_type: 'invoice.cancelled',
      invoice_id: number,
      amount: '0',
      attributes: { replaced_by: invoice.number },
    }))
}

function prepaidEvents(common: Common, whole: bigint, prepaid: bigint): EventRecord[] {
  const { invoice, party } = common
  if (deductsDeposits(invoice)) {
    const deposits = [
      ...invoice.preceding.map(({ number }) => number),
      ...invoice.prepayments.map((one) => one.invoice),
    ]
    return [
      {
        ...base(common),
        event_id: `credit:${party}:${invoice.number}:deposits`,
        event_type: 'invoice.credited',
        invoice_id: invoice.number,
        amount: textOfUnits(prepaid),
        attributes: { reason: 'deposits_deducted', deposits: [...new Set(deposits.filter(Boolean))] },
      },
    ]
  }
  const paymentId = `prepaid-${invoice.number}`
  const allocated = prepaid < whole ? prepaid : whole
  return [
    {
      ...base(common),
      occurred_on: paidOn(invoice),
      event_id: `payment:${party}:${paymentId}:${invoice.number}`,
      event_type: 'payment.received',
      payment_id: paymentId,
      amount: textOfUnits(prepaid),
      allocations: allocated > 0n ? [{ invoice_id: invoice.number, amount: textOfUnits(allocated) }] : [],
      attributes: withoutEmpty({ method: paymentMeans(invoice.meansCode), prepaid: '1' }),
    },
  ]
}

/** The day of the one payment that is stated, of an invoice that was paid before it was issued, else that of issue. */
function paidOn(invoice: EInvoice): string {
  const [only, ...more] = invoice.prepayments
  const stated = only && more.length === 0 ? only.paidOn : ''
  const [term] = invoice.terms.filter(({ dueOn }) => isDay(dueOn))
  const before = isPaidAlready(invoice) && term && term.dueOn <= invoice.issuedOn ? term.dueOn : ''
  return [stated, before].find(isDay) ?? invoice.issuedOn
}
