import { requireFinite, requireOpenProbability } from '../errors'
import { at } from '../matrix'
import type { AdjustedSums, MeanSums, RatioSums } from './arm-sums'
import type { QuantileSums } from './quantile-sums'

function requireValues(values: readonly number[], name: string): void {
  if (values.length === 0) throw new RangeError(`${name}: no rows`)
  values.forEach((value, i) => requireFinite(value, `${name} ${i}`))
}

/** Sums of a mean from one value per independent unit. Worked number: [1, 2, 3] → n 3, sum 6, squares 14. */
export function meanSumsOfRows(values: readonly number[]): MeanSums {
  requireValues(values, 'value')
  return {
    kind: 'mean',
    n: values.length,
    sum: values.reduce((sum, value) => sum + value, 0),
    sumSquares: values.reduce((sum, value) => sum + value * value, 0),
  }
}

/**
 * Sums for a mean over rows that come in clusters (invoices of a customer, customers of a payer).
 *
 * Question: what is the mean per row, when rows of one cluster resemble each other? Formula: ratio of the
 * cluster totals to the cluster sizes, clusters as independent units; its delta-method variance is the
 * cluster-robust one. Source: Cochran 1977 §9A; Deng, Knoblich & Lu 2018 §3. n = clusters.
 * RangeError without rows or on lengths that differ. Worked number: values 1, 3, 5 in clusters a, a, b →
 * numerator sum 9, denominator sum 3, n 2.
 */
export function clusteredMeanSums(values: readonly number[], clusters: readonly string[]): RatioSums {
  requireValues(values, 'value')
  const totals = clusterTotals(values, clusters)
  const add = (of: (t: { total: number; rows: number }) => number): number =>
    totals.reduce((sum, t) => sum + of(t), 0)
  return {
    kind: 'ratio',
    n: totals.length,
    numerator: { sum: add((t) => t.total), sumSquares: add((t) => t.total * t.total) },
    denominator: { sum: add((t) => t.rows), sumSquares: add((t) => t.rows * t.rows) },
    crossProduct: add((t) => t.total * t.rows),
  }
}

function clusterTotals(
  values: readonly number[],
  clusters: readonly string[],
): { total: number; rows: number }[] {
  if (values.length !== clusters.length) throw new RangeError('one cluster per row is needed')
  const totals = new Map<string, { total: number; rows: number }>()
  values.forEach((value, i) => {
    const cluster = clusters[i] as string
    const entry = totals.get(cluster) ?? { total: 0, rows: 0 }
    totals.set(cluster, { total: entry.total + value, rows: entry.rows + 1 })
  })
  return [...totals.values()]
}

/**
 * Sums of an outcome with covariates: rows[i] = [outcome, covariate 1, …] of unit i (or, for adjusted-ratio,
 * [numerator, denominator, earlier numerator, earlier denominator, …]).
 */
export function adjustedSumsOfRows(
  kind: AdjustedSums['kind'],
  rows: readonly (readonly number[])[],
): AdjustedSums {
  const width = rows[0]?.length ?? 0
  if (width === 0) throw new RangeError('no rows')
  rows.forEach((row) => {
    if (row.length !== width) throw new RangeError('rows of different length')
    requireValues(row, 'value')
  })
  const columns = Array.from({ length: width }, (_, i) => i)
  return {
    kind,
    n: rows.length,
    sums: columns.map((i) => rows.reduce((sum, row) => sum + at(row, i), 0)),
    products: columns.map((i) =>
      columns.map((j) => rows.reduce((sum, row) => sum + at(row, i) * at(row, j), 0)),
    ),
  }
}

/** Sample quantile by linear interpolation between order statistics (type 7 of Hyndman & Fan 1996). */
function sampleQuantile(sorted: readonly number[], rank: number): number {
  const position = Math.min(1, Math.max(0, rank)) * (sorted.length - 1)
  const below = Math.floor(position)
  const low = at(sorted, below)
  return low + (position - below) * ((sorted[below + 1] ?? low) - low)
}

/**
 * Quantile of rows with the order statistics around it, rows independent or in clusters.
 *
 * Question: what is the median days to pay, and how sure is it? Source: Deng, Knoblich & Lu 2018 §4.
 * RangeError without rows, rank outside (0, 1). Worked number: 1…5, rank 0.5 → estimate 3.
 */
export function quantileSumsOfRows(
  values: readonly number[],
  rank: number,
  clusters?: readonly string[],
): QuantileSums {
  requireValues(values, 'value')
  requireOpenProbability(rank, 'rank')
  const sorted = [...values].sort((a, b) => a - b)
  const n = sorted.length
  const spread = 1.959963984540054 * Math.sqrt((rank * (1 - rank)) / n)
  const estimate = sampleQuantile(sorted, rank)
  const base = {
    kind: 'quantile' as const,
    n,
    nStar: n,
    rank,
    estimate,
    lower: sampleQuantile(sorted, rank - spread),
    upper: sampleQuantile(sorted, rank + spread),
  }
  if (clusters === undefined) return base
  const totals = clusterTotals(
    values.map((value) => (value <= estimate ? 1 : 0)),
    clusters,
  )
  const add = (of: (t: { total: number; rows: number }) => number): number =>
    totals.reduce((sum, t) => sum + of(t), 0)
  return {
    ...base,
    clusters: {
      n: totals.length,
      sumBelow: add((t) => t.total),
      sumSquaresBelow: add((t) => t.total * t.total),
      sumRows: add((t) => t.rows),
      sumSquaresRows: add((t) => t.rows * t.rows),
      sumProduct: add((t) => t.total * t.rows),
    },
  }
}
