import { z } from 'zod'

/** How a customer is reached. `task` is manual work without amount or debt named (LinkedIn, a visit). */
export const CHANNELS = ['email', 'sms', 'letter', 'registered_letter', 'phone', 'task', 'webhook'] as const
export const channel = z.enum(CHANNELS)
export type Channel = z.infer<typeof channel>

export const TONES = [
  'friendly',
  'neutral',
  'empathic',
  'firm',
  'formal',
  'consequences',
  'social_norm',
  'thank_you',
] as const
export const tone = z.enum(TONES)
export type Tone = z.infer<typeof tone>

/** Steps of the ladder, from the softest to the last. */
export const STEP_KINDS = [
  'satisfaction',
  'before_due',
  'courteous',
  'firm',
  'formal_notice',
  'order_stop',
  'hand_over',
] as const
export const stepKind = z.enum(STEP_KINDS)
export type StepKind = z.infer<typeof stepKind>

/** What happens of a customer that is answered with a message of its own; never counted as a reminder. */
export const REACTIONS = [
  'payment',
  'part_payment',
  'promise',
  'broken_promise',
  'claimed_payment',
  'dispute',
  'plan',
  'call',
  'low_satisfaction',
  'settlement',
] as const
export const reactionTrigger = z.enum(REACTIONS)
export type ReactionTrigger = z.infer<typeof reactionTrigger>

export const CONTACT_ROLES = ['accounts_payable', 'buyer', 'director', 'legal'] as const

const slug = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/)
/** Amount of money as a decimal string, e.g. 15.00 */
const money = z.string().regex(/^\d{1,14}(\.\d{1,4})?$/)
const days = z.number().int().min(0).max(365)

/** When a step is due for an invoice: days from its due date, or from the previous step that claimed it. */
export const stepDay = z.union([
  z.strictObject({ from_due: z.number().int().min(-60).max(730) }),
  z.strictObject({ after_previous: z.number().int().min(1).max(180) }),
])

export const step = z.strictObject({
  id: slug,
  kind: stepKind,
  day: stepDay,
  /** in order of preference: the first that may be used for the customer is */
  channels: z.array(channel).min(1).max(7),
  /** true: a repeated contact takes the next channel of the list instead of the same again */
  rotate: z.boolean().default(false),
  tone,
  /** key of the template family; language and channel choose the text */
  template: slug,
  contact_role: z.enum(CONTACT_ROLES).default('accounts_payable'),
  /** formal notice and hand-over claim only invoices that went through every earlier required step */
  required: z.boolean().default(true),
  /** only for customers whose invoices due for this step reach this amount */
  minimum: money.optional(),
  maximum: money.optional(),
  /** what goes with an e-mail; no copies of invoices are kept, so `invoices` means the statement, which lists them */
  attach: z.array(z.enum(['invoices', 'statement'])).default([]),
  copy_to_account_manager: z.boolean().default(false),
})
export type Step = z.infer<typeof step>

export const reaction = z.strictObject({
  on: reactionTrigger,
  channel,
  template: slug,
  delay_days: z.number().int().min(0).max(30).default(0),
})
export type Reaction = z.infer<typeof reaction>

/** The way of one segment: steps in order, levels are their numbers from 1. */
export const scenario = z.strictObject({
  /** id of a saved segment; null: everyone else, always last */
  segment: z.string().nullable(),
  steps: z.array(step).min(1).max(20),
})
export type Scenario = z.infer<typeof scenario>

export const exclusions = z.strictObject({
  direct_debit_not_rejected: z.boolean().default(true),
  bill_not_rejected: z.boolean().default(true),
  factored: z.boolean().default(true),
  intragroup: z.boolean().default(true),
})

/** A complete design; what it leaves out has its default here and nowhere else. */
export const campaignDefinition = z.strictObject({
  name: z.string().trim().min(1).max(120),
  /** entities whose invoices it reminds of; empty: all */
  entities: z.array(z.string()).default([]),
  /** rule over customers in the language of segments; null: everybody */
  population: z.unknown().default(null),
  exclusions: exclusions.default(() => exclusions.parse({})),
  minimum_invoice: money.default('5'),
  minimum_customer: money.default('15'),
  scenarios: z.array(scenario).min(1).max(20),
  reactions: z.array(reaction).max(20).default([]),
  /** one level an invoice, or one a customer (his oldest undisputed overdue invoice) */
  level_per: z.enum(['invoice', 'customer']).default('invoice'),
  /** days without a softer message after a formal notice */
  quiet_after_formal_notice: days.default(15),
  /** of two campaigns that claim one customer on one day, the higher goes first, then the older */
  priority: z.number().int().min(0).max(100).default(50),
  /** payment data older than this holds everything */
  stale_after_hours: z
    .number()
    .int()
    .min(1)
    .max(24 * 31)
    .default(24),
  acting_as: z.enum(['creditor', 'collector']).default('creditor'),
  ends_on: z.iso.date().nullable().default(null),
})
export type CampaignDefinition = z.infer<typeof campaignDefinition>

export const CAMPAIGN_STATES = ['draft', 'checked', 'approved', 'running', 'paused', 'ended'] as const
export const campaignState = z.enum(CAMPAIGN_STATES)
export type CampaignState = z.infer<typeof campaignState>
