import { z } from 'zod'
import { askedDay, day, list, money } from '../../http/shapes.contract'

/** GET /api/verdicts: why a customer got a message or not, newest day first. One of campaign and customer is needed. */
export const verdictsQuery = z
  .object({
    campaign: z.string().max(100).optional(),
    entity: list.optional(),
    customer: z.string().max(400).optional(),
    day: askedDay.optional(),
    /** one reason only; `message`: those that got one */
    reason: z.string().max(60).optional(),
    /** false: without customers who are not in the campaign's population */
    outside: z.stringbool().default(true),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  })
  .refine(({ campaign, customer }) => campaign !== undefined || customer !== undefined, {
    error: 'campaign or customer is needed',
  })
export type VerdictsQuery = z.input<typeof verdictsQuery>

export const verdictsAnswer = z.object({
  rows: z.array(
    z.object({
      day,
      entity_id: z.string(),
      customer_id: z.string(),
      name: z.string(),
      campaign_id: z.string(),
      /** empty: a message was planned */
      reason: z.string(),
      channel: z.string(),
      kind: z.string(),
      total_due: money,
      currency: z.string(),
      sentence: z.object({ fr: z.string(), en: z.string() }),
    }),
  ),
  /** how many verdicts of the last day have each reason; empty reason: a message */
  days: z.array(z.object({ day, reason: z.string(), customers: z.number().int() })),
})
export type VerdictsAnswer = z.infer<typeof verdictsAnswer>
