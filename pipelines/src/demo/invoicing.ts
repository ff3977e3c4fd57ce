import type { Random } from '@relance/experiments/simulate'
import type { Day } from './calendar'
import { businessDay, dayText, endOfMonth, monthOf } from './calendar'
import { around, between, chance, pick, waiting } from './draw'
import type { Ledger, OpenInvoice } from './ledger'

/** Share of an average month's billing, January first: slow in August, busy before the summer and at year end. */
const SEASON = [0.9, 0.95, 1.05, 1, 0.92, 1.14, 0.97, 0.6, 1.1, 1.12, 1.1, 1.15]
const BUSINESS_DAYS = 21
const DISPUTE_REASONS = [
  'wrong_price',
  'missing_delivery',
  'damaged_goods',
  'wrong_reference',
  'duplicate_invoice',
]

/** What the company does on a day for this customer: invoices, credit notes, disputes, write-offs. */
export class Invoicing {
  constructor(
    private readonly random: Random,
    private readonly ledger: Ledger,
  ) {}

  issue(day: Day): void {
    const { profile } = this.ledger
    const expected = (profile.invoicesPerMonth * (SEASON[monthOf(day)] ?? 1)) / BUSINESS_DAYS
    // More than one invoice a day is rare even for the busiest; one draw a day is enough.
    if (!chance(this.random, expected)) return
    const amount = Math.max(500, Math.round(around(this.random, profile.typicalAmount, 0.6)))
    const plain = day + profile.termsDays
    const due = profile.endOfMonth ? endOfMonth(plain) : plain
    const id = this.ledger.reference('F')
    const invoice: OpenInvoice = {
      id,
      issued: day,
      due,
      amount,
      open: amount,
      payOn: this.meansToPay(due),
      firstPart: chance(this.random, profile.behaviour.partial)
        ? Math.round(amount * (0.3 + 0.4 * this.random.uniform()))
        : null,
      disputeOn: chance(this.random, 0.025) ? businessDay(between(this.random, day + 3, due + 15)) : null,
      resolveOn: null,
      disputed: false,
      paidOnAccount: false,
    }
    this.ledger.open.set(id, invoice)
    this.ledger.write(day, 'invoice.issued', {
      cents: amount,
      invoice_id: id,
      issued_on: dayText(day),
      due_on: dayText(due),
      attributes: { due_on_source: 'stated', kind: 'normal', payment_means: profile.method },
    })
    // A public body owes nothing before the invoice is at its disposal on the public portal.
    if (profile.kind === 'public') {
      this.ledger.write(day + 1, 'invoice.status', { invoice_id: id, attributes: { status: '203' } })
    }
  }

  /** The day the customer pays if nobody says anything; null: not by himself. */
  private meansToPay(due: Day): Day | null {
    const { behaviour, method } = this.ledger.profile
    if (method === 'direct_debit') return businessDay(due)
    if (chance(this.random, behaviour.reluctant)) return null
    if (chance(this.random, behaviour.punctual)) return beforeWeekend(due - this.random.below(5))
    const holidays = monthOf(due) === 7 && chance(this.random, 0.4) ? 9 : 0
    return businessDay(due + 1 + waiting(this.random, behaviour.lateness) + holidays)
  }

  /** Credit notes for goods that came back, and disputes that open or end. */
  settleContested(day: Day): void {
    for (const invoice of [...this.ledger.open.values()]) {
      if (!invoice.disputed && invoice.disputeOn !== null && invoice.disputeOn <= day)
        this.dispute(invoice, day)
      else if (invoice.disputed && invoice.resolveOn !== null && invoice.resolveOn <= day)
        this.resolve(invoice, day)
      else if (!invoice.disputed && day - invoice.issued === 12 && chance(this.random, 0.012)) {
        this.credit(invoice, Math.round(invoice.open * (0.05 + 0.25 * this.random.uniform())), day)
      }
    }
  }

  private dispute(invoice: OpenInvoice, day: Day): void {
    invoice.disputed = true
    invoice.disputeOn = null
    invoice.resolveOn = businessDay(day + 8 + waiting(this.random, 22))
    const contested = chance(this.random, 0.6) ? invoice.open : Math.round(invoice.open * 0.4)
    const attributes = { reason: pick(this.random, DISPUTE_REASONS) }
    this.ledger.write(day, 'invoice.disputed', { invoice_id: invoice.id, cents: contested, attributes })
  }

  private resolve(invoice: OpenInvoice, day: Day): void {
    const right = chance(this.random, 0.55)
    invoice.disputed = false
    invoice.resolveOn = null
    const attributes = { outcome: right ? 'credited' : 'maintained' }
    this.ledger.write(day, 'dispute.resolved', { invoice_id: invoice.id, attributes })
    if (right) this.credit(invoice, Math.round(invoice.open * pick(this.random, [0.1, 0.2, 0.3, 1])), day)
    invoice.payOn = businessDay(Math.max(day + between(this.random, 4, 20), invoice.payOn ?? 0))
  }

  private credit(invoice: OpenInvoice, cents: number, day: Day): void {
    if (cents <= 0) return
    const attributes = { credit_note_id: this.ledger.reference('AV') }
    this.ledger.write(day, 'invoice.credited', { invoice_id: invoice.id, cents, attributes })
    this.ledger.reduce(invoice, cents)
  }

  /** What nobody will pay any more. */
  writeOff(day: Day): void {
    for (const invoice of [...this.ledger.open.values()]) {
      if (day - invoice.due !== 240 || invoice.disputed || invoice.paidOnAccount) continue
      this.ledger.write(day, 'invoice.written_off', { invoice_id: invoice.id, cents: invoice.open })
      this.ledger.reduce(invoice, invoice.open)
    }
  }
}

/** That day, or the Friday before: who pays on time does not wait for the Monday after the due date. */
function beforeWeekend(day: Day): Day {
  const monday = businessDay(day)
  return monday === day ? day : monday - 3
}
