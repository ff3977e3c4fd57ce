import { z } from 'zod'
import { askedDay, day, list } from '../http/shapes.contract'
import { periodQuery } from './kpis.contract'

/** GET /api/cash-forecast, in one currency */
export const forecastQuery = z.object({
  as_of: askedDay,
  entity: list.optional(),
  currency: z.string().length(3),
})
export type ForecastQuery = z.input<typeof forecastQuery>

/** Amounts are estimates, hence numbers and not decimal text. */
export const forecastAnswer = z.object({
  /** the day it starts from: as asked, or the data cut where that is earlier */
  as_of: day,
  currency: z.string(),
  weeks: z.array(
    z.object({
      from: day,
      to: day,
      /** of invoices open now, and of those still to be billed */
      open: z.number(),
      to_be_billed: z.number(),
      low: z.number(),
      high: z.number(),
    }),
  ),
  past: z.array(z.object({ from: day, to: day, collected: z.number() })),
  /** contested open amounts */
  disputed: z.number(),
  /** how the same method did on past days; null when too little is known */
  accuracy: z
    .object({
      trials: z.number().int(),
      weeks: z.number().int(),
      inside: z.number(),
      inside_alone: z.number(),
      widening: z.number(),
      errors: z.array(z.number()),
      bias: z.number(),
    })
    .nullable(),
})
export type ForecastAnswer = z.infer<typeof forecastAnswer>

/** GET /api/dso-contributions: who moved the DSO from the end of the period before to `as_of`. */
export const contributionsQuery = periodQuery.extend({ before: askedDay })
export type ContributionsQuery = z.input<typeof contributionsQuery>

export const contributionsAnswer = z.object({
  /** null where the DSO has no value on one of the days */
  contributions: z
    .object({
      from: day,
      to: day,
      /** days */
      change: z.number(),
      customers: z.array(
        z.object({
          customer_id: z.string(),
          name: z.string(),
          change: z.number(),
          main: z.enum(['terms', 'late', 'dispute', 'unallocated']),
        }),
      ),
      /** all others; with the customers exactly the change */
      others: z.number(),
    })
    .nullable(),
})
export type ContributionsAnswer = z.infer<typeof contributionsAnswer>
