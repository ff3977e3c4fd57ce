import { addMatrices, at, bilinear, buildMatrix, scaleMatrix } from '../matrix'
import type { EffectScale } from './arm-sums'
import { addCrossSums, componentCovariance, dropCovariates, outcomeSize } from './cross-sums'
import { adjustArm } from './delta-method'
import { stratumMeans, type CrossPair } from './stratum-means'

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

/** Both arms of two strata together. */
export function addPairs(a: CrossPair, b: CrossPair): CrossPair {
  return {
    control: addCrossSums(a.control, b.control, false),
    treatment: addCrossSums(a.treatment, b.treatment, false),
  }
}

function withUsableCovariates(pairs: readonly CrossPair[]): readonly CrossPair[] {
  const [first, ...rest] = pairs
  if (first === undefined) return pairs
  const total = rest.reduce(addPairs, first)
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
  const merged = others.filter((pair) => !usable(pair)).reduce(addPairs, largest)
  const cells = [merged, ...others.filter(usable)]
  return usable(merged) ? cells : []
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
