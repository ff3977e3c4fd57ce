import { z } from 'zod'
import { day } from '../../http/shapes.contract'
import { experimentDesign } from '../experiment.contract'
import { reason } from '../results/results.contract'

const number = z.number()
const count = z.number().int()

/** POST /api/experiments/feasibility, /api/experiments/aa-check: a design before launch, and the campaign it is for. */
export const designQuestion = z.strictObject({ campaign_id: z.uuid(), design: experimentDesign })
export type DesignQuestion = z.input<typeof designQuestion>

/** What one segment, or all together, can show. Shares and days in the unit of the metric; euros in the currency. */
const canShow = z.object({
  /** `*`: all segments together */
  segment: z.string(),
  name: z.string(),
  /** customers of the half-year looked at who would have entered, and those whom a cell cannot reach */
  past_customers: count,
  unreachable: count,
  customers_per_week: number,
  exposed_per_customer: number,
  /** the primary metric as it was, null where too few were followed; `borrowed`: it varies as all customers do */
  baseline: number.nullable(),
  unit_variance: number.nullable(),
  borrowed: z.boolean(),
  /** customers over all cells for the difference worth having, and weeks until the last was followed to the horizon */
  customers_needed: count.nullable(),
  weeks: count.nullable(),
  /** within the limits: customers who enter, power for the difference worth having, smallest difference seen */
  customers_within: count,
  power_within: number,
  smallest: number.nullable(),
  /** euros per 1,000 customers that the smallest difference stands for: brought forward, or of financing in days */
  smallest_euros: number.nullable(),
  /** the segment that is most alike, when this one cannot answer alone */
  merge_with: z.string().nullable(),
  /** feasible; too-few-customers, longer-than-allowed, horizon-beyond-limit, no-history, unreachable */
  advice: z.array(reason),
})

const feasible = canShow.extend({ currency: z.string().nullable() })
export type SegmentAnswer = z.infer<typeof canShow>

export const feasibilityAnswer = z.object({
  /** last day of known payments, and the days of entry looked at; null without any history */
  history: z.object({ cut: day, from: day, to: day }).nullable(),
  /** chance of finding the difference worth having that the weeks are for */
  power: number,
  overall: feasible.nullable(),
  segments: z.array(canShow),
  /** what was worked out from history, to stand in the design */
  filled: z
    .object({
      unit_variance: number,
      segment_shares: z.record(z.string(), number),
      /** share of customers with each harm, by place of the guardrail */
      guardrail_bases: z.array(number),
      max_customers: count.nullable(),
      max_days: count.nullable(),
    })
    .nullable(),
  guardrails: z.array(
    z.object({
      harm: z.string(),
      base: number,
      events: count,
      /** share with the harm of a variant that is as bad as the chance is about */
      bad_rate: number,
      /** chance that it is stopped, and customers a variant by which half of such are */
      caught: number,
      customers_until_half: count.nullable(),
    }),
  ),
  cost: z
    .object({
      /** within the limits: customers in variants, and euros not in by the horizon were each worse by the difference */
      variant_customers: count,
      delayed: number.nullable(),
      financing: number.nullable(),
      holdout: z
        .object({
          customers: count,
          exposed: number,
          /** euros that are late at most: as if nobody paid without a reminder */
          delayed_at_most: number,
          financing_at_most: number,
          smallest: number.nullable(),
        })
        .nullable(),
    })
    .nullable(),
  /** what stands against a launch today */
  obstacles: z.array(reason),
})
export type FeasibilityAnswer = z.infer<typeof feasibilityAnswer>

/** POST /api/experiments/aa-check: the past customers drawn into two equal arms again and again. */
export const aaAnswer = z.object({
  customers: count,
  runs: count,
  false_alarms: count,
  rate: number,
  lower: number,
  upper: number,
  alpha: number,
  too_many: z.boolean(),
  /** why there is no answer */
  code: z.string().nullable(),
})
export type AaAnswer = z.infer<typeof aaAnswer>

/** POST /api/experiments/{id}/launch */
export const launchRequest = z
  .strictObject({ read_holdout_price: z.boolean().default(false) })
  .default({ read_holdout_price: false })
export type LaunchRequest = z.input<typeof launchRequest>
