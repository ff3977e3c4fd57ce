import { normalQuantile } from '../distributions'
import { solveBracketed } from '../distributions/solve'
import { requireFinite, requireOpenProbability, requirePositive } from '../errors'
import { at, buildMatrix, type Matrix } from '../matrix'
import { maxAbsoluteDistribution, type MaxOptions } from './max-absolute-normal'

export interface SimultaneousContrast {
  readonly estimate: number
  readonly standardError: number
  readonly interval: readonly [number, number]
  /** Single-step max-|t| p: the smallest family-wise error rate at which this contrast falls. */
  readonly adjustedPValue: number
}

export interface SimultaneousResult {
  readonly critical: number
  /** Monte-Carlo standard error of the family-wise error rate at critical; 0 when integrated. */
  readonly monteCarloError: number
  readonly method: 'product-integration' | 'seeded-draws'
  readonly contrasts: readonly SimultaneousContrast[]
}

/**
 * Simultaneous intervals for several contrasts by the distribution of the largest |t|.
 *
 * Question: which of the declared contrasts differ, and by how much, if the family-wise error rate over all of
 * them is alpha? Decisions are read from these intervals. Assumes jointly normal estimates with known or well
 * estimated covariance. Formula: estimate ± c·se, P(max |Z_i| > c) = α under the contrasts' correlation.
 * Source: Hothorn, Bretz & Westfall 2008; Dunnett 1955. Inputs: estimates and their covariance matrix (of the
 * estimates, not per unit). RangeError on sizes that do not fit, variance ≤ 0, covariance not semidefinite.
 * Worked number: three equal arms' differences from one control (ρ = ½), α = 0.05 → c = 2.3490.
 */
export function simultaneousIntervals(
  estimates: readonly number[],
  covariance: Matrix,
  alpha = 0.05,
  options: MaxOptions = {},
): SimultaneousResult {
  requireOpenProbability(alpha, 'alpha')
  if (covariance.length !== estimates.length)
    throw new RangeError('one covariance row per estimate is needed')
  const errors = estimates.map((estimate, i) => {
    requireFinite(estimate, `estimate ${i}`)
    return Math.sqrt(requirePositive(at(covariance[i], i), `variance ${i}`))
  })
  const correlation = buildMatrix(estimates.length, (i, j) =>
    i === j ? 1 : at(covariance[i], j) / (at(errors, i) * at(errors, j)),
  )
  const distribution = maxAbsoluteDistribution(correlation, options)
  const excess = (c: number): number => distribution.exceedance(c) - alpha
  // Between the critical value of one contrast and Bonferroni's; draws and small df may need more room.
  const low = -normalQuantile(alpha / 2) * 0.999
  let high = -normalQuantile(alpha / (2 * estimates.length)) * 1.001
  while (excess(high) > 0) high *= 1.3
  const critical = solveBracketed(excess, Math.min(low, high), high, 1e-9)
  return {
    critical,
    monteCarloError: distribution.errorAt(alpha),
    method: distribution.method,
    contrasts: estimates.map((estimate, i) => {
      const standardError = at(errors, i)
      const width = critical * standardError
      return {
        estimate,
        standardError,
        interval: [estimate - width, estimate + width] as const,
        adjustedPValue: Math.min(1, distribution.exceedance(Math.abs(estimate) / standardError)),
      }
    }),
  }
}
