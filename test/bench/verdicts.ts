import {
  asAnyPayment,
  asPaidInFull,
  cellSums,
  customersNeeded,
  metricAt,
  resultsOf,
  selectCustomers,
} from '@relance/experiments'
import type { Action, ResultsBlock, SequentialState } from '@relance/experiments'
import { armAtDay, armColumns, simulateExperiment } from '@relance/experiments/simulate'
import type { SimulatedArm } from '@relance/experiments/simulate'
import { demoExperiments } from '@relance/pipelines'
import type { DemoExperiment } from '@relance/pipelines'
import { demoDesign } from '../../backend/src/demo/experiment-designs'
import type { ExperimentDesign } from '../../backend/src/experiments/experiment.contract'
import { evidenceOf, judgeHarm } from '../../backend/src/experiments/results/guardrails'
import { addDays, planOf, progressOf } from '../../backend/src/experiments/results/plan'
import { demoModel } from '../../pipelines/src/demo/experiments/scenarios'

const FIRST_DAY = '2026-01-05'
const POWER = 0.97
const ALPHA_SHARE = 0.05

type Judgement = 'right' | 'undecided' | 'wrong'
/** What was said of one segment first that was not to continue: the action, the winner, the decisive reason. */
interface Said {
  action: Action
  winner: string | null
  reason: string
}

interface Scenario {
  title: string
  experiment: string
  /** true difference of the variant that the size is set for, by segment */
  effect: number
  /** days from the first entry at which the looks end; at the planned end where it is left out */
  lastDay?: number
  judge(said: ReadonlyMap<string, Said>): Judgement
  atLeast?: { right: number }
}

const worse = ({ action, reason }: Said) => action === 'stop' && reason === 'worse'

const SCENARIOS: readonly Scenario[] = [
  {
    title: 'a winner that differs by segment',
    experiment: 'demo-ton-par-segment',
    effect: 0.18,
    atLeast: { right: 0.9 },
    judge: (said) => {
      const [small, households] = [said.get('small-business'), said.get('households')]
      if (!small || !households) return 'undecided'
      if (households.action === 'ship' || worse(small)) return 'wrong'
      if (small.action === 'ship' && households.action === 'stop') return 'right'
      return [small, households].some(({ action }) => action === 'no_difference_worth_having')
        ? 'wrong'
        : 'undecided'
    },
  },
  {
    title: 'no effect',
    experiment: 'demo-sms-ou-courriel',
    effect: 0.1,
    atLeast: { right: 0.7 },
    judge: (said) => {
      const one = said.get('small-business')
      if (!one) return 'undecided'
      if (one.action === 'ship' || worse(one)) return 'wrong'
      return one.action === 'no_difference_worth_having' ? 'right' : 'undecided'
    },
  },
  {
    title: 'more money, but complaints',
    experiment: 'demo-ton-menacant',
    effect: 0.15,
    atLeast: { right: 0.9 },
    judge: (said) => {
      const one = said.get('households')
      if (!one) return 'undecided'
      if (one.action === 'ship') return 'wrong'
      return ['guardrail-breached', 'harm-suspected'].includes(one.reason) ? 'right' : 'undecided'
    },
  },
  {
    title: 'still running on its 44th day',
    experiment: 'demo-jour-de-relance',
    effect: 0.08,
    lastDay: 44,
    judge: (said) => {
      const one = said.get('small-business')
      if (!one) return 'right'
      return one.action === 'ship' || worse(one) ? 'wrong' : 'undecided'
    },
  },
]

/**
 * How often the product's verdicts on the demo's experiments are right, over simulated histories whose truth is known:
 * looked at as the product does, each segment's first verdict that is not to continue stands. Sizes find the true
 * effect, or the smallest worth having, with a power of 97 % per segment under the sequential rule.
 * --seeds N (200), --seed N (1), --every DAYS between looks (2), --scenario TEXT
 */
export function run(args: Record<string, string>): void {
  const seeds = Number(args['seeds'] ?? 200)
  const first = Number(args['seed'] ?? 1)
  const every = Number(args['every'] ?? 2)
  let broken = 0
  for (const scenario of SCENARIOS) {
    if (args['scenario'] !== undefined && !scenario.experiment.includes(args['scenario'])) continue
    const experiment = demoExperiments.find(({ id }) => id === scenario.experiment)
    if (!experiment) throw new Error(`the demo has no experiment ${scenario.experiment}`)
    const customers = sizeOf(experiment, scenario.effect)
    const counts: Record<Judgement, number> = { right: 0, undecided: 0, wrong: 0 }
    const verdicts = new Map<string, number>()
    for (let run = 0; run < seeds; run += 1) {
      const said = saidOf(experiment, customers, { seed: first + run, every, ...scenario })
      counts[scenario.judge(said)] += 1
      for (const [segment, { action, reason }] of said) {
        const key = `${segment}: ${action} (${reason})`
        verdicts.set(key, (verdicts.get(key) ?? 0) + 1)
      }
    }
    const failures = judgeCounts(scenario, counts, seeds)
    broken += failures.length
    const share = (count: number) => `${((100 * count) / seeds).toFixed(1)} %`
    console.log(
      `${scenario.title} (${customers} customers): right ${share(counts.right)}, undecided ${share(counts.undecided)}, wrong ${share(counts.wrong)}${failures.map((text) => `; ${text}`).join('')}`,
    )
    for (const [key, count] of [...verdicts].sort((a, b) => b[1] - a[1]))
      console.log(`  ${share(count)} ${key}`)
  }
  if (broken > 0) process.exitCode = 1
}

function judgeCounts(scenario: Scenario, counts: Record<Judgement, number>, seeds: number): string[] {
  const most = ALPHA_SHARE + 2 * Math.sqrt((ALPHA_SHARE * (1 - ALPHA_SHARE)) / seeds)
  const failures: string[] = []
  if (counts.wrong / seeds > most) failures.push(`FAILS: wrong above ${(100 * most).toFixed(1)} %`)
  const least = scenario.atLeast?.right ?? 0
  if (counts.right / seeds < least) failures.push(`FAILS: right below ${(100 * least).toFixed(0)} %`)
  return failures
}

/** Customers over all cells and segments. */
function sizeOf(experiment: DemoExperiment, effect: number): number {
  const { cells, segments, unitVariance } = experiment
  const share = 1 / cells.length
  const perSegment = customersNeeded(
    {
      metric: { kind: 'unit_variance', variance: unitVariance },
      rule: { kind: 'sequential' },
      contrasts: (cells.length - 1) * segments.length,
      controlShare: share,
      variantShare: share,
    },
    effect,
    POWER,
  )
  return perSegment * segments.length
}

interface Looks {
  seed: number
  every: number
  lastDay?: number
}

function saidOf(
  experiment: DemoExperiment,
  customers: number,
  { seed, every, lastDay }: Looks,
): Map<string, Said> {
  const design = {
    ...demoDesign(experiment, addDays(FIRST_DAY, experiment.startedDaysAgo)).design,
    max_customers: customers,
  }
  const { arms } = simulateExperiment(demoModel(experiment, customers), seed)
  const columns = arms.map((arm) => ({ arm, columns: armColumns(arm) }))
  const said = new Map<string, Said>()
  let earlier: Readonly<Record<string, SequentialState>> = {}
  const end = lastDay ?? experiment.entryDays - 1 + design.horizon_days
  for (let day = Math.min(design.horizon_days, end); ; day = Math.min(end, day + every)) {
    const blocks = blocksAt(experiment, design, columns, day)
    const harms = design.guardrails.flatMap((guard) =>
      judgeHarm(
        guard,
        new Map(arms.map((arm) => [arm.name, complaintsBy(arm, day, guard.window_days)])),
        design,
      ),
    )
    const results = resultsOf({
      plan: planOf(design),
      blocks,
      guardrails: Object.fromEntries(design.cells.map(({ id }) => [id, evidenceOf(harms, id)])),
      severeComplaints: {},
      costs: Object.fromEntries(experiment.cells.map(({ id, cost }) => [id, { customers: 1, cost }])),
      dealt: {},
      earlier,
      ...progressOf(
        design,
        {
          customers: blocks
            .flatMap((block) => Object.values(block.arms))
            .reduce((n, arm) => n + arm.customers, 0),
          first: FIRST_DAY,
          last: addDays(FIRST_DAY, Math.min(day, experiment.entryDays - 1)),
          ended: null,
        },
        addDays(FIRST_DAY, day),
      ),
    })
    earlier = { ...earlier, ...results.looks }
    for (const { segment, action, winner, reasons } of results.decision.segments) {
      if (action === 'continue' || said.has(segment)) continue

      said.set(segment, { action, winner, reason: reasons[0]?.code ?? '' })
    }
    if (day >= end || said.size === design.segments.length) return said
  }
}

/** Complaints within the window, of customers whose window is over, in the order of their triggers. */
function complaintsBy(arm: SimulatedArm, day: number, window: number): boolean[] {
  return [...arm.entryDay]
    .map((entry, i) => ({ entry, i }))
    .filter(({ entry }) => entry + window <= day)
    .sort((a, b) => a.entry - b.entry)
    .map(({ i }) => {
      const age = arm.complaintAge[i] ?? -1
      return age >= 0 && age <= window
    })
}

function blocksAt(
  experiment: DemoExperiment,
  design: ExperimentDesign,
  arms: readonly { arm: SimulatedArm; columns: ReturnType<typeof armColumns> }[],
  day: number,
): ResultsBlock[] {
  const share = metricAt('recovered_share', design.horizon_days)
  const mean = metricAt('restricted_mean', design.horizon_days)
  return experiment.segments.map(({ id }, segment) => ({
    segment: id,
    stratum: '',
    epoch: 1,
    arms: Object.fromEntries(
      arms.map(({ arm, columns }) => {
        const entered = (i: number) => arm.segment[i] === segment && (arm.entryDay[i] ?? 0) <= day
        const customers = selectCustomers(armAtDay(arm, day, columns), entered)
        const exposed = Array.from(customers.exposed).reduce((sum, amount) => sum + amount, 0)
        return [
          arm.name,
          {
            customers: customers.exposed.length,
            exposed,
            probability: 1 / arms.length,
            sums: {
              recovered_share: cellSums(share, customers),
              restricted_mean: cellSums(mean, customers),
              paid_in_full: cellSums(share, asPaidInFull(customers)),
              any_payment: cellSums(share, asAnyPayment(customers)),
            },
          },
        ]
      }),
    ),
  }))
}
