import { chiSquareSf } from '../distributions'
import { type Matrix, at, bilinear, buildMatrix, invertSymmetric } from '../matrix'
import type { CoxData, CoxTies } from './cox-data'
import { coxScoreResiduals } from './cox-score-residuals'

export interface RobustParts {
  readonly variance: Matrix
  readonly results: {
    readonly clusters: number
    readonly robustScoreTest?: number
    readonly robustScoreP?: number
  }
}

/**
 * Sandwich variance over clusters and the robust score test at 0, from cluster sums of score residuals.
 * Source: Lin & Wei 1989; Therneau & Grambsch 2000 §8. Reference: R coxph(cluster =). Worked number: coxRegression.
 */
export function robustParts(
  data: CoxData,
  beta: readonly number[],
  ties: CoxTies,
  cluster: ArrayLike<number | string>,
  variance: Matrix,
): RobustParts {
  const p = beta.length
  const { totals, squares } = clusterSquares(coxScoreResiduals(data, beta, ties), cluster, p)
  const meat = squares
  const sandwich = buildMatrix(p, (a, b) =>
    bilinear([...(variance[a] ?? [])], meat, [...(variance[b] ?? [])]),
  )
  const atZero = clusterSquares(
    coxScoreResiduals(
      data,
      beta.map(() => 0),
      ties,
    ),
    cluster,
    p,
  )
  const inverse = invertSymmetric(atZero.squares)
  const score = Array.from({ length: p }, (_, j) => atZero.totals.reduce((sum, row) => sum + at(row, j), 0))
  const test = inverse === null ? undefined : bilinear(score, inverse, score)
  const clusters = totals.length
  return {
    variance: sandwich,
    results:
      test === undefined
        ? { clusters }
        : { clusters, robustScoreTest: test, robustScoreP: chiSquareSf(test, p) },
  }
}

function clusterSquares(
  residuals: Float64Array,
  cluster: ArrayLike<number | string>,
  p: number,
): { totals: number[][]; squares: number[][] } {
  const byCluster = new Map<number | string, number[]>()
  for (let i = 0; i < cluster.length; i++) {
    const id = cluster[i] ?? i
    const row = byCluster.get(id) ?? new Array<number>(p).fill(0)
    for (let j = 0; j < p; j++) row[j] = (row[j] ?? 0) + (residuals[i * p + j] ?? 0)
    byCluster.set(id, row)
  }
  const totals = [...byCluster.values()]
  const squares = buildMatrix(p, (a, b) => totals.reduce((sum, row) => sum + at(row, a) * at(row, b), 0))
  return { totals, squares }
}
