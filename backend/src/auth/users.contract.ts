import { z } from 'zod'
import { role } from './auth.contract'

const given = z.strictObject({
  name: z.string().trim().min(1).max(200),
  role,
  /** entities the person may see; null: all, also those to come */
  entities: z.array(z.string().trim().min(1).max(100)).min(1).max(1000).nullable(),
  /** whether an analyst sees contact data */
  contacts: z.boolean().default(false),
})

/** POST /api/users: invites somebody. The link is told once, and sent where a mail server is set up. */
export const invitation = given.extend({
  email: z.email().max(200),
  language: z.enum(['fr', 'en']).default('fr'),
})
export type Invitation = z.input<typeof invitation>

/** PUT /api/users/{id} */
export const userChange = given.extend({ disabled: z.boolean().default(false) })
export type UserChange = z.input<typeof userChange>

/** GET /api/users, by name */
export const userRow = z.object({
  id: z.uuid(),
  email: z.string().nullable(),
  name: z.string(),
  role,
  entities: z.array(z.string()).nullable(),
  contacts: z.boolean(),
  /** active, invited and not here yet, or disabled */
  state: z.enum(['active', 'invited', 'disabled']),
  single_sign_on: z.boolean(),
  created_at: z.string(),
  last_seen_at: z.string().nullable(),
})
export type UserRow = z.infer<typeof userRow>
export const usersAnswer = z.object({ rows: z.array(userRow) })
export type UsersAnswer = z.infer<typeof usersAnswer>

export const madeInvitation = z.object({
  user: userRow,
  /** goes behind `/sign-in#`; told this once */
  token: z.string(),
  valid_until: z.string(),
  /** whether the link was sent by e-mail; false: hand it over yourself */
  mailed: z.boolean(),
})
export type MadeInvitation = z.infer<typeof madeInvitation>
