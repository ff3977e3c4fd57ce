import { createHash } from 'node:crypto'
import type { SourceRecord } from '../source'
import type { BankEntry } from './bank-entry'
import { formatMoney } from './money'

/** What an entry says beside account, amount and day. */
export type AboutEntry = Omit<BankEntry, 'account' | 'status' | 'statement_kind' | 'part_of' | 'parts'>

/** One payment of a collective booking. */
export interface PaymentOfEntry {
  /** signed */
  amount: bigint
  /** what tells it from the others of the booking */
  reference: string
  about: AboutEntry
}

/** An entry of a statement, whatever the format. */
export interface StatementEntry {
  /** own account: IBAN, else the bank's number */
  account: string
  /** camt.053, cfonb120 … */
  kind: string
  /** YYYY-MM-DD */
  bookedOn: string
  /** signed: + money in */
  amount: bigint
  currency: string
  /** the bank's own unique reference; empty where it gives none */
  reference: string
  /** texts that tell entries of one account, day and amount apart where there is no reference */
  identity: readonly string[]
  about: AboutEntry
  /** payments whose sum is the amount, each to become an event; empty where the entry is one payment or cannot be told apart */
  payments: readonly PaymentOfEntry[]
}

/** References that banks write where they have none. */
const NO_REFERENCE = /^(NONREF|NONE|NOREF|NOTPROVIDED|NOT PROVIDED|UNKNOWN|N\/?A|[0\s.-]*)$/i

/** The bank's reference, or '' where it is a placeholder. */
export const ownReference = (text: string | undefined): string => {
  const trimmed = text?.trim() ?? ''
  return NO_REFERENCE.test(trimmed) ? '' : trimmed
}

/** How many references are remembered to tell two bookings of one reference apart. */
const REMEMBERED = 50_000

/**
 * Turns the entries of one file into records. An id carries account, reference, day and amount, so that the same booking
 * in a .052, .053 and .054 is one event, while a fee or a reversal booked under the reference of its payment is another.
 * Banks also write one reference on several equal bookings: the second within a statement is `…:2`.
 */
export class EntryRecords {
  #seen = new Map<string, number>()

  /** Another statement may tell of the same bookings again. */
  newStatement(): void {
    this.#seen.clear()
  }

  of(entry: StatementEntry): SourceRecord {
    const id = this.#idOf(entry)
    const whole = (amount: bigint) => ({
      event_id: id,
      event_type: 'bank.entry',
      occurred_on: entry.bookedOn,
      amount: formatMoney(amount),
      currency: entry.currency,
    })
    if (entry.payments.length === 0) {
      return { events: [{ ...whole(entry.amount), attributes: attributesOf(entry, entry.about) }] }
    }
    // Told apart: whoever has loaded the booking as a whole is corrected to 0, whichever comes first.
    const told = { ...attributesOf(entry, entry.about), parts: entry.payments.length }
    const seen = new Map<string, number>()
    const payments = entry.payments.map((payment) => {
      const key = `${payment.reference || digest(identityOf(payment.about))}:${formatMoney(payment.amount)}`
      const nth = (seen.get(key) ?? 0) + 1
      seen.set(key, nth)
      return {
        ...whole(payment.amount),
        event_id: `${id}/${key}${nth > 1 ? `:${nth}` : ''}`,
        attributes: { ...attributesOf(entry, payment.about), part_of: id },
      }
    })
    return { events: [{ ...whole(0n), version: 2, attributes: told }, ...payments] }
  }

  #idOf(entry: StatementEntry): string {
    const { account, bookedOn, reference } = entry
    const amount = formatMoney(entry.amount)
    // `~`: the warehouse tells equal ones of one load apart by an ordinal.
    if (reference === '') return `~bank:${account}:${bookedOn}:${amount}:${digest(entry.identity)}`
    const id = `bank:${account}:${reference}:${bookedOn}:${amount}`
    if (this.#seen.size >= REMEMBERED) this.#seen.clear()
    const nth = (this.#seen.get(id) ?? 0) + 1
    this.#seen.set(id, nth)
    return nth === 1 ? id : `${id}:${nth}`
  }
}

/** The texts of a payment that tell it from others of the same amount. */
export const identityOf = (about: AboutEntry): string[] => [
  about.remittance ?? '',
  about.end_to_end_id ?? '',
  ...(about.structured_references ?? []),
]

function attributesOf(entry: StatementEntry, about: AboutEntry): BankEntry {
  return { account: entry.account, ...about, status: 'BOOK', statement_kind: entry.kind }
}

/** Spaces and case differ between two statements of one booking. */
function digest(texts: readonly string[]): string {
  const plain = texts.map((text) => text.replace(/\s+/g, '').toUpperCase()).join('|')
  return createHash('sha256').update(plain).digest('hex').slice(0, 16)
}

/** Without what is empty, so that an attribute is there or is not. */
export function present<T extends object>(attributes: T): { [K in keyof T]: Exclude<T[K], undefined | ''> } {
  const entries = Object.entries(attributes).filter(
    ([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
  )
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined | ''> }
}
