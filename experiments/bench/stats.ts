import { type ArmSums, welchTTest } from '../src/inference'
import {
  type CellSums,
  type RecoveryEstimate,
  type RecoveryMetric,
  adjustedRecovery,
  asAnyPayment,
  asPaidInFull,
  cellSums,
  influenceWeights,
  ageSums,
  influenceValues,
  recoveryDifference,
  recoveryInterval,
} from '../src/recovery'
import { informationClockRho, sequentialInterval } from '../src/sequential'
import { armAtDay, armCovariates, plainExperiment, seededRandom, simulateExperiment } from '../src/simulate'
import { kaplanMeierFromCounts, restrictedMean, survivalAt, survivalQuantile } from '../src/survival'

const CELLS = 12
const SEGMENTS = 8

/** First run and median of repeated runs, milliseconds. */
function timed(name: string, limit: number | null, times: number, work: () => number): void {
  const cold = performance.now()
  work()
  const first = performance.now() - cold
  // A server has its code compiled after the first few requests.
  for (let k = 0; k < 5; k++) work()
  const before = process.memoryUsage().heapUsed
  const runs: number[] = []
  let made = 0
  const cpu = process.cpuUsage()
  for (let k = 0; k < times; k++) {
    const started = performance.now()
    made = work()
    runs.push(performance.now() - started)
  }
  const median = [...runs].sort((a, b) => a - b)[Math.floor(times / 2)] ?? NaN
  const { user, system } = process.cpuUsage(cpu)
  const cpuEach = (user + system) / 1000 / times
  const heap = (process.memoryUsage().heapUsed - before) / 1e6
  const verdict =
    limit === null ? '' : median < limit ? ` (limit ${limit} ms: holds)` : ` (limit ${limit} ms: BROKEN)`
  console.log(
    `${name}: first ${first.toFixed(1)} ms, median ${median.toFixed(1)} ms, processor ${cpuEach.toFixed(1)} ms a run${verdict}; ${made} figures, heap ${heap.toFixed(1)} MB`,
  )
}

interface PageMetric {
  readonly metric: RecoveryMetric
  /** [segment][cell] */
  readonly sums: readonly (readonly CellSums[])[]
}

/** Sums as the database would return them: made before the clock starts. */
function pageSums(): { recoveries: PageMetric[]; means: ArmSums[][][] } {
  const model = plainExperiment({ customers: 300, historyStrength: 0.5 })
  const first = model.arms.slice(0, 1)
  const parts = Array.from({ length: SEGMENTS }, (_, s) =>
    Array.from({ length: CELLS }, (__, c) => {
      const [arm] = simulateExperiment({ ...model, arms: first }, 1000 * s + c).arms
      if (arm === undefined) throw new Error('no arm')
      return { ...armAtDay(arm, 95), covariates: armCovariates(arm) }
    }),
  )
  const share = { kind: 'recovered_share', horizon: 30 } as const
  const mean = { kind: 'restricted_mean', tau: 30 } as const
  const sumsOf = (metric: RecoveryMetric, change: typeof asPaidInFull | null): PageMetric => ({
    metric,
    sums: parts.map((cells) =>
      cells.map((cell) => {
        const sums = cellSums(metric, change === null ? cell : change(cell))
        if (!sums.measurable) throw new Error(sums.code)
        return sums
      }),
    ),
  })
  const proportion = (rate: number): ArmSums => ({ kind: 'proportion', n: 300, sum: Math.round(300 * rate) })
  const means = [0.02, 0.4].map((rate) =>
    parts.map((cells) => cells.map((_, c) => proportion(rate + c / 300))),
  )
  return {
    recoveries: [
      sumsOf(share, null),
      sumsOf(mean, null),
      sumsOf(share, asPaidInFull),
      sumsOf(share, asAnyPayment),
    ],
    means,
  }
}

/** Every cell's adjusted estimate and interval, and its difference from control, fixed and sequential. */
function page(data: ReturnType<typeof pageSums>): number {
  const rho = informationClockRho(400, 0.05)
  let figures = 0
  for (const { metric, sums } of data.recoveries) {
    for (const cells of sums) {
      const estimates = adjustedRecovery(metric, cells).flatMap((e): RecoveryEstimate[] =>
        e.measurable ? [e] : [],
      )
      const [control, ...variants] = estimates
      if (control === undefined) continue
      figures += Number(recoveryInterval(control, 0.05).measurable)
      for (const variant of variants) {
        const difference = recoveryDifference(variant, control, 0.05)
        if (!difference.measurable) continue
        recoveryInterval(variant, 0.05)
        sequentialInterval(
          { estimate: difference.difference, standardError: difference.standardError },
          rho,
          0.05,
        )
        figures++
      }
    }
  }
  for (const segments of data.means) {
    for (const [control, ...variants] of segments) {
      for (const treatment of variants) {
        if (control !== undefined)
          figures += Number(welchTTest({ control, treatment }, { scale: 'absolute' }).measurable)
      }
    }
  }
  return figures
}

function survivalOf(ages: number, customers: number): number {
  const random = seededRandom(3)
  const time = Float64Array.from({ length: ages }, (_, d) => d)
  const events = new Float64Array(ages)
  const censored = new Float64Array(ages)
  for (let i = 0; i < customers; i++) {
    const d = random.below(ages)
    const column = random.uniform() < 0.6 ? events : censored
    column[d] = (column[d] ?? 0) + 1
  }
  const work = (): number => {
    const curve = kaplanMeierFromCounts({ time, events, censored })
    const points = [7, 14, 30, 60].map((t) => survivalAt(curve, Math.min(t, ages - 1)))
    const half = survivalQuantile(curve, 0.25)
    const mean = restrictedMean(curve, Math.min(60, ages - 1))
    return points.length + Number(half.time !== null) + Number(mean.measurable)
  }
  timed(`survival of ${customers} customers from counts at ${ages} distinct times`, 300, 5, work)
  return ages
}

/** The whole recovered share with influence values for a million customers held as arrays. */
function arraysOfAMillion(): void {
  const { arms, ...model } = plainExperiment({ customers: 1_000_000, invoices: 1 })
  const [arm] = simulateExperiment({ ...model, arms: arms.slice(0, 1) }, 5).arms
  if (arm === undefined) return
  const customers = armAtDay(arm, 70)
  timed('recovered share of 1 M customers from arrays, both passes', null, 3, () => {
    const weights = influenceWeights({ kind: 'recovered_share', horizon: 30 }, ageSums(customers, 30))
    return weights.measurable ? influenceValues(weights, customers).length : 0
  })
}

/** Prints what a results page and a large survival curve cost. */
export async function run(_args: Record<string, string>): Promise<void> {
  const data = pageSums()
  timed(`results page of ${CELLS} cells × ${SEGMENTS} segments × 6 metrics from sums`, 50, 7, () =>
    page(data),
  )
  survivalOf(181, 1_000_000)
  survivalOf(1_000_000, 1_000_000)
  arraysOfAMillion()
  const { rss, heapUsed } = process.memoryUsage()
  console.log(`memory: heap ${(heapUsed / 1e6).toFixed(0)} MB, process ${(rss / 1e6).toFixed(0)} MB`)
  await Promise.resolve()
}
