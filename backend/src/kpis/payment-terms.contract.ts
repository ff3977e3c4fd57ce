import { termBrackets } from '@relance/pipelines'
import { z } from 'zod'
import { askedDay, day, list, money } from '../http/shapes.contract'

/** GET /api/payment-terms: the yearly tables of article D441-6; `as_of` is the last day of the accounting year. */
export const paymentTermsQuery = z.object({
  as_of: askedDay,
  entity: list.optional(),
  currency: z.string().length(3),
})
export type PaymentTermsQuery = z.input<typeof paymentTermsQuery>

const table = z.object({
  cells: z.array(
    z.object({
      bracket: z.enum([...termBrackets, 'late']),
      invoices: z.number().int(),
      amount: money,
      /** of the turnover of the year; null when not all of it is known */
      share: z.number().nullable(),
    }),
  ),
  disputed: z.object({ invoices: z.number().int(), amount: money }),
})
export type TermTable = z.infer<typeof table>

export const paymentTermsAnswer = z.object({
  from: day,
  as_of: day,
  currency: z.string(),
  turnover: money.nullable(),
  unpaid: table,
  paid: table,
})
export type PaymentTermsAnswer = z.infer<typeof paymentTermsAnswer>
