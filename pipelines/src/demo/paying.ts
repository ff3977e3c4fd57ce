import type { Random } from '@relance/experiments/simulate'
import type { Day } from './calendar'
import { businessDay } from './calendar'
import { between, chance, pick } from './draw'
import { money } from './ledger'
import type { Ledger, OpenInvoice } from './ledger'
import type { Method } from './profile'

const REJECTED: Record<Method, number> = { transfer: 0, direct_debit: 0.035, cheque: 0.02, card: 0.006 }
const FEES: Record<Method, string> = { transfer: '0', direct_debit: '4.50', cheque: '18.00', card: '15.00' }

interface Return {
  day: Day
  payment: string
  parts: { invoice: OpenInvoice; cents: number }[]
}
interface OnAccount {
  day: Day
  payment: string
  cents: number
}

/** What the customer's bank does on a day: payments, returned ones, money that finds its invoice later. */
export class Paying {
  #returns: Return[] = []
  #unallocated: (OnAccount & { invoice: OpenInvoice })[] = []
  #overpaid: OnAccount[] = []

  constructor(
    private readonly random: Random,
    private readonly ledger: Ledger,
  ) {}

  /** Pays in one go what the customer means to pay by today. */
  pay(day: Day): void {
    const parts = [...this.ledger.open.values()]
      .filter(
        (invoice) =>
          invoice.payOn !== null && invoice.payOn <= day && !invoice.disputed && !invoice.paidOnAccount,
      )
      .map((invoice) => ({ invoice, cents: this.takePart(invoice, day) }))
    if (parts.length === 0) return
    const total = parts.reduce((sum, part) => sum + part.cents, 0)
    const payment = this.ledger.reference('P')
    const { method } = this.ledger.profile
    const [only] = parts
    if (only && parts.length === 1 && method === 'transfer' && chance(this.random, 0.015)) {
      // Without a reference the money waits on account until somebody finds its invoice.
      this.receive(day, payment, total, [])
      only.invoice.paidOnAccount = true
      this.#unallocated.push({ day: businessDay(day + between(this.random, 3, 14)), payment, ...only })
      return
    }
    const twice = chance(this.random, 0.003) ? total : 0
    this.receive(day, payment, total + twice, parts)
    for (const { invoice, cents } of parts) this.ledger.reduce(invoice, cents)
    if (twice > 0)
      this.#overpaid.push({ day: businessDay(day + between(this.random, 20, 50)), payment, cents: twice })
    else if (chance(this.random, REJECTED[method])) {
      this.#returns.push({ day: businessDay(day + between(this.random, 3, 8)), payment, parts })
    }
  }

  private takePart(invoice: OpenInvoice, day: Day): number {
    const part = invoice.firstPart
    invoice.firstPart = null
    if (part === null || part >= invoice.open) return invoice.open
    invoice.payOn = businessDay(day + between(this.random, 12, 40))
    return part
  }

  private receive(day: Day, payment: string, cents: number, parts: Return['parts']): void {
    const allocations = parts.map((part) => ({ invoice_id: part.invoice.id, amount: money(part.cents) }))
    const attributes = { method: this.ledger.profile.method }
    this.ledger.write(day, 'payment.received', { payment_id: payment, cents, allocations, attributes })
  }

  /** Returned payments re-open their invoices, unallocated ones find theirs, overpaid ones are sent back. */
  settleReturned(day: Day): void {
    this.#returns = this.#returns.filter((item) => item.day > day || this.reject(item, day))
    this.#unallocated = this.#unallocated.filter((item) => item.day > day || this.allocate(item, day))
    this.#overpaid = this.#overpaid.filter((item) => item.day > day || this.refund(item, day))
  }

  private reject({ payment, parts }: Return, day: Day): false {
    const cents = parts.reduce((sum, part) => sum + part.cents, 0)
    const allocations = parts.map((part) => ({ invoice_id: part.invoice.id, amount: money(part.cents) }))
    const attributes = {
      fee: FEES[this.ledger.profile.method],
      reason: pick(this.random, ['AM04', 'AC04', 'MS03']),
    }
    this.ledger.write(day, 'payment.rejected', { payment_id: payment, cents, allocations, attributes })
    for (const { invoice, cents: part } of parts) {
      invoice.open += part
      invoice.payOn = businessDay(day + between(this.random, 6, 30))
      this.ledger.open.set(invoice.id, invoice)
    }
    return false
  }

  private allocate({ payment, invoice, cents }: OnAccount & { invoice: OpenInvoice }, day: Day): false {
    const part = Math.min(cents, invoice.open)
    const allocations = [{ invoice_id: invoice.id, amount: money(part) }]
    this.ledger.write(day, 'payment.allocated', { payment_id: payment, cents: part, allocations })
    invoice.paidOnAccount = false
    this.ledger.reduce(invoice, part)
    return false
  }

  private refund({ payment, cents }: OnAccount, day: Day): false {
    this.ledger.write(day, 'payment.refunded', { payment_id: payment, cents })
    return false
  }
}
