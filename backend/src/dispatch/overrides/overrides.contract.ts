import { z } from 'zod'
import { askedDay, day } from '../../http/shapes.contract'

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
  /** replies, complaints and low satisfaction so far stop nothing any more */
  z.strictObject({ kind: z.literal('resume'), ...customer }),
])
export type NewOverride = z.input<typeof newOverride>

export const override = z.object({
  id: z.uuid(),
  entity_id: z.string(),
  customer_id: z.string(),
  kind: z.enum(['hold', 'skip_step', 'force_step', 'resume']),
  from: day,
  until: day.nullable(),
  campaign_id: z.string(),
  step_id: z.string(),
  invoice_id: z.string(),
  reason: z.string(),
  made_by: z.string(),
  made_at: z.string(),
  undone_by: z.string().nullable(),
  undone_at: z.string().nullable(),
})
export type CustomerOverride = z.infer<typeof override>

/** GET /api/overrides?entity=&customer= : newest first, undone ones included */
export const overridesQuery = z.object({ entity: z.string().max(100), customer: z.string().max(400) })
export const overridesAnswer = z.object({ rows: z.array(override) })
export type OverridesAnswer = z.infer<typeof overridesAnswer>
