import { z } from 'zod'

/** What stands against a sign-in by a provider of identities; null where nothing does. */
const providerProblems = [
  'unreachable', // no answer under that address
  'not_found', // an answer, but not that of a provider
  'not_metadata', // what it answers is no description of a provider
  'wrong_issuer', // it calls itself otherwise
  'incomplete', // the description lacks what this product needs
  'no_keys', // no keys by which its answers could be checked
] as const

/** GET /api/single-sign-on: how sign-in by a provider of identities is set up; it is so by the environment only. */
export const signOnSetup = z.object({
  /** null: people sign in by password or link only */
  provider: z
    .object({
      /** what the button of the sign-in page calls it */
      name: z.string(),
      issuer: z.string(),
      client_id: z.string(),
      has_secret: z.boolean(),
    })
    .nullable(),
  /** to be registered with the provider: where it sends people back to, after sign-in and after sign-out */
  redirect_uri: z.string(),
  leave_uri: z.string(),
})
export type SignOnSetup = z.infer<typeof signOnSetup>

/** POST /api/single-sign-on/check */
export const signOnCheck = z.object({
  /** null: nothing stands against it */
  problem: z.enum(providerProblems).nullable(),
  /** the fact behind it: an error code, a status, the name it gives itself, what is missing */
  fact: z.string(),
})
export type SignOnCheck = z.infer<typeof signOnCheck>
