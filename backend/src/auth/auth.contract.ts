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

export const user = z.object({
  id: z.string(),
  email: z.string().nullable(),
  name: z.string(),
  role: z.enum(['admin', 'credit_manager', 'cfo', 'analyst', 'agent']),
  has_password: z.boolean(),
})
export type User = z.infer<typeof user>

/** GET /api/session; 401 with code `auth/no-session` when not signed in. */
export const session = z.object({ user, expires_at: z.string() })
export type Session = z.infer<typeof session>

/** POST /api/session/link/check (public): is this link still good, and is the first account still to be made? */
export const linkCheck = z.object({ token: z.string().min(1).max(200) })
export type LinkCheck = z.infer<typeof linkCheck>
export const linkState = z.object({ valid: z.boolean(), first_account: z.boolean() })
export type LinkState = z.infer<typeof linkState>

/** POST /api/session/links, command line only: the token of a new link `/sign-in#TOKEN`. */
export const linkMade = z.object({ token: z.string() })
