import { requireFinite, requireNonNegative, requirePositive } from '../errors'
import { at, bilinear, type Matrix } from '../matrix'

/** One cell of a factorial design: its level of every factor and its estimate. */
export interface FactorialCell {
  readonly levels: Readonly<Record<string, string>>
  readonly estimate: number
  /** Squared standard error of the estimate. */
  readonly variance: number
}

/** A named combination of cells; weights in the order of the cells. */
export interface Contrast {
  readonly name: string
  readonly weights: readonly number[]
}

export interface ContrastEstimates {
  readonly names: readonly string[]
  readonly estimates: readonly number[]
  readonly standardErrors: readonly number[]
  /** Covariance of the contrast estimates, for simultaneousIntervals. */
  readonly covariance: Matrix
}

function level(cell: FactorialCell, factor: string): string {
  const value = cell.levels[factor]
  if (value === undefined) throw new RangeError(`a cell has no level of ${factor}`)
  return value
}

/** Weights that average the cells of a group equally over the combinations of the other factors. */
function groupMean(cells: readonly FactorialCell[], belongs: (cell: FactorialCell) => boolean): number[] {
  const count = cells.filter(belongs).length
  if (count === 0) throw new RangeError('no cell has that level')
  return cells.map((cell) => (belongs(cell) ? 1 / count : 0))
}

function requireBalanced(cells: readonly FactorialCell[], factor: string, levels: readonly string[]): void {
  const others = (cell: FactorialCell): string =>
    JSON.stringify(
      Object.entries(cell.levels)
        .filter(([name]) => name !== factor)
        .sort(),
    )
  const seen = levels.map((wanted) =>
    cells
      .filter((c) => level(c, factor) === wanted)
      .map(others)
      .sort()
      .join('|'),
  )
  if (new Set(seen).size > 1)
    throw new RangeError(`levels of ${factor} do not meet the same other levels: compare cells instead`)
}

/**
 * Main effect of moving a factor from one level to another, averaged equally over the other factors.
 *
 * Question: what does a firm tone do, whatever the channel? Assumes the two levels meet the same combinations
 * of the other factors (else RangeError: the difference would mix factors). Formula: mean of the cells at `to`
 * − mean at `from`. Source: Yates 1937; Wu & Hamada 2021 §4.3. Worked number: 2×2 cells firm-sms 0.6,
 * firm-mail 0.5, soft-sms 0.5, soft-mail 0.5 → firm − soft = 0.05.
 */
export function mainEffect(
  cells: readonly FactorialCell[],
  factor: string,
  from: string,
  to: string,
): Contrast {
  requireBalanced(cells, factor, [from, to])
  const high = groupMean(cells, (cell) => level(cell, factor) === to)
  const low = groupMean(cells, (cell) => level(cell, factor) === from)
  return { name: `${factor}: ${to} - ${from}`, weights: high.map((weight, i) => weight - at(low, i)) }
}

/**
 * Two-way interaction: by how much the effect of one factor changes with the level of another.
 *
 * Formula: (effect of first at second = to) − (effect at second = from). Source: as mainEffect; 0 when effects
 * add up. Worked number: the cells of mainEffect → (0.6 − 0.5) − (0.5 − 0.5) = 0.1.
 */
export function twoWayInteraction(
  cells: readonly FactorialCell[],
  first: { factor: string; from: string; to: string },
  second: { factor: string; from: string; to: string },
): Contrast {
  const corner = (a: string, b: string): number[] =>
    groupMean(cells, (cell) => level(cell, first.factor) === a && level(cell, second.factor) === b)
  const [hh, lh, hl, ll] = [
    corner(first.to, second.to),
    corner(first.from, second.to),
    corner(first.to, second.from),
    corner(first.from, second.from),
  ]
  const among = cells.filter((cell) => [first.from, first.to].includes(level(cell, first.factor)))
  requireBalanced(
    among.filter((cell) => [second.from, second.to].includes(level(cell, second.factor))),
    first.factor,
    [first.from, first.to],
  )
  return {
    name: `${first.factor} x ${second.factor}`,
    weights: hh.map((weight, i) => weight - at(lh, i) - at(hl, i) + at(ll, i)),
  }
}

/**
 * Pooled cells against pooled cells, weighted by given sizes (customers a cell), e.g. all firm cells against
 * the control. Worked number: cells 0.5 (n 100) and 0.6 (n 300) against 0.4 → 0.575 − 0.4 = 0.175.
 */
export function pooledContrast(
  name: string,
  sizes: readonly number[],
  treated: readonly boolean[],
  baseline: readonly boolean[],
): Contrast {
  const share = (chosen: readonly boolean[]): number[] => {
    const total = sizes.reduce(
      (sum, size, i) => sum + (chosen[i] === true ? requirePositive(size, 'size') : 0),
      0,
    )
    if (total === 0) throw new RangeError(`${name}: an empty side`)
    return sizes.map((size, i) => (chosen[i] === true ? size / total : 0))
  }
  const [high, low] = [share(treated), share(baseline)]
  return { name, weights: high.map((weight, i) => weight - at(low, i)) }
}

/**
 * Estimates of several contrasts of independent cells with their covariance.
 *
 * Formula: c'θ, Cov = C·diag(variance)·C'. Source: Hothorn, Bretz & Westfall 2008 §2. Hand estimates and
 * covariance to simultaneousIntervals. RangeError on sizes that do not fit, negative variances, NaN, or a
 * contrast whose weights do not sum to 0. Worked number: cells 0.5 ± 0.03 and 0.6 ± 0.04 → 0.1 ± 0.05.
 */
export function contrastEstimates(
  cells: readonly FactorialCell[],
  contrasts: readonly Contrast[],
): ContrastEstimates {
  const values = cells.map((cell) => requireFinite(cell.estimate, 'estimate'))
  const variances = cells.map((cell) => requireNonNegative(cell.variance, 'variance'))
  const diagonal = variances.map((variance, i) => variances.map((_, j) => (i === j ? variance : 0)))
  for (const { name, weights } of contrasts) {
    const total = weights.reduce((sum, weight) => sum + requireFinite(weight, `${name} weight`), 0)
    if (weights.length !== cells.length || Math.abs(total) > 1e-9)
      throw new RangeError(`${name} is not a contrast of the cells`)
  }
  const covariance = contrasts.map((a) => contrasts.map((b) => bilinear(a.weights, diagonal, b.weights)))
  return {
    names: contrasts.map((contrast) => contrast.name),
    estimates: contrasts.map(({ weights }) =>
      weights.reduce((sum, weight, i) => sum + weight * at(values, i), 0),
    ),
    standardErrors: covariance.map((row, i) => Math.sqrt(at(row, i))),
    covariance,
  }
}
