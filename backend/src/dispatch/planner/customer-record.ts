/** A calendar day, e.g. 2026-11-22. */
export type Day = string

/** Milliseconds since 1970-01-01T00:00Z. */
export type Instant = number

/** Money in ten-thousandths of the currency's unit, as the warehouse keeps it (Decimal(18, 4)). */
export type Amount = bigint

export interface Contact {
  readonly role: string
  readonly name: string
  readonly email: string
  readonly phone: string
}

/** A dated change of the open amount of an invoice; the first is its entry into the balance. */
export interface OpenStep {
  readonly day: Day
  readonly open: Amount
  /** what changed it; left out where it is not known: then nobody is thanked for a payment */
  readonly by?: 'issue' | 'payment' | 'credit' | 'rejection' | 'other'
}

export interface InvoiceRecord {
  readonly id: string
  readonly currency: string
  /** normal, deposit or penalty */
  readonly kind: string
  readonly issuedOn: Day
  readonly dueOn: Day
  /** instalments with dates of their own; empty for one */
  readonly instalments: readonly { readonly dueOn: Day; readonly amount: Amount }[]
  readonly amount: Amount
  /** ascending by day; within a day the last counts */
  readonly opens: readonly OpenStep[]
  /** disputed amount from a day on, 0 when the dispute ended */
  readonly disputes: readonly { readonly day: Day; readonly amount: Amount }[]
  /** transfer, direct_debit, card, bill or cheque; empty when unknown */
  readonly paymentMeans: string
  /** day of the last rejection by the bank, empty for none */
  readonly rejectedOn: Day | ''
  readonly factored: boolean
  /** e-invoicing life-cycle codes by day */
  readonly statuses: readonly { readonly day: Day; readonly code: string }[]
  /** day on which the claim becomes time-barred, when it is known */
  readonly timeBarredOn: Day | ''
  /** an opening balance without detail is never reminded */
  readonly detailed: boolean
}

/** A message or attempt that reached out to the customer, of whatever campaign or source. */
export interface PastContact {
  readonly reminderId: string
  readonly at: Instant
  readonly channel: string
  readonly campaignId: string
  readonly stepId: string
  /** segment that it was written for: a customer stays in the one he came into a campaign by; left out: not known */
  readonly segmentId?: string
  readonly kind: string
  /** a reaction, a receipt or an answer is no reminder and does not count for the caps */
  readonly counts: boolean
  /** bounced or refused by the provider: it counts for the caps, but no invoice rose by it */
  readonly failed?: boolean
  readonly claims: readonly PastClaim[]
}

export interface PastClaim {
  readonly invoiceId: string
  /** the level that the invoice rose to: the number of the claiming step in its campaign */
  readonly level: number
  /** kind of the claiming step where it is not the contact's own, as for invoices claimed below the message's step */
  readonly kind?: string
  /** of an invoice with instalments: the due date of the instalment that was claimed */
  readonly dueOn?: Day
}

/** Planned but not sent yet: `at` is its earliest moment of sending. */
export interface QueuedContact extends PastContact {
  readonly plannedAt: Instant
  /** its moment has come, but it speaks of interest for which a rate is missing */
  readonly waitsForRate?: boolean
}

export interface Hold {
  readonly from: Day
  /** last day that is held (of a lifted hold: the day before); empty: until it is lifted */
  readonly until: Day | ''
  /** empty: the whole customer */
  readonly invoiceId: string
  readonly reason: string
}

export interface PromiseRecord {
  readonly madeOn: Day
  readonly until: Day
  /** 0: all that was open on these invoices */
  readonly amount: Amount
  /** empty: all of the customer, oldest first */
  readonly invoices: readonly string[]
  readonly withdrawnOn: Day | ''
}

/**
 * What is known of one customer of one creditor, every fact with its day, so that the same record answers for any day:
 * facts dated after the asked moment do not count.
 */
export interface CustomerRecord {
  readonly entityId: string
  readonly customerId: string
  /** SIREN, VAT number or the customer himself: caps hold per payer */
  readonly payer: string
  /** whether the payer is known by a number of his own; left out: where it is not the customer's id */
  readonly grouped?: boolean
  readonly name: string
  /** business, sole_trader, consumer, public or association; empty is treated as consumer */
  readonly kind: string
  readonly country: string
  readonly postcode: string
  /** two letters; empty when unknown */
  readonly language: string
  /** IANA name; empty: by country and postcode */
  readonly timeZone: string
  /** empty: by country and postcode */
  readonly holidayZone: string
  readonly internal: boolean
  readonly accountManager: string
  readonly contacts: readonly Contact[]
  readonly postalAddress: string
  readonly invoices: readonly InvoiceRecord[]
  /** unallocated money and credit notes, per day the balance after it, by currency */
  readonly onAccount: readonly { readonly day: Day; readonly currency: string; readonly amount: Amount }[]
  readonly contactsMade: readonly PastContact[]
  /** what waits to be sent; a message that has become a contact made, or was cancelled, is not here any more */
  readonly queued: readonly QueuedContact[]
  readonly optOuts: readonly { readonly at: Instant; readonly channel: string; readonly in: boolean }[]
  readonly bounces: readonly { readonly at: Instant; readonly channel: string; readonly address: string }[]
  readonly holds: readonly Hold[]
  readonly promises: readonly PromiseRecord[]
  readonly plans: readonly {
    readonly agreedOn: Day
    readonly instalments: readonly { readonly dueOn: Day; readonly amount: Amount }[]
    readonly invoices: readonly string[]
  }[]
  readonly claimedPayments: readonly { readonly on: Day; readonly invoices: readonly string[] }[]
  readonly replies: readonly { readonly at: Instant; readonly automatic: boolean }[]
  readonly complaints: readonly { readonly at: Instant; readonly severity: string }[]
  readonly satisfaction: readonly { readonly on: Day; readonly score: number }[]
  readonly insolvency: { readonly on: Day; readonly publishedOn: Day | '' } | null
  /** consents to channels with their day, e.g. of consumers to registered e-letters */
  readonly consents: readonly { readonly channel: string; readonly given: boolean; readonly on: Day }[]
}
