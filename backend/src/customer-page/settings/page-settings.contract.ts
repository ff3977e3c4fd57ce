import { z } from 'zod'
import { money } from '../../http/shapes.contract'

const SLOTS = ['amount', 'amount_cents', 'currency', 'reference', 'customer']
const questions = z
  .array(
    z.strictObject({
      question: z.string().trim().min(1).max(200),
      /** plain text; blank lines part paragraphs */
      answer: z.string().trim().min(1).max(4000),
    }),
  )
  .max(40)
const template = z
  .string()
  .trim()
  .max(1000)
  .refine((text) => text === '' || /^https:\/\/[^/{}\s]+/.test(text), 'must be an https address')
  .refine(
    (text) => [...text.matchAll(/\{([^}]*)\}/g)].every(([, slot]) => SLOTS.includes(slot ?? '')),
    `may hold ${SLOTS.map((slot) => `{${slot}}`).join(', ')} only`,
  )
  .default('')
const web = z.union([z.literal(''), z.url({ protocol: /^https$/ })]).default('')

/** GET and PUT /api/customer-pages/{entity}: what an entity allows on its customers' pages */
export const pageSettings = z.strictObject({
  /** days that the link of a message lives */
  link_days: z.number().int().min(7).max(365).default(60),
  /** a promise may name a day this far away at most; 0: no promises */
  promise_days: z.number().int().min(0).max(90).default(30),
  /** monthly instalments at most; 0: none */
  plan_count: z.number().int().min(0).max(24).default(4),
  /** the first instalment is due within so many days */
  plan_first_days: z.number().int().min(1).max(60).default(7),
  /** each instalment is at least this much */
  plan_minimum: money.default('50'),
  /** more than this is not paid in instalments without talking; empty: no limit */
  plan_maximum: z.union([z.literal(''), money]).default(''),
  /** working days within which a contested invoice is answered */
  answer_days: z.number().int().min(1).max(60).default(5),
  /** address of a Stripe payment page with {amount_cents}, {currency}, {reference}, {customer}; empty: none */
  stripe_link: template,
  /** address of a PayPal page, e.g. https://paypal.me/name/{amount}{currency}; empty: none */
  paypal_link: template,
  privacy_url: web,
  faq: z.strictObject({ fr: questions.default([]), en: questions.default([]) }).default({ fr: [], en: [] }),
})
export type PageSettings = z.output<typeof pageSettings>

/** POST /api/customer-pages/{entity}/links: a link to hand to a customer oneself */
export const newPageLink = z.strictObject({ customer_id: z.string().min(1).max(200) })
export const pageLink = z.object({ page: z.string(), expires_on: z.string() })
