import { z } from 'zod'

/** Every row is checked where it lands, so that one bad row does not refuse the others. */
const event = z.looseObject({})
/** POST /api/events: one event or an array; any length as application/x-ndjson. */
export const eventsBody = z.union([event, z.array(event).min(1).max(100_000)])

export const eventsQuery = z.object({
  entity: z.string().max(100).optional(),
  /** name of the sender, shown in the list of loads */
  name: z.string().max(200).optional(),
})

/** What became of one row. */
export const rowResult = z.object({
  /** from 1, in the order of the body */
  line: z.number().int(),
  state: z.enum(['accepted', 'waiting', 'duplicate', 'ignored', 'rejected']),
  field: z.string(),
  reason: z.string(),
  value: z.string(),
})

/**
 * Answer of POST /api/events and GET /api/events/receipts/{id}. `loaded`: it counts. `kept` (202): it is on disk and
 * will be loaded, whatever happens. A long stream is loaded as a job, whose rejected rows are listed with its load.
 */
export const eventsAnswer = z.object({
  state: z.enum(['kept', 'loaded', 'set_aside', 'running']),
  receipt: z.string().nullable(),
  job: z.string().nullable(),
  batch_id: z.string().nullable(),
  read: z.number().int(),
  accepted: z.number().int(),
  duplicates: z.number().int(),
  ignored: z.number().int(),
  rejected: z.number().int(),
  waiting: z.number().int(),
  /** all rows of a body of at most 1000; of a longer one those that were not accepted, at most 1000 */
  rows: z.array(rowResult),
})
export type EventsAnswer = z.infer<typeof eventsAnswer>
