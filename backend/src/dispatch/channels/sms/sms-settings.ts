import { z } from 'zod'

const text = z.string().trim().min(1).max(200)
/** Up to eleven letters and digits, or a number. */
const sender = z
  .string()
  .regex(/^([A-Za-z0-9 ]{3,11}|\+?\d{3,15})$/, 'must be 3 to 11 letters or digits, or a number')
const common = {
  sender,
  /** cost of one part of an SMS, decimal text */
  cost: z
    .string()
    .regex(/^\d{1,8}(\.\d{1,4})?$/, 'must be an amount such as 0.07')
    .default('0'),
  /** address of the provider where it is not the usual one */
  endpoint: z.url({ protocol: /^https?$/ }).optional(),
}

/** How SMS of an entity leave: three presets, or any provider that takes a POST. */
export const smsSettings = z.discriminatedUnion('provider', [
  z.strictObject({ provider: z.literal('ovh'), service: text, application_key: text, ...common }),
  z.strictObject({ provider: z.literal('twilio'), account_sid: text, ...common }),
  z.strictObject({ provider: z.literal('brevo'), ...common }),
  z.strictObject({
    provider: z.literal('http'),
    url: z.url({ protocol: /^https?$/ }),
    /** JSON with {{to}}, {{text}}, {{sender}} and {{id}} inside of texts */
    body: z.string().min(2).max(5000),
    /** name of the header that carries the key, e.g. Authorization */
    header: z.string().regex(/^[A-Za-z0-9-]{1,60}$/),
    /** field of the answer that names the message, e.g. id or data.id; empty: none */
    id_field: z.string().max(100).default(''),
    ...common,
  }),
])
export type SmsSettings = z.output<typeof smsSettings>

/** `key` is Twilio's auth token, Brevo's API key, the header's value of others, OVHcloud's application secret. */
export const smsSecrets = z.strictObject({
  key: z.string().min(1).max(2000),
  /** OVHcloud only */
  consumer_key: z.string().max(200).default(''),
})
export type SmsSecrets = z.output<typeof smsSecrets>
