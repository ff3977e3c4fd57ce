import { z } from 'zod'
import { day } from '../http/shapes.contract'
import { experimentDesign } from './experiment.contract'
import { action } from './results/results.contract'

/** Stands in the events of its customers, so it never changes. */
export const experimentId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'may have small letters, digits, - and _')

export const experimentState = z.enum(['draft', 'running', 'ended'])

export const experiment = z.object({
  id: z.string(),
  name: z.string(),
  state: experimentState,
  campaign_id: z.uuid().nullable(),
  design: experimentDesign,
  started_on: day.nullable(),
  ended_on: day.nullable(),
  /** customers who entered, and when */
  customers: z.number().int(),
  first_day: day.nullable(),
  last_day: day.nullable(),
})
export type Experiment = z.infer<typeof experiment>

/** GET /api/experiments, running ones first, then the newest */
export const experimentsAnswer = z.object({ rows: z.array(experiment) })
export type ExperimentsAnswer = z.infer<typeof experimentsAnswer>

/** PUT /api/experiments/{id}: a draft and what is in it; launch and end are acts of their own, so its state stays. */
export const experimentChange = z.strictObject({
  design: experimentDesign,
  campaign_id: z.uuid().nullable().default(null),
  state: experimentState.default('draft'),
  started_on: day.nullable().default(null),
  ended_on: day.nullable().default(null),
})
export type ExperimentChange = z.input<typeof experimentChange>

/**
 * POST /api/experiments/{id}/decisions: what a person decides, kept with the numbers it rests on. `end` ends it as well.
 */
export const newDecision = z.strictObject({
  action: z.enum([...action.options, 'end']),
  segment: z.string().max(64).default('*'),
  variant: z.string().max(64).nullable().default(null),
  note: z.string().max(2000).default(''),
})
export type NewDecision = z.input<typeof newDecision>

/** GET /api/experiments/{id}/growthbook: queries and settings as GrowthBook takes them. */
export const growthBookAnswer = z.object({
  /** of the experiment assignment table; identifier type user_id, dimensions segment_id and weight_epoch */
  assignments: z.string(),
  /** of a revenue metric, summed; GrowthBook fills in the experiment */
  receipts: z.string(),
  /** conversion window; in-progress conversions are to be excluded */
  window_hours: z.number().int(),
})
export type GrowthBookAnswer = z.infer<typeof growthBookAnswer>
