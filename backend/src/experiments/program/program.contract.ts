import { z } from 'zod'
import { day } from '../../http/shapes.contract'
import { experimentState } from '../experiments.contract'
import { action, decision, difference, guardrailResult } from '../results/results.contract'

const count = z.number().int()

/** What an experiment brought within the test: its variants against the control, customers followed to the horizon. */
const brought = z.object({
  cash_brought_forward: difference,
  financing_value: difference,
  losses_avoided: difference,
})

/** Whether a finding still stands over the whole programme, so that chance winners stay rare among all winners. */
const online = z.object({
  /** smallest p over all contrasts, corrected for their number */
  p: z.number(),
  /** level at which it was tested */
  level: z.number(),
  stands: z.boolean(),
})

const programRow = z.object({
  id: z.string(),
  name: z.string(),
  state: experimentState,
  customers: count,
  first_day: day.nullable(),
  cut: day.nullable(),
  horizon_days: count,
  days_left: count,
  currency: z.string().nullable(),
  /** null while nobody has entered */
  action: action.nullable(),
  segments: z.array(z.object({ name: z.string(), action, winner: z.string().nullable() })),
  winner: z.string().nullable(),
  brought: brought.nullable(),
  online: online.nullable(),
})
export type ProgramRow = z.infer<typeof programRow>

/** A decision that still counts, with the effect it rested on. */
const learning = z.object({
  experiment: z.string(),
  experiment_name: z.string(),
  segment_name: z.string(),
  metric: z.string(),
  decision,
  variants: z.array(
    z.object({
      label: z.string(),
      /** what set it apart from the control */
      moves: z.array(z.object({ factor: z.string(), from: z.string(), to: z.string() })),
      effect: difference,
    }),
  ),
  /** of a variant that a guardrail stopped: the harm on that day; its effect is not asked for then */
  harm: guardrailResult.pick({ harm: true, control: true, treated: true }).nullable(),
})
export type Learning = z.infer<typeof learning>

/** GET /api/experiment-program */
export const programAnswer = z.object({
  rows: z.array(programRow),
  /** share of false winners among all winners that the levels keep to */
  false_discovery_rate: z.number(),
  /** sums over the experiments that have the figure, one a currency */
  totals: z.array(
    z.object({
      currency: z.string(),
      experiments: count,
      cash_brought_forward: difference,
      financing_value: difference,
    }),
  ),
  learnings: z.array(learning),
})
export type ProgramAnswer = z.infer<typeof programAnswer>
