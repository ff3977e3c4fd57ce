import {
  type CustomerPayments,
  type RecoveryEstimate,
  type RecoveryMetric,
  lastAge,
  recoveryFromCustomers,
} from '../recovery'
import type { MaturingLook } from '../sequential'
import {
  type ExperimentModel,
  type SimulatedArm,
  type SimulatedExperiment,
  armAtDay,
  armColumns,
  simulateExperiment,
} from '../simulate'

/** Control and variant of a simulated experiment, ready to be looked at on any day. */
export interface TwoArms {
  readonly experiment: SimulatedExperiment
  at(day: number): readonly [CustomerPayments, CustomerPayments]
}

export function twoArms(model: ExperimentModel, seed: number): TwoArms {
  const experiment = simulateExperiment(model, seed)
  const [control, variant] = experiment.arms
  if (control === undefined || variant === undefined) throw new RangeError('two arms are needed')
  const columns = [armColumns(control), armColumns(variant)] as const
  return {
    experiment,
    at: (day) => [armAtDay(control, day, columns[0]), armAtDay(variant, day, columns[1])],
  }
}

/** First day on which everybody has been followed to the last age of the metric. */
export function plannedEnd(model: ExperimentModel, metric: RecoveryMetric): number {
  return model.entryDays - 1 + lastAge(metric)
}

/** Both arms' estimates from arrays, or null where one of them is not measurable. */
export function estimatePair(
  metric: RecoveryMetric,
  pair: readonly [CustomerPayments, CustomerPayments],
): readonly [RecoveryEstimate, RecoveryEstimate] | null {
  const control = recoveryFromCustomers(metric, pair[0])
  const variant = recoveryFromCustomers(metric, pair[1])
  return control.measurable && variant.measurable ? [control, variant] : null
}

/** Variant minus control as one look of the sequential rule. */
export function lookOf(pair: readonly [RecoveryEstimate, RecoveryEstimate]): MaturingLook {
  const [control, variant] = pair
  return {
    estimate: variant.estimate - control.estimate,
    standardError: Math.hypot(control.standardError, variant.standardError),
    customersAtRisk: Math.min(control.customersAtRisk, variant.customersAtRisk),
    payers: Math.min(control.payers, variant.payers),
  }
}

/** Information at the planned end, as a plan would have it: the mean over ten earlier experiments of this kind. */
export function plannedInformation(model: ExperimentModel, metric: RecoveryMetric): number {
  const end = plannedEnd(model, metric)
  let total = 0
  for (let seed = 0; seed < 10; seed++) {
    const pair = estimatePair(metric, twoArms(model, 900_000 + seed).at(end))
    if (pair !== null) total += 1 / lookOf(pair).standardError ** 2
  }
  return total / 10
}

/** The share paid so far (by age `limit` at most), over everybody who has entered: never to be compared. */
export function shareSoFar(
  arm: SimulatedArm,
  day: number,
  limit = Infinity,
): { share: number; variance: number; customers: number } {
  let owed = 0
  let paid = 0
  let owedSquares = 0
  let paidSquares = 0
  let crossed = 0
  let customers = 0
  for (let i = 0; i < arm.exposed.length; i++) {
    const followed = day - (arm.entryDay[i] ?? 0)
    if (followed < 0) continue
    const b = arm.exposed[i] ?? 0
    let a = 0
    for (let k = arm.offsets[i] ?? 0; k < (arm.offsets[i + 1] ?? 0); k++) {
      if ((arm.goneAge[k] ?? 0) <= Math.min(followed, limit) && arm.cancelled[k] === 0)
        a += arm.amount[k] ?? 0
    }
    customers++
    owed += b
    paid += a
    owedSquares += b * b
    paidSquares += a * a
    crossed += a * b
  }
  const share = paid / owed
  return {
    share,
    variance: (paidSquares - 2 * share * crossed + share * share * owedSquares) / owed ** 2,
    customers,
  }
}
