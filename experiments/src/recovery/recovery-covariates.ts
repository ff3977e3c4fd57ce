import { type Measurement, measured } from '../errors'
import type { InfluenceSums } from './influence-sums'
import { type CellSums, type RecoveryEstimate, recoveryFromSums } from './recovery-estimate'
import type { RecoveryMetric } from './influence-weights'
import { solveSymmetric } from './solve-symmetric'

/** An estimate adjusted for covariates, with what it was adjusted by. */
export interface AdjustedRecovery extends RecoveryEstimate {
  readonly unadjusted: number
  /** Share of the variance that the covariates took away, 0–1. */
  readonly varianceReduction: number
  /** γ: change of the estimate per unit of covariate mean. */
  readonly slopes: readonly number[]
}

/**
 * Question: what would the cells show if their customers were alike before the trigger (CUPED for any metric)?
 * Assumptions: covariates known before the trigger; cells drawn at random.
 * Formula: γ = regression of n·IF on covariates centred in the cell, over cluster totals;
 * estimate − γᵀ(x̄_cell − x̄_all); IF − γᵀ(x − x̄_cell)/n.
 * Source: Tsiatis, Davidian, Zhang & Lu 2008 eq. 4; Lin 2013. Reference: CUPED of gbstats on complete data.
 * Units: those of the estimate. Works from sums; stratum indicators as covariates give post-stratification.
 * Worked number: IF = (−.25, −.25, .25, .25), x = (0, 1, 1, 2) in the cell, x̄_all = 1.5: γ = 1,
 * estimate + 0.5. A covariate without variation, or repeated, gets slope 0.
 * Throws RangeError when the cells name different covariates.
 */
export function adjustedRecovery(
  metric: RecoveryMetric,
  cells: readonly CellSums[],
): Measurement<AdjustedRecovery>[] {
  const names = cells[0]?.influence.covariates ?? []
  if (cells.some((cell) => cell.influence.covariates.join('\n') !== names.join('\n'))) {
    throw new RangeError('cells to adjust must name the same covariates in the same order')
  }
  const overall = overallMeans(cells, names.length)
  return cells.map((cell) => {
    const raw = recoveryFromSums(metric, cell)
    if (!raw.measurable) return raw
    const { slopes, means, explained } = cellRegression(cell.influence)
    const shift = slopes.reduce((total, slope, j) => total + slope * ((means[j] ?? 0) - (overall[j] ?? 0)), 0)
    const total = cell.influence.products[0]?.[0] ?? 0
    const kept = Math.max(1 - explained / total, 1e-12)
    return measured({
      ...raw,
      estimate: raw.estimate - shift,
      standardError: raw.standardError * Math.sqrt(kept),
      information: raw.information / kept,
      unadjusted: raw.estimate,
      varianceReduction: 1 - kept,
      slopes,
    })
  })
}

function overallMeans(cells: readonly CellSums[], count: number): number[] {
  const customers = cells.reduce((total, cell) => total + cell.influence.customers, 0)
  return Array.from({ length: count }, (_, j) => {
    const sum = cells.reduce((total, cell) => total + (cell.influence.sums[1 + j] ?? 0), 0)
    return customers > 0 ? sum / customers : 0
  })
}

/** Slopes γ, cell means and the part of Σ IF² that the centred covariates explain. */
function cellRegression(sums: InfluenceSums): { slopes: number[]; means: number[]; explained: number } {
  const k = sums.covariates.length
  const size = k + 1
  const means = Array.from({ length: k }, (_, j) => (sums.sums[1 + j] ?? 0) / sums.customers)
  const product = (a: number, b: number): number => sums.products[a]?.[b] ?? 0
  const mean = (j: number): number => means[j] ?? 0
  const crossed = means.map((_, j) => product(1 + j, 0) - mean(j) * product(size, 0))
  const matrix = means.map((_, i) =>
    means.map(
      (__, j) =>
        product(1 + i, 1 + j) -
        mean(i) * product(size, 1 + j) -
        mean(j) * product(1 + i, size) +
        mean(i) * mean(j) * product(size, size),
    ),
  )
  const scales = means.map((_, j) => product(1 + j, 1 + j))
  const solution = solveSymmetric(matrix, crossed, scales)
  const explained = solution.reduce((total, slope, j) => total + slope * (crossed[j] ?? 0), 0)
  return { slopes: solution.map((slope) => slope * sums.customers), means, explained }
}
