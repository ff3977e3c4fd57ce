import { z } from 'zod'

const event = z.looseObject({ event_type: z.string().min(1).max(100) })
/** POST /api/events: one event or an array; any length as application/x-ndjson. */
export const eventsBody = z.union([event, z.array(event).min(1).max(100_000)])

export const eventsQuery = z.object({
  entity: z.string().max(100).optional(),
  /** name of the sender, shown in the list of loads */
  name: z.string().max(200).optional(),
})
