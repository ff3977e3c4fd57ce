import { z } from 'zod'
import { askedDay, day, list } from '../../http/shapes.contract'

const customer = {
  entity_id: z.string().min(1).max(100),
  customer_id: z.string().min(1).max(400),
  /** shown with every verdict that it causes, and in the audit log */
  reason: z.string().trim().min(3).max(500),
}
const step = { campaign_id: z.uuid(), step_id: z.string().min(1).max(63) }

/** POST /api/overrides: a person's decision for one customer against the plan. */
export const newOverride = z.discriminatedUnion('kind', [
  /** nothing is sent through the last day; without one until it is undone */
  z.strictObject({ kind: z.literal('hold'), ...customer, until: askedDay.nullable().default(null) }),
  /** invoices go on as if the step had claimed them; without one all of the customer */
  z.strictObject({
    kind: z.literal('skip_step'),
    ...customer,
    ...step,
    invoice_id: z.string().max(400).default(''),
  }),
  /** the step is taken now, whatever its day; caps, quiet hours and law hold */
  z.strictObject({ kind: z.literal('force_step'), ...customer, ...step }),
  /** this channel first wherever a step allows it, until it is undone */
  z.strictObject({
    kind: z.literal('channel'),
    ...customer,
    channel: z.enum(['email', 'sms', 'letter', 'registered_letter', 'phone']),
  }),
  /** replies, complaints and low satisfaction so far stop nothing any more */
  z.strictObject({ kind: z.literal('resume'), ...customer }),
])
export type NewOverride = z.input<typeof newOverride>

export const override = z.object({
  id: z.uuid(),
  entity_id: z.string(),
  customer_id: z.string(),
  kind: z.enum(['hold', 'skip_step', 'force_step', 'channel', 'resume']),
  from: day,
  until: day.nullable(),
  campaign_id: z.string(),
  step_id: z.string(),
  invoice_id: z.string(),
  /** empty: no channel is preferred */
  channel: z.string(),
  reason: z.string(),
  made_by: z.string(),
  made_at: z.string(),
  undone_by: z.string().nullable(),
  undone_at: z.string().nullable(),
})
export type CustomerOverride = z.infer<typeof override>

/** GET /api/overrides: newest first, at most 500; of one customer, or of all */
export const overridesQuery = z.object({
  entity: list.optional(),
  customer: z.string().max(400).optional(),
  /** true: only what is in force */
  open: z.stringbool().optional(),
})
/** With the names of what it speaks of; empty where they are not known any more. */
export const namedOverride = override.extend({
  name: z.string(),
  campaign: z.string(),
  /** kind of the step, e.g. firm */
  step: z.string(),
  /** false: undone, or its last day has passed */
  in_force: z.boolean(),
})
export type NamedOverride = z.infer<typeof namedOverride>
export const overridesAnswer = z.object({ rows: z.array(namedOverride) })
export type OverridesAnswer = z.infer<typeof overridesAnswer>
