import { z } from 'zod'
import { channel, stepDay, tone } from '../campaigns/campaign.contract'

const slug = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/)
/** Amount of money as a decimal string, e.g. 15000.00 */
const money = z.string().regex(/^\d{1,14}(\.\d{1,4})?$/)
const positive = z.number().positive()
const share = z.number().gt(0).lt(1)

/** What is followed by age; the primary metric is one of them. */
export const FOLLOWED = ['recovered_share', 'restricted_mean', 'paid_in_full', 'any_payment'] as const
export const followedMetric = z.enum(FOLLOWED)
export type FollowedMetricName = z.infer<typeof followedMetric>

/** What a cell changes of one step of its segment's way; what it leaves out stays as the campaign has it. */
export const stepChange = z.strictObject({
  step: slug,
  day: stepDay.optional(),
  channels: z.array(channel).min(1).max(7).optional(),
  tone: tone.optional(),
  template: slug.optional(),
})

/** One way of reminding: its level of every factor. The id stands in events as `variant_id`. */
export const experimentCell = z.strictObject({
  id: slug,
  label: z.string().trim().min(1).max(120),
  levels: z.record(slug, slug).default({}),
  /** of the campaign's steps, in every segment that has them; none: today's way */
  changes: z.array(stepChange).max(20).default([]),
})

/** Customers who are drawn and judged together: a segment of the campaign, or several that were too small alone. */
export const experimentSegment = z.strictObject({
  id: z.string().max(64),
  name: z.string().trim().min(1).max(120),
  /** segments of the campaign that it is made of, named like ids; absent: the one of its id */
  of: z.array(z.string().max(64)).min(1).max(20).optional(),
})

/** Harm that stops a variant: share of exposed customers to whom it comes within the window. */
export const guardrail = z.strictObject({
  harm: z.enum(['complaints', 'optouts', 'disputes', 'bounces']),
  window_days: z.number().int().min(1).max(180).default(14),
  /** share by which a variant may be worse, 0.0025 = a quarter of a point */
  margin: z.number().min(0).max(0.5),
  /** share that it was before */
  base: share,
})

/**
 * Weights that follow results: every so many days, once each arm of each segment got 30 customers, variants get more the
 * likelier they recover most. The control and the holdout keep their share.
 */
export const adaptiveRule = z.strictObject({
  /** least share of every variant in every segment */
  floor: z.number().min(0.05).max(0.3).default(0.1),
  every_days: z.number().int().min(7).max(56).default(7),
})

/**
 * What is fixed before launch; without these fields no decision exists. Shares, not percent; days; currency units.
 * The holdout is the cell `holdout` of the events; it is never shipped.
 */
export const experimentDesign = z
  .strictObject({
    name: z.string().trim().min(1).max(120),
    hypothesis: z.string().trim().min(1).max(1000),
    cells: z.array(experimentCell).min(2).max(24),
    control: slug,
    /** in the order in which they are tried; the id stands in events as `segment_id` */
    segments: z.array(experimentSegment).min(1).max(20),
    /** weights of cells by segment; equal where a segment is not named */
    weights: z.record(z.string(), z.record(slug, positive)).default({}),
    /** share of each segment that may enter at all */
    coverage: share.or(z.literal(1)).default(1),
    holdout_share: z.number().min(0).max(0.5).default(0),
    /** days from the trigger without a reminder of any campaign; consumers at most 30 */
    holdout_days: z.number().int().min(1).max(45).default(30),
    /** who owes more is not held out; null: whatever is owed */
    holdout_maximum: money.nullable().default(null),
    metric: followedMetric.default('recovered_share'),
    horizon_days: z.number().int().min(1).max(180).default(30),
    /** smallest difference worth having, in the unit of the metric */
    worth_having: positive,
    alpha: share.default(0.05),
    rule: z.enum(['sequential', 'fixed']).default('sequential'),
    basis: z.enum(['net', 'cash_brought_forward']).default('net'),
    /** a year, 0.08 = 8 % */
    cost_of_capital: z.number().min(0).max(1).default(0.08),
    max_customers: z.number().int().min(2),
    max_days: z.number().int().min(1).max(1095),
    /** n·se² of one customer in one cell, from the company's own history */
    unit_variance: positive,
    /** expected share of customers by segment; equal where none is named */
    segment_shares: z.record(z.string(), positive).default({}),
    guardrails: z.array(guardrail).max(4).default([]),
    /** places dealt in strata instead of drawn in every segment; false: in small ones only */
    dealt: z.boolean().default(false),
    adaptive: adaptiveRule.nullable().default(null),
    seed: z.string().max(64).default(''),
  })
  .refine(({ cells, control }) => cells.some(({ id }) => id === control), {
    error: 'must be the id of one of the cells',
    path: ['control'],
  })
  .refine(({ cells }) => new Set(cells.map(({ id }) => id)).size === cells.length, {
    error: 'two cells have the same id',
    path: ['cells'],
  })
  .refine(({ segments }) => new Set(segments.map(({ id }) => id)).size === segments.length, {
    error: 'two segments have the same id',
    path: ['segments'],
  })
  .refine(
    ({ segments }) => {
      const parts = segments.flatMap(({ id, of = [id] }) => of)
      return new Set(parts).size === parts.length
    },
    { error: 'a segment of the campaign stands in two segments', path: ['segments'] },
  )
  .superRefine((design, context) => {
    const problem = adaptiveProblem(design)
    if (problem !== null) context.addIssue({ code: 'custom', message: problem, path: ['adaptive'] })
  })
export type ExperimentDesign = z.infer<typeof experimentDesign>

type Weighted = Pick<
  z.infer<typeof experimentDesign>,
  'adaptive' | 'cells' | 'control' | 'metric' | 'segments'
> & {
  weights: Readonly<Record<string, Readonly<Record<string, number>>>>
}

/** Why weights cannot follow the results of a design; null where they can, or need not. */
export function adaptiveProblem({
  adaptive,
  cells,
  control,
  metric,
  segments,
  weights,
}: Weighted): string | null {
  if (adaptive === null) return null
  if (cells.length < 3) return 'needs two variants beside the control: with one there is nothing to choose'
  if (metric === 'restricted_mean')
    return 'follows a share that is paid by a day, not days: choose another metric'
  const low = segments.some(({ id }) => {
    const shares = cells.map((cell) => weights[id]?.[cell.id] ?? 1)
    const total = shares.reduce((sum, share) => sum + share, 0)
    return cells.some((cell, i) => cell.id !== control && (shares[i] ?? 0) / total < adaptive.floor - 1e-9)
  })
  return low ? 'some variant begins below the floor: give it more weight, or lower the floor' : null
}
