import { z } from 'zod'
import { FRENCH_ZONES } from '../calendar/zones.contract'

export const POLICY_CHANNELS = [
  'email',
  'sms',
  'letter',
  'registered_letter',
  'phone',
  'task',
  'webhook',
] as const

const MINUTES = 24 * 60
const minute = z.number().int().min(0).max(MINUTES)
const hours = z.strictObject({
  /** 1 Monday … 7 Sunday; never empty: what can never leave would wait for ever */
  weekdays: z.array(z.number().int().min(1).max(7)).min(1).max(7),
  /** minutes since midnight on the customer's clock, [from, to), ascending and apart */
  spans: z
    .array(z.tuple([minute, minute]))
    .min(1)
    .max(4)
    .refine(
      (spans) => spans.every(([from, to], index) => from < to && (spans[index - 1]?.[1] ?? 0) <= from),
      'must be spans of the day, ascending and apart',
    ),
  on_holidays: z.boolean(),
})
const both = z.strictObject({ professional: hours, consumer: hours })
const count = z.number().int().min(1).max(100)
const caps = z.strictObject({
  /** hours between two contacts */
  gap_hours: z.number().int().min(1).max(720),
  /** contacts within 7 days, within 30 days */
  week: count,
  month: count,
  /** attempts to call within 24 hours, within 7 days */
  calls_a_day: count,
  calls_a_week: count,
})

/** GET and PUT /api/contact-policy: when and how often customers may be contacted, over all campaigns */
export const contactPolicy = z.strictObject({
  hours: z.strictObject({
    email: both,
    sms: both,
    letter: both,
    registered_letter: both,
    phone: both,
    task: both,
    webhook: both,
  }),
  caps: z.strictObject({ professional: caps, consumer: caps }),
  /** clock and holidays of customers without address */
  home_zone: z.enum(FRENCH_ZONES),
  /** payment data older than this holds every campaign, whatever it allows itself */
  stale_after_hours: z
    .number()
    .int()
    .min(1)
    .max(24 * 31),
})
export type ContactPolicySettings = z.infer<typeof contactPolicy>
