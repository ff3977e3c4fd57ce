import { setImmediate as turn } from 'node:timers/promises'
import {
  aaCheck,
  isMeasurable,
  metricAt,
  recoveryDifference,
  recoveryFromCustomers,
  selectCustomers,
} from '@relance/experiments'
import type { CustomerPayments } from '@relance/experiments'
import { seededRandom } from '@relance/experiments/simulate'
import type { ExperimentDesign } from '../experiment.contract'
import type { AaAnswer } from './feasibility.contract'
import { viewOf } from './feasibility'

const RUNS = 300
const MOST_CUSTOMERS = 20_000
/** Draws after which most must have said something. */
const GIVE_UP = 20
/** Enough for the judgement (100 runs) on any machine that serves the product at all. */
const MOST_MS = 8000

/**
 * Past customers drawn into two arms that nothing tells apart, each payer as one: how often would the test call a
 * difference all the same? Stops after 300 draws or eight seconds; of more than 20,000 customers some are taken.
 */
export async function aaOf(past: CustomerPayments | null, design: ExperimentDesign): Promise<AaAnswer> {
  const { alpha, metric, horizon_days: horizon } = design
  const size = past?.exposed.length ?? 0
  const random = seededRandom(20_261_122)
  const kept = Math.min(1, MOST_CUSTOMERS / Math.max(1, size))
  const all = past === null ? null : selectCustomers(past, () => kept === 1 || random.uniform() < kept)
  const customers = all?.exposed.length ?? 0
  const none = { customers, runs: 0, false_alarms: 0, rate: 0, lower: 0, upper: 0, alpha, too_many: false }
  if (all === null || customers === 0) return { ...none, code: 'no-history' }
  const view = viewOf(design)(all)
  const question = metricAt(metric, horizon)
  const values: number[] = []
  let draws = 0
  const until = Date.now() + MOST_MS
  while (values.length < RUNS && (values.length < 100 || Date.now() < until)) {
    const arms = new Map<number, boolean>()
    const armOf = (i: number) => {
      const payer = view.cluster?.[i] ?? i
      const arm = arms.get(payer) ?? random.uniform() < 0.5
      arms.set(payer, arm)
      return arm
    }
    const a = recoveryFromCustomers(question, selectCustomers(view, armOf))
    const b = recoveryFromCustomers(
      question,
      selectCustomers(view, (i) => !armOf(i)),
    )
    const difference = !isMeasurable(a) ? a : !isMeasurable(b) ? b : recoveryDifference(a, b, alpha)
    draws++
    // Two halves of few customers are now and then too small to compare; such a draw says nothing.
    if (isMeasurable(difference)) values.push(difference.p)
    else if (draws >= GIVE_UP && values.length < draws / 2) return { ...none, code: difference.code }
    await turn()
  }
  const check = aaCheck(values, alpha)
  if (!isMeasurable(check)) return { ...none, code: check.code }
  const [lower, upper] = check.interval
  const { runs, falseAlarms, rate, tooManyAlarms } = check
  return {
    customers,
    runs,
    false_alarms: falseAlarms,
    rate,
    lower,
    upper,
    alpha,
    too_many: tooManyAlarms,
    code: null,
  }
}
