import { z } from 'zod'
import { allSegments } from '@relance/experiments'
import type { ExperimentDesign } from '../experiment.contract'
import { difference, guardrailResult } from '../results/results.contract'
import type { ResultsAnswer } from '../results/results.contract'
import type { Learning } from './program.contract'

/** The part of a decision's numbers that is told again. */
const kept = z.object({ variants: z.array(z.object({ variant: z.string(), primary: difference })) })

/** Those of a variant that a guardrail stopped. */
const stopped = z.object({ guardrails: z.array(guardrailResult) })

/** What a decision taught: which change, for whom, with which effect on the day it was taken. */
export function learningOf(
  experiment: { id: string; design: ExperimentDesign },
  decision: ResultsAnswer['decisions'][number],
  numbers: unknown,
): Learning {
  const { id, design } = experiment
  const read = kept.safeParse(numbers)
  const control = design.cells.find((cell) => cell.id === design.control)
  const harm = stopped.safeParse(numbers).data?.guardrails.find(({ breached }) => breached) ?? null
  const none = { measurable: false as const, code: 'guardrail-breached', detail: {} }
  const own = harm === null ? [] : [{ variant: harm.variant, primary: none }]
  const about = (read.success ? read.data.variants : own).filter(
    ({ variant }) => decision.variant === null || decision.variant === variant,
  )
  return {
    experiment: id,
    experiment_name: design.name,
    segment_name:
      decision.segment === allSegments
        ? allSegments
        : (design.segments.find((one) => one.id === decision.segment)?.name ?? decision.segment),
    metric: design.metric,
    decision,
    harm: harm && { harm: harm.harm, control: harm.control, treated: harm.treated },
    variants: about.map(({ variant, primary }) => {
      const cell = design.cells.find((one) => one.id === variant)
      const moves = Object.entries(cell?.levels ?? {}).flatMap(([factor, to]) => {
        const from = control?.levels[factor] ?? ''
        return from === to ? [] : [{ factor, from, to }]
      })
      return { label: cell?.label ?? variant, moves, effect: primary }
    }),
  }
}
