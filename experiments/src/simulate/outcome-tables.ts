import type { ArmModel, ExperimentModel, SegmentModel } from './experiment-model'
import { type Hazards, applyEffect } from './payment-curves'

/** What can happen to an invoice of one arm, segment and behaviour, by age. */
export interface OutcomeTable {
  /** Share paid or left by the end of each age. */
  readonly gone: Float64Array
  /** Share paid by the end of each age. */
  readonly paid: Float64Array
  /** Of what goes at that age, the part that is paid. */
  readonly paidPart: Float64Array
  /** First age to try for a uniform number, by its first 8 bits. */
  readonly guide: Int32Array
}

export function outcomeTable(hazards: Hazards, exitHazard: number): OutcomeTable {
  const gone = new Float64Array(hazards.length)
  const paid = new Float64Array(hazards.length)
  const paidPart = new Float64Array(hazards.length)
  let open = 1
  let paidShare = 0
  hazards.forEach((hazard, d) => {
    const leaving = 1 - (1 - hazard) * (1 - exitHazard)
    const part = hazard + exitHazard > 0 ? hazard / (hazard + exitHazard) : 0
    paidShare += open * leaving * part
    open *= 1 - leaving
    gone[d] = 1 - open
    paid[d] = paidShare
    paidPart[d] = part
  })
  const guide = new Int32Array(256)
  let d = 0
  for (let k = 0; k < 256; k++) {
    while (d < gone.length && (gone[d] ?? 1) < k / 256) d++
    guide[k] = d
  }
  return { gone, paid, paidPart, guide }
}

/** Age at which the invoice with this uniform number goes; the number of ages when it never does. */
export function ageOf(table: OutcomeTable, uniform: number): number {
  let d = table.guide[Math.floor(uniform * 256)] ?? 0
  while (d < table.gone.length && (table.gone[d] ?? 1) < uniform) d++
  return d
}

/** Tables of one arm: [segment][behaviour]. */
export function armTables(model: ExperimentModel, arm: ArmModel): OutcomeTable[][] {
  return model.segments.map((segment) =>
    segment.behaviours.map((behaviour) => {
      const effect = arm.effectBySegment?.[segment.name] ?? arm.effect
      return outcomeTable(applyEffect(behaviour.hazards, effect), segment.exitHazard ?? 0)
    }),
  )
}

/** Expected euros exposed a customer of the segment: invoices × median × exp(σ²/2). */
export function expectedExposure(segment: SegmentModel): number {
  return segment.invoices * segment.amountMedian * Math.exp(segment.amountSigma ** 2 / 2)
}
