import type { Channel, ReactionTrigger, StepKind } from '../../campaigns/campaign.contract'
import { type Said, type Sentences, dayText, moneyText } from './sentence-format'

const on = (day: string | number | undefined): string => dayText('en', String(day))
const until = ({ until: day }: Said): string => (day ? ` until the end of ${on(day)}` : '')
const since = (day: string | number | undefined): string => (day ? ` since ${on(day)}` : '')
const money = (value: string | number | undefined, currency: string | number | undefined): string =>
  moneyText('en', Number(value ?? 0), String(currency ?? ''))

const CAPS: Readonly<Record<string, string>> = {
  gap: 'one contact in 72 hours',
  week: 'contacts in 7 days',
  month: 'contacts in 30 days',
  calls_a_day: 'one call a day',
  calls_a_week: 'calls a week',
}

export const CHANNELS_EN: Readonly<Record<Channel, string>> = {
  email: 'by e-mail',
  sms: 'by text message',
  letter: 'by letter',
  registered_letter: 'by registered letter',
  phone: 'by phone',
  task: 'as a manual task',
  webhook: 'by a connected system',
}

export const KINDS_EN: Readonly<Record<StepKind, string>> = {
  satisfaction: 'Satisfaction question',
  before_due: 'Message before the due date',
  courteous: 'Courteous reminder',
  firm: 'Firm reminder',
  formal_notice: 'Formal notice',
  order_stop: 'Notice that orders stop',
  hand_over: 'Hand-over to litigation',
}

export const REACTIONS_EN: Readonly<Record<ReactionTrigger, string>> = {
  payment: 'Thanks for a payment',
  part_payment: 'Message after a part payment',
  promise: 'Confirmation of a promise to pay',
  broken_promise: 'Message after a broken promise',
  claimed_payment: 'Answer to a payment said to be made',
  dispute: 'Acknowledgement of a dispute',
  plan: 'Notice before an instalment of the plan',
  call: 'Summary of a call',
  low_satisfaction: 'Answer to low satisfaction',
  settlement: 'Question after settlement',
}

const RATES: Readonly<Record<string, string>> = {
  ecb_refinancing: 'the ECB refinancing rate',
  legal_other: 'the French legal rate (all other cases)',
}

const by = ({ channel }: Said): string => (channel ? CHANNELS_EN[channel as Channel] : '')

export const REASONS_EN: Sentences = {
  nothing_due: ({ next, step }) =>
    next
      ? `Nothing to send today: the next step${step ? ` (${KINDS_EN[step as StepKind].toLowerCase()})` : ''} comes on ${on(next)}.`
      : 'Nothing to send today: no invoice waits for a step.',
  not_in_population: 'No message: the customer is not in the population of the campaign.',
  below_minimum: ({ total, minimum, currency }) =>
    `No message: the amount due (${money(total, currency)}) is below the minimum of ${money(minimum, currency)}.`,
  paid: 'No message: everything is paid.',
  disputed: ({ since: day, status }) =>
    `No message: the invoice is disputed${since(day)}${status ? ` (e-invoice status ${status})` : ''}.`,
  promise: (said) =>
    `No message: the customer promised to pay on ${on(said['promised'])}; the payment is awaited${until(said)}.`,
  plan: ({ next }) =>
    `No message: a payment plan is being kept${next ? `, next instalment on ${on(next)}` : ''}.`,
  hold: (said) => `No message: reminders are held${until(said)}${said['why'] ? ` (${said['why']})` : ''}.`,
  claimed_payment: (said) =>
    `No message: on ${on(said['on'])} the customer said that he had paid; the payment is looked for${until(said)}.`,
  reply_pending: (said) =>
    `No message: the customer replied on ${on(said['on'])}; a person has to read it${until(said)}.`,
  complaint: (said) =>
    `No message: a complaint of ${on(said['on'])} suspends reminders${said['until'] ? until(said) : ' until a person decides'}.`,
  low_satisfaction: (said) =>
    `No message: the customer gave a score of ${said['score']} out of 10 on ${on(said['on'])}; reminders are suspended${until(said)}.`,
  refund_unexplained:
    'No message: a refund waits for its credit note; it is not asked back. Load the credit note under Data.',
  insolvency: (said) =>
    `No message: insolvency opened on ${on(said['on'])}; the claim must be declared within two months of the publication${said['published'] ? ` of ${on(said['published'])}` : ''}.`,
  time_barred: (said) => `No message: the claim is time-barred since ${on(said['on'])}.`,
  internal: 'No message: the customer is a company of the group.',
  direct_debit_pending: ({ means }) =>
    means === 'bill'
      ? 'No message: the invoice is paid by a bill of exchange that was not rejected.'
      : 'No message: the invoice is paid by a direct debit that was not rejected.',
  factored: 'No message: the invoice is assigned to a factor.',
  not_available_yet: ({ known }) =>
    known
      ? `No message: the invoice is not yet available to the customer (status ${known}).`
      : 'No message: nothing says that the invoice is available to the customer. Load its e-invoicing statuses under Data.',
  undetailed:
    'No message: the opening balance has no detail by invoice. Load the invoices that make it up under Data.',
  no_address: (said) =>
    `No message: no address is known to reach the customer ${by(said)}. Load a customer file with his contacts under Data, or allow another channel in the step.`,
  opted_out: (said) =>
    `No message: the customer refuses to be contacted ${by(said)} and the step allows no other channel. Add one, such as the letter, to the step.`,
  bounced: (said) =>
    `No message: the address ${said['address']} does not exist any more and there is no other. Load another contact of the customer under Data.`,
  legal: (said) =>
    said['en']
      ? `No message, by ${said['article']}: ${said['en']}`
      : `No message: the rule "${said['rule']}" (${said['article']}) forbids it. The check of the campaign says what to change.`,
  rate_missing: (said) =>
    `Message held: ${RATES[String(said['rate'])] ?? 'a reference rate'}${said['half_year'] ? ` of half-year ${said['half_year']}` : ''} is missing, so late interest cannot be worked out. Enter ${said['from'] ? `the value in force on ${on(said['from'])}` : 'it'} under Settings, Reference rates: the message then goes.`,
  cap: ({ rule, free }) =>
    `No message: the limit is reached (${CAPS[String(rule)] ?? String(rule)}); free ${free}.`,
  after_formal_notice: (said) =>
    `No message: after the formal notice of ${on(said['on'])} nothing softer${until(said)}.`,
  stale_payments: ({ known, hours }) =>
    `No message: payments ${known ? `are known only up to ${known}` : 'are not known'}, more than ${hours} hours ago. Load a bank statement or the ledger under Data.`,
  holdout: (said) => `No message: the customer is in the holdout without reminders${until(said)}.`,
  not_reachable_in_all_cells:
    'No message: one variant of the experiment could not reach this customer; he is out of the experiment.',
  other_campaign: ({ campaign }) =>
    `No message of this campaign: ${campaign ? `the campaign "${campaign}"` : 'another campaign'} writes to the customer.`,
  scenario_finished: 'No message: all steps were taken; a person decides what follows, on the work list.',
  campaign_ended: ({ on: day }) => `No message: the campaign has ended${day ? ` on ${on(day)}` : ''}.`,
  already_contacted_today: (said) => `No message: the customer was contacted today already ${by(said)}.`,
  overridden: (said) => `No message: ${said['by'] || 'a person'} suspended the reminders${until(said)}.`,
  not_started: 'No message: the campaign has not started; it is started on its page.',
  paused: 'No message: the campaign is paused; it goes on from its page.',
  covered_by_credit: 'No message: credit notes and money on account cover what is owed.',
  already_queued: ({ at }) => `A message is waiting to be sent ${at}.`,
  no_template: ({ template }) =>
    `No message: the template "${template}" does not exist in the customer's language. Write it under Messages.`,
  steps_missing:
    'No message: a step that the formal notice requires was not taken, and its amount is not reached. Skip that step for the customer, or lower its minimum in a clone of the campaign.',
}
