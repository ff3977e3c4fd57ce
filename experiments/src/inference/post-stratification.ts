import {
  addMatrices,
  at,
  bilinear,
  buildMatrix,
  invertSymmetric,
  multiplyVector,
  scaleMatrix,
  type Matrix,
} from '../matrix'
import type { CrossSums, EffectScale } from './arm-sums'
import { addCrossSums, componentCovariance, componentMeans, dropCovariates, outcomeSize } from './cross-sums'
import { adjustArm } from './delta-method'

export interface CrossPair {
  readonly control: CrossSums
  readonly treatment: CrossSums
}

/** Means of the outcome components in both arms of a stratum, control first, and their covariance. */
interface StratumMeans {
  readonly n: number
  readonly means: readonly number[]
  readonly covariance: Matrix
}

/**
 * Estimate and standard error of an effect weighted over strata by their shares of all units; null when
 * fewer than two strata can be estimated (the caller then uses the sums of all).
 *
 * Question: the same effect, without the luck of how strata fell into arms. Assumes strata fixed before
 * assignment. Strata where an arm has no variance join the largest. Formula: shares p_s = n_s/N;
 * μ = Σ p_s μ_s; Cov = A·(diag p − pp')·A'/N + Σ p_s²·Cov_s; then the delta method.
 * With covariates each stratum's means come from one regression on [1, arm, covariates].
 * Source: Miratrix, Sekhon & Yu 2013; Xie & Aurisset 2016.
 */
export function postStratifiedMoments(
  pairs: readonly CrossPair[],
  scale: EffectScale,
): { estimate: number; standardError: number } | null {
  const cells = mergeUnusable(withUsableCovariates(pairs))
  if (cells.length < 2) return null
  const strata = cells.map(stratumMeans)
  const total = strata.reduce((sum, stratum) => sum + stratum.n, 0)
  const size = strata[0]?.means.length ?? 0
  const shares = strata.map((stratum) => stratum.n / total)
  const mean = Array.from({ length: size }, (_, i) =>
    strata.reduce((sum, stratum, s) => sum + at(shares, s) * at(stratum.means, i), 0),
  )
  const fromShares = buildMatrix(
    size,
    (i, j) =>
      (strata.reduce(
        (sum, stratum, s) => sum + at(shares, s) * at(stratum.means, i) * at(stratum.means, j),
        0,
      ) -
        at(mean, i) * at(mean, j)) /
      total,
  )
  const covariance = strata.reduce((sum, stratum, s) => {
    const share = at(shares, s)
    return addMatrices(sum, scaleMatrix(stratum.covariance, share * share))
  }, fromShares)
  const { value, gradient } = effectOfMeans(mean, scale)
  const variance = bilinear(gradient, covariance, gradient)
  return variance > 0 && Number.isFinite(value)
    ? { estimate: value, standardError: Math.sqrt(variance) }
    : null
}

function withUsableCovariates(pairs: readonly CrossPair[]): readonly CrossPair[] {
  const [first, ...rest] = pairs
  if (first === undefined) return pairs
  const total = rest.reduce<CrossPair>(
    (sum, pair) => ({
      control: addCrossSums(sum.control, pair.control, false),
      treatment: addCrossSums(sum.treatment, pair.treatment, false),
    }),
    first,
  )
  const constant = [total.control, total.treatment].some((arm) =>
    componentCovariance(arm).some((row, i) => i >= outcomeSize(arm) && at(row, i) <= 0),
  )
  if (!constant) return pairs
  return pairs.map(({ control, treatment }) => ({
    control: dropCovariates(control),
    treatment: dropCovariates(treatment),
  }))
}

function usable({ control, treatment }: CrossPair): boolean {
  const varies = [control, treatment].every(
    (arm) => adjustArm(dropCovariates(arm), null).moments.variance > 0,
  )
  const covariates = control.sums.length - outcomeSize(control)
  return varies && control.n + treatment.n > outcomeSize(control) * covariates + 2
}

function mergeUnusable(pairs: readonly CrossPair[]): CrossPair[] {
  const sorted = [...pairs].sort((a, b) => b.control.n + b.treatment.n - a.control.n - a.treatment.n)
  const [largest, ...others] = sorted
  if (largest === undefined) return []
  const merged = others
    .filter((pair) => !usable(pair))
    .reduce<CrossPair>(
      (sum, pair) => ({
        control: addCrossSums(sum.control, pair.control, false),
        treatment: addCrossSums(sum.treatment, pair.treatment, false),
      }),
      largest,
    )
  const cells = [merged, ...others.filter(usable)]
  return usable(merged) ? cells : []
}

function stratumMeans(pair: CrossPair): StratumMeans {
  return (
    regressionMeans(pair) ??
    plainMeans({
      control: dropCovariates(pair.control),
      treatment: dropCovariates(pair.treatment),
    })
  )
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

/** One regression per outcome component on [1, arm, covariates], evaluated at the stratum's covariate means. */
function regressionMeans({ control, treatment }: CrossPair): StratumMeans | null {
  const size = outcomeSize(control)
  const count = control.sums.length - size
  if (count === 0) return null
  const both = addCrossSums(control, treatment, false)
  const spread = componentCovariance(both)
  const perArm = [control, treatment].map(componentCovariance)
  if (perArm.some((covariance) => covariance.some((row, i) => i >= size && at(row, i) <= 0))) return null
  const design = designProducts(both, treatment, size)
  const inverse = invertSymmetric(design)
  if (inverse === null) return null
  const n = both.n
  const right = Array.from({ length: size }, (_, p) => [
    at(both.sums, p),
    at(treatment.sums, p),
    ...both.sums.slice(size).map((__, k) => at(both.products[p], size + k)),
  ])
  const coefficients = right.map((column) => multiplyVector(inverse, column))
  const residual = buildMatrix(size, (p, q) => {
    const explained = bilinear(right[p] as number[], inverse, right[q] as number[])
    return (at(both.products[p], q) - explained) / (n - 2 - size * count)
  })
  const covariateMeans = componentMeans(both).slice(size)
  const base = [1, 0, ...covariateMeans]
  const shift = [0, 1, ...covariateMeans.map(() => 0)]
  const covariates = buildMatrix(count, (i, j) => at(spread[size + i], size + j) / n)
  const slopes = coefficients.map((column) => column.slice(2))
  const drift = covariates.reduce(
    (sum, row, i) => sum + row.reduce((s, v, j) => s + v * at(inverse[2 + i], 2 + j), 0),
    0,
  )
  const meansOf = (vector: readonly number[]): number[] =>
    coefficients.map((column) => column.reduce((s, v, i) => s + v * at(vector, i), 0))
  const rows = (i: number): { vector: readonly number[]; component: number } => ({
    vector: i < size ? base : base.map((value, k) => value + at(shift, k)),
    component: i % size,
  })
  return {
    n,
    means: [...meansOf(rows(0).vector), ...meansOf(rows(size).vector)],
    covariance: buildMatrix(2 * size, (i, j) => {
      const [left, other] = [rows(i), rows(j)]
      const sigma = at(residual[left.component], other.component)
      const fromSlopes = bilinear(
        slopes[left.component] as number[],
        covariates,
        slopes[other.component] as number[],
      )
      return sigma * (bilinear(left.vector, inverse, other.vector) + drift) + fromSlopes
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

function effectOfMeans(mean: readonly number[], scale: EffectScale): { value: number; gradient: number[] } {
  const size = mean.length / 2
  const [a, b] = [mean.slice(0, size), mean.slice(size)]
  const level = (m: readonly number[]): number => (size === 1 ? at(m, 0) : at(m, 0) / at(m, 1))
  const slope = (m: readonly number[]): number[] =>
    size === 1 ? [1] : [1 / at(m, 1), -at(m, 0) / at(m, 1) ** 2]
  const [va, vb] = [level(a), level(b)]
  if (scale === 'absolute') return { value: vb - va, gradient: [...slope(a).map((g) => -g), ...slope(b)] }
  const base = Math.abs(va)
  return {
    value: (vb - va) / base,
    gradient: [...slope(a).map((g) => (-g * (vb / va)) / base), ...slope(b).map((g) => g / base)],
  }
}
