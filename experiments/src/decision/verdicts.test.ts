import { expect, it } from 'vitest'
import { customersNeeded, plannedInformation } from '../design'
import { measured, notMeasurable } from '../errors'
import { type RecoveryMetric, recoveryFromCustomers } from '../recovery'
import { SEQUENTIAL_START, sequentialStep } from '../sequential'
import { armAtDay, armColumns, plainExperiment, simulateExperiment } from '../simulate'
import { decideVariant } from './decide-variant'
import type { Measurement } from '../errors'
import type { DecisionPlan } from './decision-terms'
import type { DifferenceInterval } from './euro-figures'

const HORIZON = 30
const WORTH = 0.08
const metric: RecoveryMetric = { kind: 'recovered_share', horizon: HORIZON }
const days = [30, 40, 50, 60, 70, 80, 89]
const looks = days.map((day) => (day - HORIZON + 1) / 60)
// n·se² of this generator's euro share at 0.5, from 20,000 simulated customers.
const design = {
  metric: { kind: 'unit_variance', variance: 0.277 },
  rule: { kind: 'sequential', looks },
  controlShare: 0.5,
  variantShare: 0.5,
} as const
const plan: DecisionPlan = {
  goodDirection: 'higher',
  worthHaving: WORTH,
  rule: 'sequential',
  basis: 'cash_brought_forward',
  costOfCapital: 0.08,
}

/** Looks as the product does, until the first verdict that is not to continue. */
function verdictOf(points: number, seed: number, perArm: number): string {
  const effect = points === 0 ? {} : { effect: { kind: 'points', points, horizon: HORIZON } as const }
  const { arms } = simulateExperiment(plainExperiment({ customers: perArm, share: 0.5, ...effect }), seed)
  const [control, variant] = arms
  if (control === undefined || variant === undefined) throw new RangeError('two arms are needed')
  const sequential = { plannedInformation: plannedInformation(design, 2 * perArm), alpha: 0.05 }
  let state = SEQUENTIAL_START
  for (const [i, day] of days.entries()) {
    const [a, b] = [control, variant].map((arm) =>
      recoveryFromCustomers(metric, armAtDay(arm, day, armColumns(arm))),
    )
    if (a?.measurable !== true || b?.measurable !== true) continue
    const step = sequentialStep(sequential, state, {
      estimate: b.estimate - a.estimate,
      standardError: Math.hypot(a.standardError, b.standardError),
      customersAtRisk: Math.min(a.customersAtRisk, b.customersAtRisk),
      payers: Math.min(a.payers, b.payers),
    })
    state = step.state
    const estimate = b.estimate - a.estimate
    const primary: Measurement<DifferenceInterval> = step.result.measurable
      ? measured({ estimate, lower: step.result.lower, upper: step.result.upper })
      : step.result
    const evidence = {
      variant: 'variant',
      primary,
      recoveredShare: primary,
      restrictedMean: notMeasurable('not-asked'),
      exposedPerCustomer: 1000,
      controlCost: 0,
      variantCost: 0,
      guardrails: [],
    }
    const progress = {
      plannedEndReached: i === days.length - 1,
      informationShare: looks[i] ?? 1,
      daysLeft: 89 - day,
    }
    const { action } = decideVariant(evidence, plan, progress)
    if (action !== 'continue') return action
  }
  return 'continue'
}

it.each([
  ['no effect', 0, 'no_difference_worth_having', 0.7],
  ['an effect worth having', WORTH, 'ship', 0.9],
] as const)(
  'the verdict on %s is right as often as promised, and wrong in at most 5 %%',
  (name, points, right, atLeast) => {
    const perArm = Math.ceil(customersNeeded(design, WORTH, 0.97) / 2)
    const counts: Record<string, number> = {}
    for (let run = 0; run < 200; run++) {
      const verdict = verdictOf(points, 5_500_000 + run, perArm)
      counts[verdict] = (counts[verdict] ?? 0) + 1 / 200
    }
    console.log(`${name}, ${perArm} an arm: ${JSON.stringify(counts)}`)
    expect(counts[right] ?? 0).toBeGreaterThanOrEqual(atLeast)
    const wrong = points === 0 ? (counts['ship'] ?? 0) : (counts['no_difference_worth_having'] ?? 0)
    expect(wrong).toBeLessThanOrEqual(0.05 + 2 * Math.sqrt((0.05 * 0.95) / 200))
  },
)
