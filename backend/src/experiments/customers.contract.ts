import { z } from 'zod'
import { knownBy } from './results/results.contract'
import { askedDay, cursor, day, money, next, pageLimit } from '../http/shapes.contract'

/** GET /api/experiments/{id}/customers: those behind a figure, the largest amounts first; `*` is all */
export const customersQuery = z.object({
  segment: z.string().max(64).default('*'),
  variant: z.string().max(64).default('*'),
  as_of: askedDay.optional(),
  known_by: knownBy.default('facts'),
  limit: pageLimit,
  cursor,
})
export type ExperimentCustomersQuery = z.input<typeof customersQuery>

const age = z.number().int()
export const customersAnswer = z.object({
  cut: day.nullable(),
  currency: z.string().nullable(),
  rows: z.array(
    z.object({
      entity_id: z.string(),
      customer_id: z.string(),
      name: z.string(),
      variant: z.string(),
      segment: z.string(),
      exposed_on: day,
      invoices: z.number().int(),
      /** open at the end of the day before the entry */
      exposed: money,
      /** of it, paid by the horizon */
      paid: money,
      /** whether the horizon is reached */
      followed: z.boolean(),
      /** days from the entry */
      first_payment_age: age.nullable(),
      first_message_age: age.nullable(),
      complained: z.boolean(),
    }),
  ),
  next,
})
export type ExperimentCustomersAnswer = z.infer<typeof customersAnswer>
