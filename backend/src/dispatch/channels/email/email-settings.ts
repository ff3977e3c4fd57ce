import { z } from 'zod'

const text = z.string().trim().max(500)
const address = z.email({ error: 'must be an e-mail address' })
const host = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9.:-]{1,253}$/, 'must be the name or number of a mail server, without http:// or spaces')

/** How e-mails of an entity leave. */
export const emailSettings = z.strictObject({
  host,
  port: z.number().int().min(1).max(65_535).default(587),
  /** tls: from the first byte (465) · starttls: demanded (587) · none: on a machine or network of one's own */
  security: z.enum(['tls', 'starttls', 'none']).default('starttls'),
  user: text.default(''),
  from_name: text.max(120).default(''),
  from_address: address,
  reply_to: address.or(z.literal('')).default(''),
  /** envelope sender, to which mail servers return what they cannot deliver */
  bounce_address: address.or(z.literal('')).default(''),
  connections: z.number().int().min(1).max(50).default(5),
  /** e-mails a second over all connections; 0: as fast as the server takes them */
  per_second: z.number().min(0).max(1000).default(10),
  /** cost of one e-mail, decimal text */
  cost: z
    .string()
    .regex(/^\d{1,8}(\.\d{1,4})?$/, 'must be an amount such as 0.002')
    .default('0'),
  dkim: z
    .strictObject({ domain: host, selector: text.min(1) })
    .nullable()
    .default(null),
  /** OAuth2 instead of a password */
  oauth: z
    .strictObject({ client_id: text.min(1), token_url: z.url({ protocol: /^https$/ }) })
    .nullable()
    .default(null),
})
export type EmailSettings = z.output<typeof emailSettings>

/** What of it is secret. */
export const emailSecrets = z.strictObject({
  password: z.string().max(1000).default(''),
  dkim_key: z.string().max(10_000).default(''),
  oauth_secret: z.string().max(2000).default(''),
  oauth_refresh_token: z.string().max(4000).default(''),
})
export type EmailSecrets = z.output<typeof emailSecrets>
