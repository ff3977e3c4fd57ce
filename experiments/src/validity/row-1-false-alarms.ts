import { normalQuantile } from '../distributions'
import type { RecoveryMetric } from '../recovery'
import { SEQUENTIAL_START, sequentialStep } from '../sequential'
import { type ExperimentModel, plainExperiment } from '../simulate'
import {
  type TwoArms,
  estimatePair,
  lookOf,
  plannedEnd,
  plannedInformation,
  shareSoFar,
  twoArms,
} from './two-arm-looks'
import { type ValidityFigure, type ValidityRow, rateFigure } from './validity-row'

const METRIC = { kind: 'recovered_share', horizon: 30 } as const satisfies RecoveryMetric
const ALPHA = 0.05

/** Which rules ever declared a difference during one experiment. */
interface Alarms {
  readonly sequential: boolean
  readonly naive: boolean
  readonly shareSoFar: boolean
}

export function alarmsOf(arms: TwoArms, planned: number, model: ExperimentModel): Alarms {
  const end = plannedEnd(model, METRIC)
  const z = normalQuantile(1 - ALPHA / 2)
  let state = SEQUENTIAL_START
  let naive = false
  let soFar = false
  for (let day = METRIC.horizon; day <= end; day++) {
    const pair = estimatePair(METRIC, arms.at(day))
    if (pair === null) continue
    const look = lookOf(pair)
    const step = sequentialStep({ plannedInformation: planned, alpha: ALPHA }, state, look)
    state = step.state
    if (!step.result.measurable) continue
    if (Math.abs(look.estimate) > z * look.standardError) naive = true
    if (!soFar) soFar = soFarAlarm(arms, day)
  }
  return { sequential: state.smallestP <= ALPHA, naive, shareSoFar: soFar }
}

/**
 * The asymptotic confidence sequence for matured means (Waudby-Smith et al. 2021) as other engines apply it: to the
 * share so far, with the number of customers as clock, tuned for the planned number.
 */
function soFarAlarm(arms: TwoArms, day: number): boolean {
  const [control, variant] = arms.experiment.arms
  if (control === undefined || variant === undefined) return false
  const a = shareSoFar(control, day)
  const b = shareSoFar(variant, day)
  const n = a.customers + b.customers
  const logs = -2 * Math.log(ALPHA)
  const rho2 = (logs + Math.log(logs + 1)) / (control.exposed.length + variant.exposed.length)
  const clock = n * rho2 + 1
  const width = Math.sqrt(((2 * clock) / (n * rho2)) * Math.log(Math.sqrt(clock) / ALPHA))
  return Math.abs(b.share - a.share) > Math.sqrt(a.variance + b.variance) * width
}

const SETTINGS = [
  { label: '600 an arm', model: plainExperiment({ customers: 600 }) },
  { label: '600 an arm, σ 1.8', model: plainExperiment({ customers: 600, sigma: 1.8 }) },
  { label: '150 an arm', model: plainExperiment({ customers: 150 }) },
]

export const falseAlarmsRow: ValidityRow = {
  id: '1',
  title: 'Arms alike, daily looks from the first allowed one: false alarms',
  run: (experiments) =>
    SETTINGS.flatMap(({ label, model }, k): ValidityFigure[] => {
      const planned = plannedInformation(model, METRIC)
      const counts = { sequential: 0, naive: 0, shareSoFar: 0 }
      for (let run = 0; run < experiments; run++) {
        const alarms = alarmsOf(twoArms(model, 1_000_000 * (k + 1) + run), planned, model)
        counts.sequential += Number(alarms.sequential)
        counts.naive += Number(alarms.naive)
        counts.shareSoFar += Number(alarms.shareSoFar)
      }
      return [
        rateFigure(`${label}, sequential default`, counts.sequential, experiments, { atMost: ALPHA }),
        rateFigure(`${label}, z test at every look`, counts.naive, experiments, { besideOnly: true }),
        rateFigure(`${label}, sequence on the share so far`, counts.shareSoFar, experiments, {
          besideOnly: true,
        }),
      ]
    }),
}
