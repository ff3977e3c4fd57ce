import { z } from 'zod'
import { day, money } from '../http/shapes.contract'

/** How an invoice stands on the page. */
const standing = z.enum([
  'late',
  'to_come',
  'promise',
  'plan',
  'claimed',
  'disputed',
  'direct_debit',
  'factored',
])

export const pageInvoice = z.object({
  invoice_id: z.string(),
  issued_on: day,
  due_on: day,
  amount: money,
  open: money,
  /** contested part of what is open */
  disputed: money,
  days_late: z.number().int(),
  standing,
})

/** What is owed in one currency. */
export const pageBalance = z.object({
  currency: z.string(),
  invoices: z.array(pageInvoice),
  open: money,
  disputed: money,
  /** credits and payments that wait for an invoice: deducted from the total, never from one invoice */
  on_account: money,
  /** of invoices that the customer pays himself, without the contested part and what is on account */
  to_pay: money,
  overdue: money,
  /** by law, to date: shown and never added; null where nothing is due or a rate is not known */
  interest: money.nullable(),
  indemnity: money.nullable(),
})
export type PageBalance = z.infer<typeof pageBalance>

const question = z.object({ question: z.string(), answer: z.string() })

/** GET /api/page/{token} */
export const pageAnswer = z.object({
  /** whom the money is owed to */
  creditor: z.object({
    name: z.string(),
    address: z.string(),
    phone: z.string(),
    email: z.string(),
    account_manager: z.string(),
    registration: z.string(),
  }),
  /** true: a consumer, who has to say one thing that he knows before anything of his is shown */
  locked: z.boolean(),
  /** empty while locked */
  customer: z.string(),
  as_of: day,
  expires_on: day,
  /** empty while locked */
  balances: z.array(pageBalance),
  promise: z.object({ until: day, amount: money.nullable() }).nullable(),
  plan: z.object({ instalments: z.array(z.object({ due_on: day, amount: money })) }).nullable(),
  limits: z.object({
    /** last day that can be promised; null: no promises */
    promise_until: day.nullable(),
    /** null: no instalments */
    plan: z
      .object({ count: z.number().int(), first_until: day, minimum: money, maximum: money.nullable() })
      .nullable(),
    answer_days: z.number().int(),
  }),
  ways: z.object({ transfer: z.boolean(), card: z.boolean(), paypal: z.boolean() }),
  opted_out: z.array(z.enum(['email', 'sms', 'phone'])),
  privacy_url: z.string(),
  faq: z.object({ fr: z.array(question), en: z.array(question) }),
})
export type PageAnswer = z.infer<typeof pageAnswer>

/** GET /api/page/{token}/ways?invoices=F1,F2: how to pay these, or all */
export const waysQuery = z.object({
  invoices: z
    .string()
    .max(20_000)
    .optional()
    .transform((text) => text?.split(',').filter((id) => id !== '')),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('EUR'),
})
export const waysAnswer = z.object({
  amount: money,
  currency: z.string(),
  /** what the payment is known by */
  reference: z.string(),
  /** null: no account is known, or the amount is not in euros */
  transfer: z
    .object({
      holder: z.string(),
      iban: z.string(),
      bic: z.string(),
      /** picture of the code that banks' apps read (EPC069-12); null where the bank allows no such amount */
      qr_svg: z.string().nullable(),
    })
    .nullable(),
  card_url: z.string().nullable(),
  paypal_url: z.string().nullable(),
})
export type WaysAnswer = z.infer<typeof waysAnswer>

export const statementQuery = z.object({ language: z.enum(['fr', 'en']).default('fr') })

/** POST /api/page/{token}/verify: customer number, postcode or number of an invoice */
export const verifyRequest = z.strictObject({ known: z.string().trim().min(1).max(100) })
/** goes back in the header x-page-proof for half an hour */
export const verifyAnswer = z.object({ proof: z.string() })
