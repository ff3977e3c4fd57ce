import { at, bilinear, invertSymmetric, type Matrix } from '../matrix'
import type { CrossSums } from './arm-sums'
import { addCrossSums, componentCovariance, componentMeans, outcomeSize } from './cross-sums'

/** One arm after adjustment; variance is per unit (standard error² = variance / n). */
export interface ArmMoments {
  readonly n: number
  /** Estimate, minus theta times the covariates when adjusted. */
  readonly mean: number
  readonly unadjustedMean: number
  readonly variance: number
}

/** A smooth function of component means: its value and gradient. */
interface Linearised {
  readonly value: number
  readonly gradient: readonly number[]
}

/** Covariates of a metric: single means, or ratios of pairs. */
function blocks(cross: CrossSums): number {
  return cross.sums.length / outcomeSize(cross) - 1
}

/** Block 0 is the outcome, block k the k-th covariate: a mean, or a ratio with gradient (1/d, −m/d²). */
function linearise(cross: CrossSums, block: number): Linearised {
  const means = componentMeans(cross)
  const gradient = means.map(() => 0)
  if (cross.form === 'mean') {
    gradient[block] = 1
    return { value: at(means, block), gradient }
  }
  const m = at(means, 2 * block)
  const d = at(means, 2 * block + 1)
  if (d === 0) return { value: 0, gradient }
  gradient[2 * block] = 1 / d
  gradient[2 * block + 1] = -m / (d * d)
  return { value: m / d, gradient }
}

/**
 * Coefficients of the covariates, pooled over both arms, or null where they carry no information.
 *
 * Means: joint covariance over joint variance, as in one regression over both arms (Deng, Xu, Kohavi &
 * Walker 2013). Ratios: sums over the arms of the delta-method covariances (the same paper, appendix B).
 */
export function pooledTheta(a: CrossSums, b: CrossSums): readonly number[] | null {
  const count = blocks(a)
  if (count <= 0) return null
  const parts = a.form === 'mean' ? [addCrossSums(a, b, true)] : [a, b]
  const gather = (i: number, j: number): number =>
    parts.reduce((sum, part) => {
      const covariance = componentCovariance(part)
      return sum + bilinear(linearise(part, i).gradient, covariance, linearise(part, j).gradient)
    }, 0)
  const indices = Array.from({ length: count }, (_, k) => k + 1)
  const inverse = invertSymmetric(indices.map((i) => indices.map((j) => gather(i, j))))
  if (inverse === null || gather(0, 0) <= 0) return null
  const withOutcome = indices.map((i) => gather(i, 0))
  const theta = inverse.map((row) => row.reduce((sum, value, j) => sum + value * at(withOutcome, j), 0))
  return theta.every((value) => Math.abs(value) < (a.form === 'ratio' ? 1e-8 : Number.MIN_VALUE))
    ? null
    : theta
}

/** Value and gradient of the outcome and of theta'covariates, with the covariance of the components. */
export interface AdjustedArm {
  readonly moments: ArmMoments
  readonly outcome: Linearised
  readonly adjustment: Linearised
  readonly covariance: Matrix
}

export function adjustArm(cross: CrossSums, theta: readonly number[] | null): AdjustedArm {
  const outcome = linearise(cross, 0)
  const coefficients = theta ?? []
  const covariates = coefficients.map((_, k) => linearise(cross, k + 1))
  const gradient = outcome.gradient.map((_, i) =>
    covariates.reduce((sum, covariate, k) => sum + at(coefficients, k) * at(covariate.gradient, i), 0),
  )
  const value = covariates.reduce((sum, covariate, k) => sum + at(coefficients, k) * covariate.value, 0)
  const covariance = componentCovariance(cross)
  const total = outcome.gradient.map((entry, i) => entry - at(gradient, i))
  const variance = bilinear(total, covariance, total)
  return {
    moments: { n: cross.n, mean: outcome.value - value, unadjustedMean: outcome.value, variance },
    outcome,
    adjustment: { value, gradient },
    covariance,
  }
}

/**
 * Variance of (adjusted b − adjusted a) / |unadjusted a|, delta method over all component means.
 * Arms are independent, so each adds gradient' covariance gradient / n.
 */
export function relativeVariance(a: AdjustedArm, b: AdjustedArm, form: 'mean' | 'ratio'): number {
  const base = a.outcome.value
  const size = Math.abs(base)
  // Means: gbstats linearises the control at the raw treatment mean; for ratios at the adjusted one.
  const level = form === 'mean' ? b.outcome.value : base + b.moments.mean - a.moments.mean
  const forControl = a.outcome.gradient.map(
    (entry, i) => (-(level / base) * entry + at(a.adjustment.gradient, i)) / size,
  )
  const forTreatment = b.outcome.gradient.map((entry, i) => (entry - at(b.adjustment.gradient, i)) / size)
  return (
    bilinear(forControl, a.covariance, forControl) / a.moments.n +
    bilinear(forTreatment, b.covariance, forTreatment) / b.moments.n
  )
}
