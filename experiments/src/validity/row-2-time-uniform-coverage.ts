import type { RecoveryMetric } from '../recovery'
import { SEQUENTIAL_START, sequentialStep } from '../sequential'
import { plainExperiment, trueRecovery } from '../simulate'
import { alarmsOf } from './row-1-false-alarms'
import { estimatePair, lookOf, plannedEnd, plannedInformation, twoArms } from './two-arm-looks'
import { type ValidityFigure, type ValidityRow, rateFigure } from './validity-row'

const SHARE: RecoveryMetric = { kind: 'recovered_share', horizon: 30 }
const MEAN: RecoveryMetric = { kind: 'restricted_mean', tau: 30 }

const SETTINGS = [
  { label: 'no effect', model: plainExperiment({ customers: 600 }), sooner: false },
  {
    label: '+5 points',
    model: plainExperiment({ customers: 600, effect: { kind: 'points', points: 0.05, horizon: 30 } }),
    sooner: false,
  },
  {
    label: 'only sooner',
    model: plainExperiment({ customers: 600, effect: { kind: 'sooner', days: 8, horizon: 30 } }),
    sooner: true,
  },
]

/** Whether every interval of the experiment, day after day, held the true difference. */
function alwaysCovered(
  setting: (typeof SETTINGS)[number],
  metric: RecoveryMetric,
  planned: number,
  seed: number,
): boolean {
  const { model } = setting
  const truth = trueRecovery(model, metric, 1) - trueRecovery(model, metric, 0)
  const arms = twoArms(model, seed)
  const end = plannedEnd(model, metric)
  let state = SEQUENTIAL_START
  for (let day = 29; day <= end; day++) {
    const pair = estimatePair(metric, arms.at(day))
    if (pair === null) continue
    const step = sequentialStep({ plannedInformation: planned, alpha: 0.05 }, state, lookOf(pair))
    state = step.state
    if (step.result.measurable && (truth < step.result.lower || truth > step.result.upper)) return false
  }
  return true
}

export const timeUniformCoverageRow: ValidityRow = {
  id: '2',
  title: 'Time-uniform coverage of the true difference at h by the sequential interval',
  run: (experiments) =>
    SETTINGS.flatMap((setting, k): ValidityFigure[] => {
      // The restricted mean is where paying sooner shows.
      const figures = (setting.sooner ? [SHARE, MEAN] : [SHARE]).map((metric, m) => {
        const planned = plannedInformation(setting.model, metric)
        let covered = 0
        for (let run = 0; run < experiments; run++) {
          covered += Number(
            alwaysCovered(setting, metric, planned, 10_000_000 * (1 + k) + 1_000_000 * m + run),
          )
        }
        return rateFigure(`${setting.label}, ${metric.kind}`, covered, experiments, { atLeast: 0.95 })
      })
      if (!setting.sooner) return figures
      const planned = plannedInformation(setting.model, SHARE)
      let declared = 0
      const beside = Math.ceil(experiments / 4)
      for (let run = 0; run < beside; run++) {
        const arms = twoArms(setting.model, 40_000_000 + run)
        declared += Number(alarmsOf(arms, planned, setting.model).shareSoFar)
      }
      const label = `${setting.label}, sequence on the share so far declares a winner`
      return [...figures, rateFigure(label, declared, beside, { besideOnly: true })]
    }),
}
