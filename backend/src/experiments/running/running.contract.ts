import { z } from 'zod'

const reason = z.string().trim().min(1).max(1000)
const weights = z.record(z.string().max(64), z.record(z.string().max(63), z.number().min(0)))

/** PUT /api/experiments/{id}/weights: of each segment that is named, by variant; they need not sum to 1 */
export const weightsChange = z.strictObject({ weights, reason })

/** PUT /api/experiments/{id}/entries */
export const entriesChange = z.strictObject({ open: z.boolean(), reason })

/** POST /api/experiments/{id}/variants/{variant}/pause and …/resume */
export const variantPause = z.strictObject({ reason })

/** GET /api/experiments/{id}/run: what is in force now, every epoch, and who let customers in or not; newest first */
export const runState = z.object({
  /** null: it belongs to none, so that there is nothing to steer */
  campaign_id: z.uuid().nullable(),
  takes_entries: z.boolean(),
  /** shares in force by segment and variant */
  weights,
  paused: z.array(z.string()),
  epochs: z.array(
    z.object({
      epoch: z.number().int(),
      /** shares by segment and variant, the holdout's taken first */
      weights,
      paused: z.array(z.string()),
      actor: z.string(),
      reason: z.string(),
      at: z.string(),
    }),
  ),
  /** changes of weights and of entries; pauses of variants stand among the decisions */
  changes: z.array(
    z.object({
      at: z.string(),
      actor: z.string(),
      /** name of the person, also of one who has left; the actor itself where it is none */
      actor_name: z.string(),
      action: z.enum(['weights', 'entries_paused', 'entries_resumed']),
      reason: z.string(),
    }),
  ),
})
export type RunState = z.infer<typeof runState>

/** POST /api/experiments/{id}/apply */
export const applyRequest = z
  .strictObject({
    name: z.string().trim().min(1).max(120).optional(),
    note: z.string().max(1000).default(''),
  })
  .default({ note: '' })

/** A draft whose scenarios are the winners' ways, to be checked, approved and started like every campaign. */
export const applied = z.object({
  campaign_id: z.uuid(),
  /** by segment of the design the variant that became its way */
  winners: z.record(z.string(), z.string()),
})
export type Applied = z.infer<typeof applied>
