import { z } from 'zod'
import { askedDay, cursor, next, pageLimit } from '../http/shapes.contract'

/** GET /api/audit, newest first; text is looked for in action, subject and content */
export const auditQuery = z.object({
  text: z.string().trim().max(200).optional(),
  /** id of a person, `local` for the command line, `system` */
  actor: z.string().max(100).optional(),
  /** e.g. user or user.changed */
  action: z.string().max(100).optional(),
  from: askedDay.optional(),
  to: askedDay.optional(),
  limit: pageLimit,
  cursor,
})
export type AuditQuery = z.input<typeof auditQuery>

export const auditEntry = z.object({
  id: z.number().int(),
  at: z.string(),
  actor: z.string(),
  /** name of the person, also of one who has left; the actor itself where it is none */
  actor_name: z.string(),
  action: z.string(),
  subject: z.string(),
  before: z.unknown(),
  after: z.unknown(),
})
export type AuditEntry = z.infer<typeof auditEntry>
export const auditAnswer = z.object({ rows: z.array(auditEntry), next })
export type AuditAnswer = z.infer<typeof auditAnswer>
