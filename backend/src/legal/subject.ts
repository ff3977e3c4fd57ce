import type { Channel, StepKind, Tone } from '../campaigns/campaign.contract'
import type { Day } from './days'
import type { DebtorKind, Regime } from './regime'
import type { MissingRate } from './reference-rates'

/** What a person may read or hear; only `html` is never read as wording, it is searched for remote content. */
export interface LegalTexts {
  readonly subject?: string
  readonly body?: string
  readonly html?: string
  readonly sms?: string
  /** all that stands on the outside of a letter besides the addresses */
  readonly envelope?: string
  /** what is said to an answering machine */
  readonly voicemail?: string
  /** guide for a call or a manual task */
  readonly script?: string
}

export interface LegalSender {
  readonly name: string
  readonly address: string
  /** SIREN with the place of registration, e.g. 552 100 554 RCS Paris; empty when unknown */
  readonly registration: string
  /** numbers that the debtor is asked to call */
  readonly phones: readonly string[]
  readonly acting_as: 'creditor' | 'collector'
  /** for a collector: day of the written mandate; null: none is recorded */
  readonly mandate_on: Day | null
  /** for a collector: on whose behalf; null when acting for oneself */
  readonly creditor: { readonly name: string; readonly address: string } | null
}

export interface LegalDebtor {
  /** 'unknown' falls under the rules for consumers */
  readonly kind: DebtorKind | 'unknown'
  /** of associations and sole traders: as whom they act, when it is recorded */
  readonly acts_as: Regime | null
  /** ISO 3166 code, e.g. FR */
  readonly country: string
  readonly opted_out_of: readonly string[]
  readonly consents: {
    readonly prospecting: boolean
    readonly registered_e_letter: boolean
    readonly tracking: boolean
  }
  readonly insolvency: { readonly opened_on: Day; readonly published_on: Day | null } | null
  /** day of the last formal notice, null for none */
  readonly formal_notice_on: Day | null
  /** for a collector: the letter of R124-4 that was sent, null when none was */
  readonly first_letter: { readonly reference: string; readonly on: Day } | null
}

export interface LegalInvoice {
  readonly id: string
  readonly issued_on: Day
  readonly due_on: Day
  /** still to be paid, as decimal text */
  readonly open: string
  /** whether this message demands it; others are listed for information */
  readonly claimed: boolean
  readonly disputed: boolean
  /** day on which the claim becomes time-barred; null: not recorded */
  readonly time_barred_on: Day | null
  /** for public purchasers: day on which the portal made it available; null: not, or unknown */
  readonly available_on: Day | null
}

/** What was used to choose this message for this debtor. */
export interface LegalDecision {
  readonly uses_profile: boolean
  readonly uses_score: boolean
  /** day of the recorded data-protection assessment, null for none */
  readonly assessment_on: Day | null
  /** fields of the segment's rule, e.g. sector, postcode */
  readonly criteria: readonly string[]
}

/** Moment of contact on the debtor's clock. */
export interface LocalMoment {
  /** 1 Monday … 7 Sunday */
  readonly weekday: number
  /** minutes since midnight */
  readonly minute: number
  readonly public_holiday: boolean
}

/** Everything a rule may look at: what is sent, to whom, about which invoices, when. Nothing else is ever read. */
export interface LegalSubject {
  readonly on: Day
  readonly step: {
    readonly kind: StepKind | 'reaction'
    readonly channel: Channel | 'registered_e_letter'
    readonly tone: Tone
    readonly language: string
  }
  readonly texts: LegalTexts
  /** names of the merge tags in the texts, without braces, e.g. total_due */
  readonly tags: readonly string[]
  readonly sender: LegalSender
  readonly debtor: LegalDebtor
  readonly invoices: readonly LegalInvoice[]
  readonly decision: LegalDecision | null
  /** null when only the design is checked */
  readonly local: LocalMoment | null
  /** contractual rate of late interest and three times the legal rate, in percent; null: the legal default applies */
  readonly contract_rate: { readonly percent: string; readonly floor_percent: string } | null
  /** reference rates that the message's figures need and the table lacks */
  readonly missing_rates: readonly MissingRate[]
}
