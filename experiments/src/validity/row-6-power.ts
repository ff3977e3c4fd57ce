import {
  type ComparisonDesign,
  type DesignMetric,
  type StoppingRule,
  baselineFromColumns,
  baselineFromEvents,
  customersNeeded,
  plannedInformation,
} from '../design'
import { type RecoveryMetric, recoveryFromCustomers } from '../recovery'
import { SEQUENTIAL_START, type MaturingLook, sequentialStep } from '../sequential'
import {
  type ExperimentModel,
  type SimulatedArm,
  armAtDay,
  armColumns,
  plainExperiment,
  simulateExperiment,
  trueRecovery,
} from '../simulate'
import { normalQuantile } from '../distributions'
import { lookOf } from './two-arm-looks'
import { type ValidityFigure, type ValidityRow, rateFigure } from './validity-row'

const HORIZON = 30
const ENTRY = 60
const END = ENTRY - 1 + HORIZON
const LOOK_DAYS = [30, 40, 50, 60, 70, 80, END]
// On a look day those have matured who entered a horizon ago.
const LOOKS = LOOK_DAYS.map((day) => (day - HORIZON + 1) / ENTRY)

type Look = (arms: readonly [SimulatedArm, SimulatedArm], day: number) => MaturingLook | null

interface PowerMetric {
  readonly name: string
  readonly model: (customers: number, effect: boolean) => ExperimentModel
  /** Metric for the design functions, from a history of control customers. */
  readonly design: (history: SimulatedArm) => DesignMetric
  readonly trueEffect: (model: ExperimentModel) => number
  readonly look: Look
}

/** Customers who have been followed to the horizon: invoices paid by then, invoices, cluster. */
function matured(
  arm: SimulatedArm,
  day: number,
): { readonly paid: number[]; readonly invoices: number[]; readonly clusters: number[] } {
  const columns = { paid: [] as number[], invoices: [] as number[], clusters: [] as number[] }
  for (let i = 0; i < arm.exposed.length; i++) {
    if ((arm.entryDay[i] ?? 0) > day - HORIZON) continue
    const [from, to] = [arm.offsets[i] ?? 0, arm.offsets[i + 1] ?? 0]
    let paid = 0
    for (let k = from; k < to; k++) if ((arm.goneAge[k] ?? 0) <= HORIZON && arm.cancelled[k] === 0) paid++
    columns.paid.push(paid)
    columns.invoices.push(to - from)
    columns.clusters.push(arm.cluster[i] ?? i)
  }
  return columns
}

const ratioOf = (arm: SimulatedArm, day: number) => {
  const { paid, invoices, clusters } = matured(arm, day)
  const payers = paid.filter((count) => count > 0).length
  return {
    baseline: baselineFromColumns(paid, { denominators: invoices, clusters }),
    customers: paid.length,
    payers,
  }
}

const maturedLook: Look = ([control, variant], day) => {
  const [a, b] = [ratioOf(control, day), ratioOf(variant, day)]
  if (!a.baseline.measurable || !b.baseline.measurable) return null
  const squared = ({ baseline }: typeof a) =>
    baseline.measurable && baseline.metric.kind === 'unit_variance'
      ? baseline.metric.variance / baseline.customers
      : NaN
  return {
    estimate: b.baseline.value - a.baseline.value,
    standardError: Math.sqrt(squared(a) + squared(b)),
    customersAtRisk: Math.min(a.customers, b.customers),
    payers: Math.min(a.payers, b.payers),
  }
}

const recoveryLook =
  (metric: RecoveryMetric): Look =>
  ([control, variant], day) => {
    const a = recoveryFromCustomers(metric, armAtDay(control, day, armColumns(control)))
    const b = recoveryFromCustomers(metric, armAtDay(variant, day, armColumns(variant)))
    return a.measurable && b.measurable ? lookOf([a, b]) : null
  }

const baseModel =
  (invoices: number, customersPerCluster: number) =>
  (customers: number, effect: boolean): ExperimentModel => ({
    ...plainExperiment({
      customers,
      invoices,
      share: 0.5,
      entryDays: ENTRY,
      ...(effect ? { effect: { kind: 'points', points: 0.08, horizon: HORIZON } } : {}),
    }),
    customersPerCluster,
    clusterCorrelation: customersPerCluster > 1 ? 0.15 : 0,
  })

const recovered = (name: string, metric: RecoveryMetric): PowerMetric => ({
  name,
  model: baseModel(3, 1),
  design: (history) => {
    const baseline = baselineFromEvents(metric, armAtDay(history, END, armColumns(history)))
    if (!baseline.measurable) throw new RangeError(baseline.code)
    return baseline.metric
  },
  trueEffect: (model) => trueRecovery(model, metric, 1) - trueRecovery(model, metric, 0),
  look: recoveryLook(metric),
})

const shareAtHorizon = (model: ExperimentModel) => {
  const metric: RecoveryMetric = { kind: 'recovered_share', horizon: HORIZON }
  return trueRecovery(model, metric, 1) - trueRecovery(model, metric, 0)
}

const METRICS: readonly PowerMetric[] = [
  {
    name: 'proportion',
    model: baseModel(1, 1),
    design: () => ({ kind: 'proportion', rate: 0.5 }),
    trueEffect: shareAtHorizon,
    look: maturedLook,
  },
  {
    name: 'clustered ratio',
    model: baseModel(3, 1.5),
    design: (history) => {
      const { baseline } = ratioOf(history, END)
      if (!baseline.measurable) throw new RangeError(baseline.code)
      return baseline.metric
    },
    trueEffect: shareAtHorizon,
    look: maturedLook,
  },
  recovered('euro share', { kind: 'recovered_share', horizon: HORIZON }),
  recovered('restricted mean', { kind: 'restricted_mean', tau: HORIZON }),
]

/** Did the rule in force find the effect, in its direction, by the planned end? */
function found(
  metric: PowerMetric,
  design: ComparisonDesign,
  model: ExperimentModel,
  direction: number,
  seed: number,
): boolean {
  const [control, variant] = simulateExperiment(model, seed).arms
  if (control === undefined || variant === undefined) throw new RangeError('two arms are needed')
  if (design.rule.kind === 'fixed') {
    const look = metric.look([control, variant], END)
    return look !== null && direction * look.estimate > normalQuantile(0.975) * look.standardError
  }
  const perArm = model.arms[0]?.customers ?? 0
  const plan = { plannedInformation: plannedInformation(design, 2 * perArm), alpha: 0.05 }
  let state = SEQUENTIAL_START
  for (const day of LOOK_DAYS) {
    const look = metric.look([control, variant], day)
    if (look === null) continue
    const step = sequentialStep(plan, state, { ...look, estimate: direction * look.estimate })
    state = step.state
    if (step.result.measurable && step.result.lower > 0) return true
  }
  return false
}

export const powerRow: ValidityRow = {
  id: '6',
  title: 'Power of the rule in force against what the design functions promised (± 3 points)',
  run: (experiments) =>
    METRICS.flatMap((metric, m): ValidityFigure[] => {
      const [history] = simulateExperiment(metric.model(20_000, false), 6_000_000 + m).arms
      if (history === undefined) throw new RangeError('an arm is needed')
      const effect = metric.trueEffect(metric.model(10, true))
      const rules: readonly StoppingRule[] = [{ kind: 'fixed' }, { kind: 'sequential', looks: LOOKS }]
      return rules.flatMap((rule, r) =>
        [0.8, 0.9].map((promised, p) => {
          const design: ComparisonDesign = {
            metric: metric.design(history),
            rule,
            controlShare: 0.5,
            variantShare: 0.5,
          }
          const model = metric.model(Math.ceil(customersNeeded(design, effect, promised) / 2), true)
          let hits = 0
          for (let run = 0; run < experiments; run++) {
            const seed = 6_100_000 + 100_000 * (4 * m + 2 * r + p) + run
            if (found(metric, design, model, Math.sign(effect), seed)) hits++
          }
          const label = `${metric.name}, ${rule.kind}, ${model.arms[0]?.customers} an arm, promised ${100 * promised}`
          return rateFigure(label, hits, experiments, { atLeast: promised - 0.03, atMost: promised + 0.03 })
        }),
      )
    }),
}
