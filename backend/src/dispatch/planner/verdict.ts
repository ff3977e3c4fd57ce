import type { Channel, ReactionTrigger, StepKind, Tone } from '../../campaigns/campaign.contract'
import type { Exposure } from '../experiment/exposure'
import type { Amount, Day, Instant } from './customer-record'

/** Why a customer gets no message of a campaign on a day; the code is the key of the sentence shown. */
export const REASONS = [
  'nothing_due',
  'not_in_population',
  'below_minimum',
  'paid',
  'disputed',
  'promise',
  'plan',
  'hold',
  'claimed_payment',
  'reply_pending',
  'complaint',
  'low_satisfaction',
  'refund_unexplained',
  'insolvency',
  'time_barred',
  'internal',
  'direct_debit_pending',
  'factored',
  'not_available_yet',
  'undetailed',
  'no_address',
  'opted_out',
  'bounced',
  'legal',
  'cap',
  'after_formal_notice',
  'stale_payments',
  'holdout',
  'not_reachable_in_all_cells',
  'other_campaign',
  'scenario_finished',
  'campaign_ended',
  'already_contacted_today',
  'overridden',
  'not_started',
  'paused',
  'covered_by_credit',
  'already_queued',
  'no_template',
  'steps_missing',
  'rate_missing',
] as const
export type Reason = (typeof REASONS)[number]

export interface ClaimedInvoice {
  readonly invoiceId: string
  /** number of the step that claims it, from 1 */
  readonly level: number
  readonly open: Amount
  readonly dueOn: Day
}

export interface ListedInvoice {
  readonly invoiceId: string
  readonly currency: string
  readonly open: Amount
  readonly dueOn: Day
}

/** One message or task, complete but for its text. Sums are per currency of the message. */
export interface PlannedContact {
  readonly campaignId: string
  /** the version that was running when it was planned; its texts are pinned */
  readonly campaignVersion: number
  readonly segmentId: string
  readonly variantId: string
  /** planned probability of that variant */
  readonly probability: number
  /** experiment that the variant belongs to; left out: none */
  readonly experimentId?: string
  readonly stepId: string
  readonly kind: StepKind | 'reaction'
  readonly reaction: ReactionTrigger | ''
  readonly level: number
  readonly channel: Channel
  readonly tone: Tone
  readonly template: string
  /** version of the template's texts that the campaign's version pins */
  readonly templateVersion: number
  /** whether the statement of account goes with it; not told by messages planned by an earlier version */
  readonly withStatement?: boolean
  /** whether the customer's account manager gets a copy, where he has an account here; told as the field above */
  readonly copyToAccountManager?: boolean
  readonly language: string
  /** name and address; the address of phone is the number, of letter the postal address */
  readonly recipient: { readonly name: string; readonly address: string }
  readonly currency: string
  /** invoices due for the message's own step */
  readonly claims: readonly ClaimedInvoice[]
  /** invoices due for a lower step, claimed in a block of their own */
  readonly alsoClaimed: readonly ClaimedInvoice[]
  /** other overdue invoices, for information: they do not rise */
  readonly listed: readonly ListedInvoice[]
  /** of formal notice and hand-over: overdue invoices that are expressly not meant */
  readonly apart: readonly ListedInvoice[]
  /** overdue invoices in other currencies than the message's; never in its sums, claimed by a message of their own */
  readonly otherCurrencies: readonly ListedInvoice[]
  /** credits and cash on account, taken from the total */
  readonly deducted: Amount
  /** claimed and listed invoices less what is deducted */
  readonly totalDue: Amount
  /** earliest moment of sending, in an open window */
  readonly notBefore: Instant
  /** of a message moved by quiet hours or holidays: where it would have gone without them */
  readonly movedFrom: Instant | null
}

/** The one answer of the planner for a customer, campaign and day. */
export interface Verdict {
  readonly entityId: string
  readonly customerId: string
  readonly campaignId: string
  readonly day: Day
  readonly contact: PlannedContact | null
  /** null when there is a contact */
  readonly reason: Reason | null
  /** what the sentence of the reason names: dates, numbers, names */
  readonly params: Readonly<Record<string, string | number>>
  /** what stopped single invoices while the rest went on */
  readonly invoices: readonly { readonly invoiceId: string; readonly reason: Reason }[]
  /** of the day on which the customer entered the campaign's experiment, with or without a message */
  readonly exposed?: Exposure
}
