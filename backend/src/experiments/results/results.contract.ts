import { z } from 'zod'
import { askedDay, day } from '../../http/shapes.contract'
import { experimentDesign, followedMetric } from '../experiment.contract'

const number = z.number()
const count = z.number().int()

/** Why there is no number: a stable code, and what its sentence may quote. */
export const noNumber = z.object({
  measurable: z.literal(false),
  code: z.string(),
  detail: z.record(z.string(), z.union([z.number(), z.string()])),
})
const had = <T extends z.ZodRawShape>(shape: T) => z.object({ measurable: z.literal(true), ...shape })

/** A difference from the control with its interval, in the unit of its metric. */
export const difference = z.union([
  had({ estimate: number, lower: number, upper: number, p: number.nullable() }),
  noNumber,
])
export type Difference = z.infer<typeof difference>

export const armFigure = z.union([
  had({
    estimate: number,
    standard_error: number,
    customers: count,
    clusters: count,
    /** followed to the horizon */
    at_risk: count,
    payers: count,
  }),
  noNumber,
])

const euros = z.object({
  cash_brought_forward: difference,
  financing_value: difference,
  losses_avoided: difference,
  additional_cost: number,
  net: difference,
})

export const reason = z.object({
  code: z.string(),
  detail: z.record(z.string(), z.union([z.number(), z.string()])),
})
export const action = z.enum(['ship', 'stop', 'continue', 'no_difference_worth_having'])

export const variantResult = z.object({
  variant: z.string(),
  /** the declared metric by the rule in force: what the verdict rests on */
  primary: difference,
  /** all metrics at one look: not protected against daily looks */
  fixed: z.record(followedMetric, difference),
  information_share: number,
  /** times today's information for another verdict, were the estimate to stay; null where it never comes */
  would_change: z
    .object({
      excludes_zero: number.nullable(),
      below_worth_having: number.nullable(),
      inside_worth_having: number.nullable(),
    })
    .nullable(),
  action,
  reasons: z.array(reason),
  euros,
})

export const curve = z.object({
  variant: z.string(),
  /** share of the exposed euros paid by the end of age 0, 1, … */
  recovered: z.array(number),
  /** customers followed to each age */
  at_risk: z.array(count),
  marks: z.array(z.object({ age: count, estimate: number, lower: number, upper: number })),
})

export const scope = z.object({
  /** `*`: all segments together */
  segment: z.string(),
  alpha: number,
  customers: count,
  action,
  winner: z.string().nullable(),
  reasons: z.array(reason),
  arms: z.array(
    z.object({
      variant: z.string(),
      customers: count,
      exposed: number,
      expected_customers: number,
      metrics: z.record(followedMetric, armFigure),
      /** euros recovered by the horizon, customers followed so far */
      recovered_per_customer: z.object({
        customers: count,
        mean: number.nullable(),
        standard_error: number.nullable(),
      }),
      cost_per_customer: number.nullable(),
      contacts_per_customer: number.nullable(),
    }),
  ),
  variants: z.array(variantResult),
  split: z.object({ p: number, e_value: number, broken: z.boolean() }),
  curves: z.array(curve),
})
export type ResultsScope = z.infer<typeof scope>

const pooled = z.object({
  variant: z.string(),
  segments: z.array(z.object({ segment: z.string(), raw: difference, pooled: difference.nullable() })),
  mean: difference.nullable(),
  heterogeneity: z.union([had({ q: number, df: count, p: number, i_squared: number }), noNumber]),
})

export const factorEffect = z.object({
  kind: z.enum(['main', 'interaction']),
  name: z.string(),
  factors: z.array(z.object({ factor: z.string(), from: z.string(), to: z.string() })),
  estimate: number,
  lower: number,
  upper: number,
  p: number,
})

export const guardrailResult = z.object({
  variant: z.string(),
  harm: z.string(),
  window_days: count,
  margin: number,
  control: z.object({ customers: count, events: count }),
  treated: z.object({ customers: count, events: count }),
  e_value: number,
  threshold: number,
  p: number,
  breached: z.boolean(),
})

/** What a person decided, on the numbers of which day; taken back, it stays in the log and counts no more. */
export const decision = z.object({
  id: count,
  at: z.string(),
  actor: z.string(),
  /** name of the person, also of one who has left; the actor itself where it is none */
  actor_name: z.string(),
  action: z.string(),
  segment: z.string(),
  variant: z.string().nullable(),
  note: z.string(),
  cut: day,
  withdrawn_at: z.string().nullable(),
  /** the campaign that applying the winners made */
  campaign_id: z.uuid().nullable(),
  /** where weights followed results: what moved each share */
  adapted: z
    .array(
      z.object({
        segment: z.string(),
        variant: z.string(),
        before: number,
        share: number,
        /** chance that it is the best of the variants, by what was paid so far */
        best: number,
        customers: count,
      }),
    )
    .nullable(),
})

/**
 * What is left out of a look at an earlier day. `facts`: what happened later. `loads`: also what happened before and was
 * loaded later, so that it says what people knew; a history that was loaded at once was known from then on only.
 */
export const knownBy = z.enum(['facts', 'loads'])
export type KnownBy = z.infer<typeof knownBy>

/** GET /api/experiments/{id}/results?as_of=&known_by= */
export const resultsQuery = z.object({ as_of: askedDay.optional(), known_by: knownBy.default('facts') })
export type ResultsQuery = z.input<typeof resultsQuery>
export const resultsAnswer = z.object({
  id: z.string(),
  state: z.enum(['draft', 'running', 'ended']),
  design: experimentDesign,
  currency: z.string().nullable(),
  /** last day that is complete; null while nobody has entered */
  cut: day.nullable(),
  /** customers who entered after the last complete day: they count once their payments are known */
  waiting: count,
  as_of: day.nullable(),
  known_by: knownBy,
  first_day: day.nullable(),
  days_left: count,
  planned_end_reached: z.boolean(),
  /** longest age with at least 100 customers followed in every variant; -1 for none */
  longest_age: count,
  overall: scope.nullable(),
  segments: z.array(scope),
  winner_differs: z.object({ holds: z.boolean(), p: number.nullable() }),
  pooled: z.array(pooled),
  factors: z.object({ effects: z.array(factorEffect), code: z.string().nullable() }),
  guardrails: z.array(guardrailResult),
  severe_complaints: z.array(z.object({ variant: z.string(), day, count: count })),
  by_day: z.array(z.object({ day, counts: z.record(z.string(), count) })),
  counted: z.object({
    customers: count,
    owing_nothing: count,
    paid_before_message: count,
    several_currencies: count,
    epochs: count,
  }),
  warnings: z.array(reason),
  looks: z.array(
    z.object({
      cut: day,
      segment: z.string(),
      variant: z.string(),
      information_share: number,
      estimate: number.nullable(),
      lower: number.nullable(),
      upper: number.nullable(),
    }),
  ),
  decisions: z.array(decision),
})
export type ResultsAnswer = z.infer<typeof resultsAnswer>
