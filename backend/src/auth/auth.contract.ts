import { z } from 'zod'

export const password = z.string().min(12).max(200)
export const newAccount = z.object({
  email: z.email().max(200),
  name: z.string().trim().min(1).max(200),
  password,
})
export type NewAccount = z.infer<typeof newAccount>

/** POST /api/session/link: the one-time link printed at start; `account` creates the first administrator. */
export const linkSignIn = z.object({ token: z.string().min(20).max(200), account: newAccount.optional() })
export type LinkSignIn = z.infer<typeof linkSignIn>

/** POST /api/session: sign in by password. */
export const passwordSignIn = z.object({ email: z.email().max(200), password: z.string().min(1).max(200) })
export type PasswordSignIn = z.infer<typeof passwordSignIn>

export const role = z.enum(['admin', 'credit_manager', 'cfo', 'analyst', 'agent'])
/** What a role may; rights.ts says which roles have which. */
export const right = z.enum([
  'own',
  'look',
  'read',
  'contacts',
  'work',
  'ingest',
  'manage',
  'report',
  'sql',
  'administer',
])
export type Right = z.infer<typeof right>

export const user = z.object({
  id: z.string(),
  email: z.string().nullable(),
  name: z.string(),
  role,
  has_password: z.boolean(),
  /** entities the person may see; null: all */
  entities: z.array(z.string()).nullable(),
  rights: z.array(right),
})
export type User = z.infer<typeof user>

/** GET /api/session; 401 with code `auth/no-session` when not signed in. */
export const session = z.object({ user, expires_at: z.string() })
export type Session = z.infer<typeof session>

/** POST /api/session/link/check (public): is this link still good, and is the first account still to be made? */
export const linkCheck = z.object({ token: z.string().min(1).max(200) })
export type LinkCheck = z.infer<typeof linkCheck>
export const linkState = z.object({
  valid: z.boolean(),
  first_account: z.boolean(),
  /** whom the link invites or gives a new password; null: it signs the administrator in */
  invited: z.object({ email: z.string(), name: z.string() }).nullable(),
})
export type LinkState = z.infer<typeof linkState>

/** POST /api/session/links, command line only: the token of a new link `/sign-in#TOKEN`. */
export const linkMade = z.object({ token: z.string() })

/** GET /api/session/ways (public): how people may sign in besides password and link */
export const signInWays = z.object({
  /** name of the provider of identities; null: there is none */
  single_sign_on: z.string().nullable(),
})
export type SignInWays = z.infer<typeof signInWays>
/** DELETE /api/session: where to go on, to end the session at the provider of identities as well; null: nowhere */
export const signedOut = z.object({ done: z.literal(true), leave: z.string().nullable() })
export type SignedOut = z.infer<typeof signedOut>

/** GET /api/sessions: own sessions, or everybody's for an administrator, the latest used first */
export const openSession = z.object({
  id: z.uuid(),
  user_id: z.string(),
  name: z.string(),
  created_at: z.string(),
  last_seen_at: z.string(),
  expires_at: z.string(),
  /** what the browser says of itself */
  user_agent: z.string(),
  /** the session that asks */
  current: z.boolean(),
})
export type OpenSession = z.infer<typeof openSession>
export const sessionsAnswer = z.object({ rows: z.array(openSession) })
export type SessionsAnswer = z.infer<typeof sessionsAnswer>
export const everybody = z.object({ everybody: z.enum(['0', '1']).default('0') })

const scope = z.enum(['ingest', 'read', 'sql'])
/** GET /api/tokens: own tokens, or everybody's for an administrator */
export const apiToken = z.object({
  id: z.uuid(),
  name: z.string(),
  scope,
  /** in whose name it asks */
  owner: z.string(),
  created_at: z.string(),
  expires_at: z.string(),
  last_used_at: z.string().nullable(),
  revoked_at: z.string().nullable(),
})
export type ApiToken = z.infer<typeof apiToken>
export const tokensAnswer = z.object({ rows: z.array(apiToken) })
export type TokensAnswer = z.infer<typeof tokensAnswer>
/** POST /api/tokens; it ends after so many days. */
export const newApiToken = z.strictObject({
  name: z.string().trim().min(1).max(120),
  scope,
  days: z.number().int().min(1).max(366).default(90),
})
export type NewApiToken = z.input<typeof newApiToken>
/** The token is told this once; it goes into the header `Authorization: Bearer …`. */
export const madeToken = z.object({ id: z.uuid(), token: z.string() })
export type MadeToken = z.infer<typeof madeToken>
