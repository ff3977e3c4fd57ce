import { z } from 'zod'
import { cursor, day, next, pageLimit } from '../http/shapes.contract'

/** What a load did: read = accepted + duplicates + ignored + rejected; waiting ones are among the accepted. */
export const loadResult = z.object({
  batch_id: z.string(),
  source: z.string(),
  entity_id: z.string(),
  currency: z.string(),
  read: z.number().int(),
  accepted: z.number().int(),
  duplicates: z.number().int(),
  ignored: z.number().int(),
  rejected: z.number().int(),
  waiting: z.number().int(),
  ignored_reasons: z.record(z.string(), z.number().int()),
  events: z.record(z.string(), z.number().int()),
  seconds: z.number(),
  last_day: day.nullable(),
  message: z.string(),
  /** What is right but worth knowing: code → how many. */
  notes: z.record(z.string(), z.number().int()).optional(),
  warnings: z.array(z.string()).optional(),
})
export type LoadResult = z.infer<typeof loadResult>

export const load = loadResult.omit({ seconds: true }).extend({
  state: z.enum(['landing', 'accepted', 'undone', 'failed', 'cancelled']),
  file_name: z.string(),
  file_bytes: z.number(),
  started_at: z.string(),
  finished_at: z.string().nullable(),
  loaded_by: z.string(),
})
export type Load = z.infer<typeof load>

/** GET /api/loads, newest first */
export const loadsQuery = z.object({ limit: pageLimit, cursor: z.uuid().optional() })
export type LoadsQuery = z.input<typeof loadsQuery>
export const loadsAnswer = z.object({ rows: z.array(load), next })
export type LoadsAnswer = z.infer<typeof loadsAnswer>

/** GET /api/loads/{id}/rejects; …/rejects.csv has all of them */
export const rejectsQuery = z.object({ reason: z.string().max(60).optional(), limit: pageLimit, cursor })
export type RejectsQuery = z.input<typeof rejectsQuery>
export const reject = z.object({
  line: z.number().int(),
  field: z.string(),
  reason: z.string(),
  value: z.string(),
  raw: z.string(),
  state: z.string(),
})
export type Reject = z.infer<typeof reject>
export const rejectsAnswer = z.object({
  batch_id: z.string(),
  /** Number of open rows by reason, over the whole load. */
  reasons: z.record(z.string(), z.number().int()),
  rows: z.array(reject),
  next,
})
export type RejectsAnswer = z.infer<typeof rejectsAnswer>

/** POST /api/loads/{id}/retry: mended rows, or all open ones as they are. Answers a job. */
export const retryRequest = z.union([
  z.object({ all: z.literal(true) }),
  z.object({
    rows: z
      .array(z.object({ line: z.number().int().nonnegative(), raw: z.string().max(65_536) }))
      .min(1)
      .max(10_000),
  }),
])
export type RetryRequest = z.infer<typeof retryRequest>
