import { z } from 'zod'
import { day } from '../http/shapes.contract'

/** GET /api/sources/freshness: how far each source of each creditor reaches. */
export const freshnessAnswer = z.object({
  rows: z.array(
    z.object({
      entity_id: z.string(),
      source: z.string(),
      last_load: z.string(),
      loads: z.number().int(),
      last_day: day.nullable(),
      /** Payments are known up to this day; null when the source never said. */
      complete_through: day.nullable(),
      /** Events that wait for their invoice. */
      waiting: z.number().int(),
    }),
  ),
})
export type FreshnessAnswer = z.infer<typeof freshnessAnswer>
