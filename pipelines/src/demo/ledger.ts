import type { EventRow } from '../events/contract'
import type { Day } from './calendar'
import { dayText } from './calendar'
import type { Profile } from './profile'

/** An invoice of the demo while it is open. Amounts in cents. */
export interface OpenInvoice {
  id: string
  issued: Day
  due: Day
  amount: number
  open: number
  /** when the customer means to pay it, null: never by himself */
  payOn: Day | null
  /** pays this much first and the rest later */
  firstPart: number | null
  disputeOn: Day | null
  resolveOn: Day | null
  disputed: boolean
  /** its money is there, but nobody knows yet that it is for this invoice */
  paidOnAccount: boolean
}

export const ENTITY = 'DEMO'
export const CURRENCY = 'EUR'

/** 12345 → "123.45". */
export const money = (cents: number): string => (cents / 100).toFixed(2)

type Written = Partial<Omit<EventRow, 'event_type' | 'occurred_on' | 'amount'>> & { cents?: number }

/** What happened to one customer, in order; the only place that writes rows. */
export class Ledger {
  readonly open = new Map<string, OpenInvoice>()
  #rows: EventRow[] = []
  #count = 0

  constructor(readonly profile: Profile) {}

  write(day: Day, type: EventRow['event_type'], { cents, ...rest }: Written = {}): void {
    this.#count += 1
    this.#rows.push({
      event_id: `${ENTITY}-${this.profile.id}-${this.#count}`,
      event_type: type,
      occurred_on: dayText(day),
      entity_id: ENTITY,
      customer_id: this.profile.id,
      currency: CURRENCY,
      ...(cents === undefined ? {} : { amount: money(cents) }),
      ...rest,
    })
  }

  /** A number nobody else of the company has, e.g. `F-C00012-0007`. */
  reference(prefix: string): string {
    this.#count += 1
    return `${prefix}-${this.profile.id}-${String(this.#count).padStart(4, '0')}`
  }

  /** Takes from what an invoice still owes; one that owes nothing is closed. */
  reduce(invoice: OpenInvoice, cents: number): void {
    invoice.open -= cents
    if (invoice.open <= 0) this.open.delete(invoice.id)
  }

  /** The rows written since the last call. */
  take(): EventRow[] {
    const rows = this.#rows
    this.#rows = []
    return rows
  }
}
