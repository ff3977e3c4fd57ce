import {
  at,
  bilinear,
  buildMatrix,
  dot,
  invertSymmetric,
  multiplyVector,
  scaleMatrix,
  type Matrix,
} from '../matrix'
import type { CrossSums } from './arm-sums'
import { addCrossSums, componentCovariance, componentMeans, dropCovariates, outcomeSize } from './cross-sums'

export interface CrossPair {
  readonly control: CrossSums
  readonly treatment: CrossSums
}

/** Means of the outcome components in both arms of a stratum, control first, and their covariance. */
export interface StratumMeans {
  readonly n: number
  readonly means: readonly number[]
  readonly covariance: Matrix
}

/**
 * Means of both arms of one stratum: plain, or from a regression on [1, arm, covariates] where both arms'
 * covariates vary. Source: Lin 2013 for the adjustment; ordinary least squares with one residual variance.
 */
export function stratumMeans(pair: CrossPair): StratumMeans {
  const plain = { control: dropCovariates(pair.control), treatment: dropCovariates(pair.treatment) }
  return regressionMeans(pair) ?? plainMeans(plain)
}

function plainMeans({ control, treatment }: CrossPair): StratumMeans {
  const size = control.sums.length
  const a = scaleMatrix(componentCovariance(control), 1 / control.n)
  const b = scaleMatrix(componentCovariance(treatment), 1 / treatment.n)
  return {
    n: control.n + treatment.n,
    means: [...componentMeans(control), ...componentMeans(treatment)],
    covariance: buildMatrix(2 * size, (i, j) =>
      i < size && j < size ? at(a[i], j) : i >= size && j >= size ? at(b[i - size], j - size) : 0,
    ),
  }
}

/** Ordinary least squares of every outcome component on the same columns, from sums. */
interface Regression {
  /** Inverse of the cross products of [1, arm, covariates]. */
  readonly inverse: Matrix
  readonly coefficients: readonly (readonly number[])[]
  /** Residual covariance of the outcome components. */
  readonly residual: Matrix
}

function regress(both: CrossSums, treatment: CrossSums, size: number): Regression | null {
  const inverse = invertSymmetric(designProducts(both, treatment, size))
  if (inverse === null) return null
  const count = both.sums.length - size
  const right = Array.from({ length: size }, (_, p) => [
    at(both.sums, p),
    at(treatment.sums, p),
    ...both.sums.slice(size).map((__, k) => at(both.products[p], size + k)),
  ])
  const residual = buildMatrix(size, (p, q) => {
    const explained = bilinear(right[p] ?? [], inverse, right[q] ?? [])
    return (at(both.products[p], q) - explained) / (both.n - 2 - size * count)
  })
  return { inverse, coefficients: right.map((column) => multiplyVector(inverse, column)), residual }
}

/** Both arms at the stratum's covariate means, whose own sampling error is added (drift and slopes). */
function regressionMeans({ control, treatment }: CrossPair): StratumMeans | null {
  const size = outcomeSize(control)
  const count = control.sums.length - size
  const varies = [control, treatment].every((arm) =>
    componentCovariance(arm).every((row, i) => i < size || at(row, i) > 0),
  )
  if (count === 0 || !varies) return null
  const both = addCrossSums(control, treatment, false)
  const fitted = regress(both, treatment, size)
  if (fitted === null) return null
  const { inverse, coefficients, residual } = fitted
  const spread = componentCovariance(both)
  const ofMeans = buildMatrix(count, (i, j) => at(spread[size + i], size + j) / both.n)
  const drift = ofMeans.reduce((sum, row, i) => sum + dot(row, (inverse[2 + i] ?? []).slice(2)), 0)
  const covariateMeans = componentMeans(both).slice(size)
  const points = [
    [1, 0, ...covariateMeans],
    [1, 1, ...covariateMeans],
  ]
  const pointOf = (row: number): readonly number[] => points[Math.floor(row / size)] ?? []
  const slopes = coefficients.map((column) => column.slice(2))
  return {
    n: both.n,
    means: points.flatMap((point) => coefficients.map((column) => dot(column, point))),
    covariance: buildMatrix(2 * size, (i, j) => {
      const sigma = at(residual[i % size], j % size)
      const fromSlopes = bilinear(slopes[i % size] ?? [], ofMeans, slopes[j % size] ?? [])
      return sigma * (bilinear(pointOf(i), inverse, pointOf(j)) + drift) + fromSlopes
    }),
  }
}

function designProducts(both: CrossSums, treatment: CrossSums, size: number): number[][] {
  const sums = [both.n, treatment.n, ...both.sums.slice(size)]
  return buildMatrix(sums.length, (i, j) => {
    const [low, high] = [Math.min(i, j), Math.max(i, j)]
    if (low === 0) return at(sums, high)
    if (low === 1) return high === 1 ? treatment.n : at(treatment.sums, size + high - 2)
    return at(both.products[size + low - 2], size + high - 2)
  })
}
