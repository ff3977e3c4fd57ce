import { z } from 'zod'
import { money } from '../http/shapes.contract'

const key = z.string().min(1).max(400)

/** GET /api/personal-data, /api/personal-data/export: whose data */
export const personQuery = z.object({ entity: key, customer: key })

export const erasure = z.object({
  id: z.uuid(),
  entity_id: z.string(),
  customer_id: z.string(),
  cause: z.enum(['request', 'retention']),
  /** name of the person who asked, or system */
  requested_by: z.string(),
  requested_at: z.string(),
  /** null while it is under way */
  done_at: z.string().nullable(),
})
export type Erasure = z.infer<typeof erasure>

/** What is known of a customer, as counts: what an export would hold and an erasure take. */
export const personSummary = z.object({
  entity_id: z.string(),
  customer_id: z.string(),
  name: z.string(),
  events: z.number().int(),
  /** what he still owes, by currency; empty: nothing */
  open: z.array(z.object({ currency: z.string(), amount: money })),
  messages: z.number().int(),
  letters: z.number().int(),
  tasks: z.number().int(),
  mails: z.number().int(),
  /** the last erasure of him */
  erasure: erasure.nullable(),
})
export type PersonSummary = z.infer<typeof personSummary>

/** POST /api/personal-data/erasures */
export const newErasure = z.strictObject({
  entity_id: key,
  customer_id: key,
  /** also of somebody who still owes: what he is asked for can then no longer be explained to him */
  although_open: z.boolean().default(false),
})
export type NewErasure = z.input<typeof newErasure>

/** GET /api/personal-data/erasures, the newest first */
export const erasuresAnswer = z.object({ rows: z.array(erasure) })
export type ErasuresAnswer = z.infer<typeof erasuresAnswer>

const months = z.number().int().min(1).max(240).nullable()

/** GET, PUT /api/personal-data/retention: months after which data goes; null: it stays. */
export const retention = z.strictObject({
  /** customers without an open invoice and without anything happening for so long are erased */
  customers: z.number().int().min(12).max(240).nullable().default(null),
  /** texts and addresses of letters, of messages that were shown only, of tasks that are done */
  texts: months.default(null),
  /** what was found in the mailbox: sender and subject */
  mails: months.default(null),
  /** rows of files that were refused */
  rejects: months.default(null),
  /** statements that people ran */
  queries: months.default(null),
  /** lines of the audit log */
  audit: z.number().int().min(12).max(240).nullable().default(null),
})
export type Retention = z.infer<typeof retention>
