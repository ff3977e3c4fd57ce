import { z } from 'zod'
import { day } from '../http/shapes.contract'

export const entity = z.object({
  entity_id: z.string(),
  name: z.string(),
  /** Default currency. */
  currency: z.string(),
  /** Every currency in its events. */
  currencies: z.array(z.string()),
  time_zone: z.string(),
  is_demo: z.boolean(),
  /** First and last day of its events; null while it has none. */
  first_day: day.nullable(),
  last_day: day.nullable(),
  history_from: day.nullable(),
  complete_through: day.nullable(),
})
export type Entity = z.infer<typeof entity>
/** GET /api/entities */
export const entitiesAnswer = z.object({
  entities: z.array(entity),
  /** the currency into which several are converted */
  presentation: z.string(),
})
export type EntitiesAnswer = z.infer<typeof entitiesAnswer>
