import { z } from 'zod'

/** How the reply mailbox is reached. */
export const mailboxSettings = z.strictObject({
  host: z
    .string()
    .trim()
    .regex(
      /^[A-Za-z0-9.:-]{1,253}$/,
      'must be the name or number of a mail server, without http:// or spaces',
    ),
  port: z.number().int().min(1).max(65_535).default(993),
  /** tls: from the first byte (993) · starttls: demanded (143) · none: on a machine or network of one's own */
  security: z.enum(['tls', 'starttls', 'none']).default('tls'),
  user: z.string().trim().min(1).max(300),
  folder: z.string().trim().min(1).max(300).default('INBOX'),
})
export type MailboxSettings = z.output<typeof mailboxSettings>

/** PUT /api/mailbox, POST /api/mailbox/test: a password that is left out stays as it was */
export const newMailbox = mailboxSettings.extend({ password: z.string().min(1).max(1000).optional() })
export type NewMailbox = z.output<typeof newMailbox>

export const MAIL_KINDS = [
  'reply',
  'automatic',
  'bounce',
  'soft_bounce',
  'complaint',
  'stop',
  'unknown',
] as const

/** GET /api/mailbox */
export const mailboxAnswer = z.object({
  /** null: none is set up, so that replies and bounces are not seen */
  settings: mailboxSettings.nullable(),
  last_read_at: z.string().nullable(),
  /** why it cannot be read now; empty: it can */
  error: z.string(),
  /** newest first */
  mails: z.array(
    z.object({
      at: z.string(),
      kind: z.enum(MAIL_KINDS),
      sender: z.string(),
      subject: z.string(),
      entity_id: z.string(),
      customer_id: z.string(),
    }),
  ),
})
export type MailboxAnswer = z.output<typeof mailboxAnswer>

/** POST /api/mailbox/test: how many messages the folder holds */
export const mailboxTested = z.object({ messages: z.number() })
