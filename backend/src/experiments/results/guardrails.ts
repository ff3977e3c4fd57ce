import { guardrailBlock, severeComplaintRule, twoProportionEProcess } from '@relance/experiments'
import type { GuardrailEvidence, GuardrailObservation, GuardrailResult } from '@relance/experiments'
import { harmsInOrder } from '@relance/pipelines'
import type { ExposureDay, WarehouseReader } from '@relance/pipelines'
import type { ExperimentDesign } from '../experiment.contract'
import type { z } from 'zod'
import type { guardrailResult } from './results.contract'

export type WatchedHarm = z.infer<typeof guardrailResult>
const DAY_MS = 86_400_000

/** Every guardrail of every variant against the control, asked at every moment without losing its error rate. */
export async function watchHarms(
  warehouse: WarehouseReader,
  question: { experiment: string; cut: string },
  design: ExperimentDesign,
): Promise<WatchedHarm[]> {
  const found = await Promise.all(
    design.guardrails.map(async (guard) => {
      const { harm, window_days: window } = guard
      return judgeHarm(guard, await harmsInOrder(warehouse, { ...question, harm, window }), design)
    }),
  )
  return found.flat()
}

/**
 * One guardrail of every variant against the control.
 * @param order per cell, whether the harm came to each customer whose window is over, in the order of the triggers
 */
export function judgeHarm(
  guard: ExperimentDesign['guardrails'][number],
  order: ReadonlyMap<string, readonly boolean[]>,
  design: ExperimentDesign,
): WatchedHarm[] {
  const { harm, window_days: windowDays, base, margin } = guard
  return design.cells
    .filter(({ id }) => id !== design.control)
    .map(({ id }) => {
      const controls = order.get(design.control) ?? []
      const treated = order.get(id) ?? []
      const block = guardrailBlock(weightOf(design, design.control), weightOf(design, id))
      const result = twoProportionEProcess(inTurn(controls, treated), { base, margin, block })
      return { variant: id, harm, window_days: windowDays, margin, ...shown(result) }
    })
}

const shown = ({ control, variant, highest, threshold, p, breached }: GuardrailResult) => ({
  control,
  treated: variant,
  e_value: highest,
  threshold,
  p,
  breached,
})

/** Both arms in the order of their triggers; within an arm that order is all that counts. */
function* inTurn(controls: readonly boolean[], treated: readonly boolean[]): Generator<GuardrailObservation> {
  const longest = Math.max(controls.length, treated.length)
  for (let i = 0; i < longest; i++) {
    const [control, variant] = [controls[i], treated[i]]
    if (control !== undefined) yield { arm: 'control', event: control }
    if (variant !== undefined) yield { arm: 'variant', event: variant }
  }
}

/** Mean weight of a cell over the segments; 1 where they are equal. */
function weightOf(design: ExperimentDesign, cell: string): number {
  const weights = design.segments.map(({ id }) => design.weights[id]?.[cell] ?? 1)
  return weights.reduce((sum, weight) => sum + weight, 0) / weights.length
}

export const evidenceOf = (harms: readonly WatchedHarm[], variant: string): GuardrailEvidence[] =>
  harms
    .filter((harm) => harm.variant === variant)
    .map(({ harm, breached, e_value: eValue, control, treated, margin }) => ({
      metric: harm,
      breached,
      eValue,
      controlRate: rate(control),
      variantRate: rate(treated),
      margin,
    }))

const rate = ({ customers, events }: { customers: number; events: number }) =>
  customers === 0 ? 0 : events / customers

/** Variants that drew three severe complaints within thirty days. */
export function severeComplaints(days: readonly Pick<ExposureDay, 'variant' | 'severe_days'>[]) {
  const complaints = days.flatMap(({ variant, severe_days: found }) => found.map((day) => ({ variant, day })))
  return severeComplaintRule(complaints).map(({ variant, day, count }) => ({
    variant,
    day: new Date(day * DAY_MS).toISOString().slice(0, 10),
    count,
  }))
}
