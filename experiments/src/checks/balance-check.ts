import { chiSquareSf, fSf } from '../distributions'
import { measured, notMeasurable, requireCount, requireFinite, type Measurement } from '../errors'
import { addMatrices, at, bilinear, buildMatrix, invertSymmetric, scaleMatrix } from '../matrix'

/** Covariates of one arm as sums: sums[i] = Σ x_i, products[i][j] = Σ x_i·x_j over its n units. */
export interface BalanceArm {
  readonly n: number
  readonly sums: readonly number[]
  readonly products: readonly (readonly number[])[]
}

export interface BalanceCheck {
  readonly statistic: number
  readonly pValue: number
  readonly method: 'hotelling-f' | 'lawley-hotelling-chi-square'
}

/**
 * One omnibus check that the arms were alike before the trigger.
 *
 * Question: do covariates that the treatment cannot have changed differ more than chance between arms? One test
 * for all covariates, so that nobody hunts for the odd one. Assumes independent units, many per arm.
 * Formula, pooled covariance S: two arms T² = (1/n1 + 1/n2)⁻¹ d'S⁻¹d, F = (N − k − 1)/((N − 2)k)·T² on
 * (k, N − k − 1); more arms Σ n_a (x̄_a − x̄)'S⁻¹(x̄_a − x̄) as chi-square on k(arms − 1).
 * Source: Hotelling 1931; Anderson 2003 §5.3 and §8.6 (Lawley–Hotelling). From sums. Codes: too-few-arms,
 * too-few-units, collinear-covariates. RangeError on malformed sums.
 * Worked number: one covariate, n = 100 each, means 0 and 0.3, variance 1 → T² = 4.5, p = 0.0351.
 */
export function balanceCheck(arms: readonly BalanceArm[]): Measurement<BalanceCheck> {
  const size = arms[0]?.sums.length ?? 0
  if (size === 0) throw new RangeError('balance needs at least one covariate')
  for (const arm of arms) requireArm(arm, size)
  if (arms.length < 2) return notMeasurable('too-few-arms', { arms: arms.length })
  const total = arms.reduce((sum, arm) => sum + arm.n, 0)
  if (total <= size + arms.length || arms.some((arm) => arm.n < 2)) {
    return notMeasurable('too-few-units', { units: total, covariates: size })
  }
  const within = arms
    .map((arm) =>
      buildMatrix(size, (i, j) => at(arm.products[i], j) - (at(arm.sums, i) * at(arm.sums, j)) / arm.n),
    )
    .reduce((sum, matrix) => addMatrices(sum, matrix))
  const inverse = invertSymmetric(scaleMatrix(within, 1 / (total - arms.length)))
  if (inverse === null) return notMeasurable('collinear-covariates', { covariates: size })
  const grand = Array.from(
    { length: size },
    (_, i) => arms.reduce((sum, arm) => sum + at(arm.sums, i), 0) / total,
  )
  const statistic = arms.reduce((sum, arm) => {
    const distance = grand.map((mean, i) => at(arm.sums, i) / arm.n - mean)
    return sum + arm.n * bilinear(distance, inverse, distance)
  }, 0)
  if (arms.length > 2) {
    const pValue = chiSquareSf(Math.max(0, statistic), size * (arms.length - 1))
    return measured({ statistic, pValue, method: 'lawley-hotelling-chi-square' as const })
  }
  const df2 = total - size - 1
  const f = (df2 / ((total - 2) * size)) * Math.max(0, statistic)
  return measured({ statistic, pValue: fSf(f, size, df2), method: 'hotelling-f' as const })
}

function requireArm(arm: BalanceArm, size: number): void {
  requireCount(arm.n, 'arm units', 1)
  if (arm.sums.length !== size || arm.products.length !== size)
    throw new RangeError('arms with different covariates')
  for (let i = 0; i < size; i++) {
    const sum = requireFinite(at(arm.sums, i), 'covariate sum')
    for (let j = 0; j < size; j++) requireFinite(at(arm.products[i], j), 'covariate product')
    const square = at(arm.products[i], i)
    if (square - (sum * sum) / arm.n < -1e-9 * Math.abs(square))
      throw new RangeError('negative covariate variance')
  }
}
