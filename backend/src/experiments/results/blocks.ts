import { influenceWeights, metricAt, notMeasurable } from '@relance/experiments'
import type {
  AgeSums,
  BlockArm,
  CellSums,
  FollowedMetricId,
  Measurement,
  RecoveryMetric,
  ResultsBlock,
} from '@relance/experiments'
import { experimentSums } from '@relance/pipelines'
import type { ExperimentCell, ExperimentQuestion, Followed, WarehouseReader } from '@relance/pipelines'
import { FOLLOWED } from '../experiment.contract'

const FOLLOWED_AS: Record<FollowedMetricId, Followed> = {
  recovered_share: 'euros',
  restricted_mean: 'euros',
  paid_in_full: 'full',
  any_payment: 'any',
}

/** Sums of one cell: of each metric at the horizon, and of the recovered share at earlier ages for the curve. */
export interface CountedCell {
  cell: ExperimentCell
  metrics: Record<FollowedMetricId, Measurement<CellSums>>
  marks: { age: number; sums: Measurement<CellSums> }[]
}

/** Ages at which the curve shows an interval: quarters of the way to the horizon. */
export const marksOf = (horizon: number): number[] => [
  ...new Set([1, 2, 3].map((quarter) => Math.max(1, Math.round((horizon * quarter) / 4)))),
]

/** The second pass for every metric of the page: one statement. */
export async function countCells(
  warehouse: WarehouseReader,
  question: ExperimentQuestion,
  cells: readonly ExperimentCell[],
): Promise<CountedCell[]> {
  const { horizon } = question
  const marks = marksOf(horizon)
  const asked: { followed: Followed; metric: RecoveryMetric }[] = [
    ...FOLLOWED.map((id) => ({ followed: FOLLOWED_AS[id], metric: metricAt(id, horizon) })),
    ...marks.map((age) => ({ followed: 'euros' as const, metric: metricAt('recovered_share', age) })),
  ]
  const weights = asked.map(({ followed, metric }) =>
    cells.map(({ ages }) => influenceWeights(metric, ages[followed])),
  )
  const totals = await experimentSums(
    warehouse,
    question,
    cells,
    asked.map(({ followed }, m) => ({
      followed,
      weights: (weights[m] ?? []).map((weight) => (weight.measurable ? weight : null)),
    })),
  )
  const sumsOf = (m: number, c: number): Measurement<CellSums> => {
    const weight = weights[m]?.[c]
    if (weight?.measurable === false) return weight
    const total = totals[m]?.[c] ?? null
    const ages: AgeSums | undefined = cells[c]?.ages[asked[m]?.followed ?? 'euros']
    if (total === null || ages === undefined) return notMeasurable('empty-cell')
    const { customers, clusters, sum, squares, crossed, sizeSquares } = total
    const products = [
      [squares, crossed],
      [crossed, sizeSquares],
    ]
    return {
      measurable: true,
      ages,
      influence: { customers, clusters, covariates: [], sums: [sum, customers], products },
    }
  }
  return cells.map((cell, c) => ({
    cell,
    metrics: Object.fromEntries(FOLLOWED.map((id, m) => [id, sumsOf(m, c)])) as CountedCell['metrics'],
    marks: marks.map((age, k) => ({ age, sums: sumsOf(FOLLOWED.length + k, c) })),
  }))
}

/** Cells of one segment, stratum and epoch together. */
export function blocksOf(counted: readonly CountedCell[]): ResultsBlock[] {
  const blocks = new Map<string, ResultsBlock & { arms: Record<string, BlockArm> }>()
  for (const { cell, metrics } of counted) {
    const { segment, stratum, epoch, variant, customers, exposed, probability } = cell
    const key = [segment, stratum, epoch].join('\n')
    const block = blocks.get(key) ?? { segment, stratum, epoch, arms: {} }
    block.arms[variant] = { customers, exposed, probability, sums: metrics }
    blocks.set(key, block)
  }
  return [...blocks.values()]
}
