import { type RecoveryMetric, recoveryDifference } from '../recovery'
import { FIRST_LOOK, SEQUENTIAL_START, sequentialStep } from '../sequential'
import { plainExperiment, trueRecovery } from '../simulate'
import { type TwoArms, estimatePair, lookOf, plannedInformation, shareSoFar, twoArms } from './two-arm-looks'
import { type ValidityRow, rateFigure } from './validity-row'

const AS_OF = 14
const HORIZON = 30
const MODEL = plainExperiment({
  customers: 3000,
  horizon: HORIZON,
  effect: { kind: 'points', points: 0.08, horizon: HORIZON },
})
const at = (age: number): RecoveryMetric => ({ kind: 'recovered_share', horizon: age })
const truthAt = (age: number) => trueRecovery(MODEL, at(age), 1) - trueRecovery(MODEL, at(age), 0)

/** The largest age to which enough customers of both arms have been followed; −1 where there is none. */
function largestAge(arms: TwoArms): number {
  for (let age = HORIZON; age >= 0; age--) {
    const followed = arms.at(AS_OF).map(({ followUp }) => Array.from(followUp).filter((u) => u >= age).length)
    if (Math.min(...followed) >= FIRST_LOOK.customersAtRisk) return age
  }
  return -1
}

/** Whether the share paid so far, compared as if all had been followed to h, holds the true difference at h. */
function naiveCovers({ experiment }: TwoArms, truth: number): boolean {
  const [control, variant] = experiment.arms.map((arm) => shareSoFar(arm, AS_OF))
  if (control === undefined || variant === undefined) throw new RangeError('two arms are needed')
  const difference = variant.share - control.share
  const halfWidth = 1.96 * Math.sqrt(control.variance + variant.variance)
  return Math.abs(difference - truth) <= halfWidth
}

export const asOfRow: ValidityRow = {
  id: '5b',
  title: `Entry over 60 days, h = ${HORIZON}, as of day ${AS_OF}: judged at the largest age with 100 at risk in each arm`,
  run: (experiments) => {
    const planned = new Map<number, number>()
    const ages = new Set<number>()
    let [fixed, sequential, naive] = [0, 0, 0]
    for (let run = 0; run < experiments; run++) {
      const arms = twoArms(MODEL, 71_000_000 + run)
      const age = largestAge(arms)
      ages.add(age)
      const pair = estimatePair(at(age), arms.at(AS_OF))
      if (pair === null) continue
      const truth = truthAt(age)
      const difference = recoveryDifference(pair[1], pair[0], 0.05)
      if (difference.measurable && difference.lower <= truth && truth <= difference.upper) fixed++
      if (!planned.has(age)) planned.set(age, plannedInformation(MODEL, at(age)))
      const plan = { plannedInformation: planned.get(age) ?? NaN, alpha: 0.05 }
      const { result } = sequentialStep(plan, SEQUENTIAL_START, lookOf(pair))
      if (result.measurable && result.lower <= truth && truth <= result.upper) sequential++
      naive += Number(naiveCovers(arms, truthAt(HORIZON)))
    }
    const named = `age ${[...ages].sort((a, b) => a - b).join(', ')}`
    return [
      rateFigure(`${named}, coverage of the fixed interval`, fixed, experiments, { atLeast: 0.95 }),
      rateFigure(`${named}, coverage of the sequential interval`, sequential, experiments, { atLeast: 0.95 }),
      rateFigure(`the share paid so far, taken for day ${HORIZON}`, naive, experiments, { atMost: 0.7 }),
    ]
  },
}
