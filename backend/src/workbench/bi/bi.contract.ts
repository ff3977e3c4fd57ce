import { z } from 'zod'

/** POST /api/workbench/logins */
export const newBiLogin = z.object({ name: z.string().trim().min(1).max(80) })

export const biLogin = z.object({
  id: z.string(),
  name: z.string(),
  username: z.string(),
  created_at: z.string(),
  last_used_at: z.string().nullable(),
})
export type BiLogin = z.infer<typeof biLogin>

/** GET /api/workbench/logins: one's own that hold, and where programs connect; null while nothing listens there */
export const biLoginsAnswer = z.object({
  address: z.object({ host: z.string(), port: z.number().int(), secure: z.boolean() }).nullable(),
  database: z.string(),
  rows: z.array(biLogin),
})
export type BiLoginsAnswer = z.infer<typeof biLoginsAnswer>

/** The password is told once. */
export const madeBiLogin = biLogin.extend({ password: z.string() })
export type MadeBiLogin = z.infer<typeof madeBiLogin>
