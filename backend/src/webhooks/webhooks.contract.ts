import { z } from 'zod'

/** Who can post to us, and how his deliveries are proved to be his. */
export const providers = [
  { source: 'stripe', title: 'Stripe', proof: 'signing_secret' },
  { source: 'amazon_ses', title: 'Amazon SES', proof: 'topic' },
  { source: 'sendgrid', title: 'SendGrid', proof: 'public_key' },
  { source: 'mailgun', title: 'Mailgun', proof: 'signing_key' },
  { source: 'postmark', title: 'Postmark', proof: 'password' },
  { source: 'brevo', title: 'Brevo', proof: 'password' },
  { source: 'mailjet', title: 'Mailjet', proof: 'address' },
  { source: 'mandrill', title: 'Mandrill', proof: 'address' },
  { source: 'mailersend', title: 'MailerSend', proof: 'address' },
  { source: 'resend', title: 'Resend', proof: 'address' },
  { source: 'sparkpost', title: 'SparkPost', proof: 'address' },
  { source: 'unisender_go', title: 'Unisender Go', proof: 'address' },
  { source: 'vonage', title: 'Vonage', proof: 'address' },
  { source: 'sms', title: 'SMS', proof: 'address' },
] as const
export type ProviderSource = (typeof providers)[number]['source']

const sources = providers.map(({ source }) => source) as [ProviderSource, ...ProviderSource[]]

/** POST /api/connections. The secret is never told again. */
export const newConnection = z.object({
  source: z.enum(sources),
  name: z.string().trim().min(1).max(100),
  entity_id: z.string().trim().max(100).default(''),
  secret: z.string().trim().max(4000).optional(),
})
export type NewConnection = z.input<typeof newConnection>

export const connection = z.object({
  id: z.string(),
  source: z.string(),
  title: z.string(),
  name: z.string(),
  entity_id: z.string(),
  /** whether deliveries are verified by a signature, password or token besides the address */
  verified: z.boolean(),
  created_at: z.string(),
  last_delivery_at: z.string().nullable(),
  deliveries: z.number().int(),
  refusals: z.number().int(),
  last_refusal_at: z.string().nullable(),
  last_refusal: z.string().nullable(),
})
export type Connection = z.infer<typeof connection>

export const connectionsAnswer = z.object({
  rows: z.array(connection),
  providers: z.array(z.object({ source: z.string(), title: z.string(), proof: z.string() })),
})
export type ConnectionsAnswer = z.infer<typeof connectionsAnswer>

/** Answer of POST /api/connections: the address is shown this once. */
export const madeConnection = connection.extend({ url: z.string() })
export type MadeConnection = z.infer<typeof madeConnection>

export const received = z.object({ received: z.literal(true) })
