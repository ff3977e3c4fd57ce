import type { Amount, CustomerRecord, Day } from '../dispatch/planner/customer-record'
import type { PlannedContact } from '../dispatch/planner/verdict'
import type { Regime } from '../legal/regime'
import type { Language } from './tags/format'
import { addDays } from './tags/format'

/** Whose name a message bears. Empty text: not known. */
export interface Sender {
  readonly name: string
  /** lines parted by line breaks */
  readonly address: string
  /** SIREN with the place of registration, e.g. 552 100 554 RCS Paris */
  readonly registration: string
  readonly phone: string
  readonly email: string
  readonly accountManager: string
  readonly iban: string
  readonly bic: string
}

/** Signed addresses of the customer's page; all https but on a machine of one's own. */
export interface Links {
  readonly page: string
  readonly pay: string
  /** closes the message's channel after a confirmation on the page */
  readonly optOut: string
}

/** What the law adds to the invoices to date: shown, never part of the total. */
export interface Charges {
  readonly interest: Amount
  /** yearly, as a number of per cent; null when several rates held */
  readonly ratePercent: number | null
  readonly indemnity: Amount
}

/** What a reaction answers to, and what went before. */
export interface Facts {
  /** numbers of the invoices that the event was about */
  readonly concerned?: readonly string[]
  readonly payment?: { readonly amount: Amount; readonly on: Day }
  readonly promise?: { readonly amount: Amount; readonly until: Day }
  readonly plan?: {
    readonly amount: Amount
    readonly dueOn: Day
    readonly number: number
    readonly count: number
  }
  readonly call?: { readonly on: Day; readonly summary: string }
  /** day of the formal notice that went before */
  readonly earlierNoticeOn?: Day
}

/** Everything that a message is made from, but its template. */
export interface MessageSubject {
  readonly contact: PlannedContact
  readonly customer: Pick<CustomerRecord, 'customerId' | 'name' | 'kind' | 'accountManager' | 'invoices'>
  /** which rules on late payment hold for the customer */
  readonly regime: Regime
  readonly language: Language
  readonly sender: Sender
  readonly links: Links
  readonly charges: Charges | null
  readonly facts: Facts
  readonly today: Day
  readonly deadline: Day
}

/** Eight days as is usual between businesses, fifteen for a consumer's formal notice: practice, no statute. */
export function usualDeadline(kind: PlannedContact['kind'], regime: Regime, today: Day): Day {
  return addDays(today, kind === 'formal_notice' && regime !== 'business' ? 15 : 8)
}
