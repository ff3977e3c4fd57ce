import { normalPdf, normalSf } from '../distributions'
import { requireFinite, requirePositive } from '../errors'
import { at, type Matrix } from '../matrix'
import { logChiScaleDensity } from './chi-density'
import { drawMaxima } from './drawn-maxima'
import { compositeRule } from './quadrature'

/** Distribution of the largest |Z_i| (or |T_i|) of several correlated contrasts. */
export interface MaxDistribution {
  /** P(max > c). */
  readonly exceedance: (c: number) => number
  readonly method: 'product-integration' | 'seeded-draws'
  /** Monte-Carlo standard error of exceedance at its value p; 0 for integration. */
  readonly errorAt: (p: number) => number
}

export interface MaxOptions {
  /** Common degrees of freedom of the standard errors; Infinity (default) for normal. */
  readonly df?: number
  readonly draws?: number
  readonly seed?: number
}

const OUTER = compositeRule(-9, 9, 10).map(({ x, weight }) => ({ x, mass: weight * normalPdf(x) }))

/**
 * Distribution of max |Z_i| for normal contrasts with the given correlation matrix, or max |T_i| when the
 * standard errors share df degrees of freedom.
 *
 * Question: how large must the largest of several contrasts be to surprise? Formula: where the correlation is
 * a product b_i·b_j (many arms against one control; any two contrasts), one integral over the common factor,
 * ∫ φ(u)·Π [Φ((c − b_i u)/√(1 − b_i²)) − Φ((−c − b_i u)/√(1 − b_i²))] du; else at least 200,000 seeded
 * draws. Source: Dunnett 1955; Hothorn, Bretz & Westfall 2008. Throws RangeError on a matrix that is not a
 * correlation. Worked number: three arms against one control of equal size (ρ = ½) exceed 2.3490 in 5 %.
 */
export function maxAbsoluteDistribution(correlation: Matrix, options: MaxOptions = {}): MaxDistribution {
  requireCorrelation(correlation)
  const df = options.df ?? Infinity
  if (df !== Infinity) requirePositive(df, 'df')
  const loadings = productLoadings(correlation)
  if (loadings !== null) {
    const exceedance = (c: number): number => (c <= 0 ? 1 : overScales(df, (s) => exceedOne(loadings, c * s)))
    return { exceedance, method: 'product-integration', errorAt: () => 0 }
  }
  const draws = Math.max(200_000, options.draws ?? 200_000)
  const sorted = drawMaxima(correlation, df, draws, options.seed ?? 1)
  return {
    exceedance: (c) => (draws - countAtMost(sorted, c)) / draws,
    method: 'seeded-draws',
    errorAt: (p) => Math.sqrt((p * (1 - p)) / draws),
  }
}

function requireCorrelation(correlation: Matrix): void {
  if (correlation.length === 0) throw new RangeError('no contrasts')
  correlation.forEach((row, i) => {
    row.forEach((value, j) => {
      requireFinite(value, `correlation ${i}, ${j}`)
      const bad = i === j ? Math.abs(value - 1) > 1e-9 : Math.abs(value) > 1 + 1e-9
      if (bad || Math.abs(value - at(correlation[j], i)) > 1e-9)
        throw new RangeError('not a correlation matrix')
    })
  })
}

/** b with ρ_ij = b_i·b_j for all pairs, or null. */
function productLoadings(correlation: Matrix): number[] | null {
  const size = correlation.length
  const rho = (i: number, j: number): number => at(correlation[i], j)
  if (size === 1) return [0]
  if (size === 2) {
    const b = Math.sqrt(Math.abs(rho(0, 1)))
    return [b, Math.sign(rho(0, 1)) * b]
  }
  const independent = correlation.every((row, i) =>
    row.every((value, j) => i === j || Math.abs(value) < 1e-12),
  )
  if (independent) return correlation.map(() => 0)
  const first = rho(1, 2) === 0 ? NaN : (rho(0, 1) * rho(0, 2)) / rho(1, 2)
  if (!(first > 0 && first <= 1 + 1e-9)) return null
  const b0 = Math.sqrt(Math.min(1, first))
  const loadings = correlation.map((_, i) => (i === 0 ? b0 : rho(0, i) / b0))
  const fits = loadings.every(
    (b, i) =>
      Math.abs(b) <= 1 + 1e-9 &&
      loadings.every((other, j) => i === j || Math.abs(b * other - rho(i, j)) < 1e-8),
  )
  return fits ? loadings : null
}

/** P(max > c) for product correlation, accurate also when it is tiny. */
function exceedOne(loadings: readonly number[], c: number): number {
  if (loadings.every((b) => b === 0)) return -Math.expm1(loadings.length * Math.log1p(-2 * normalSf(c)))
  const rests = loadings.map((b) => Math.sqrt(Math.max(1e-14, 1 - b * b)))
  let total = 0
  for (const { x, mass } of OUTER) {
    // Chance that some contrast is outside, added up without ever forming 1 − a tiny number.
    let some = 0
    for (let i = 0; i < loadings.length; i++) {
      const shift = at(loadings, i) * x
      const rest = at(rests, i)
      const outside = normalSf((c - shift) / rest) + normalSf((c + shift) / rest)
      some += outside - some * outside
    }
    total += mass * some
  }
  return total
}

/** Average over the estimated scale s = √(χ²_df / df); s = 1 for infinite df. */
function overScales(df: number, at1: (scale: number) => number): number {
  if (df === Infinity) return at1(1)
  const spread = 1 / Math.sqrt(2 * df)
  const rule = compositeRule(Math.max(1e-6, 1 - 9 * spread), 1 + 9 * spread + 6 / df, 4)
  return rule.reduce((sum, { x, weight }) => sum + weight * Math.exp(logChiScaleDensity(x, df)) * at1(x), 0)
}

function countAtMost(sorted: Float64Array, c: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? Infinity) <= c) low = middle + 1
    else high = middle
  }
  return low
}
