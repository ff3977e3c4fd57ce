import type { CustomerPayments } from './customer-payments'

/**
 * Pass 2, what a database keeps per cell. Over clusters g, of the vector (Z, X_1 … X_k, size):
 * Z = Σ IF of its customers, X_j = Σ of covariate j, size = number of customers.
 */
export interface InfluenceSums {
  /** Customers in the data (follow-up ≥ 0). */
  readonly customers: number
  readonly clusters: number
  readonly covariates: readonly string[]
  /** k + 2 totals. */
  readonly sums: readonly number[]
  /** (k + 2) × (k + 2) sums of products. */
  readonly products: readonly (readonly number[])[]
}

/**
 * Question: which sums carry the variance and the covariates?
 * Formula: cluster totals first, then Σ V and Σ V Vᵀ. Source: Williams 2000 (cluster sums of linearised values).
 * Units: estimate², covariate units. Works from arrays; SQL: one grouping by cluster, then sums of products.
 * Worked number: the four influence values of influenceValues → Σ IF² = 0.049689.
 * Throws RangeError when lengths differ or a covariate is not finite.
 */
export function influenceSums(values: Float64Array, customers: CustomerPayments): InfluenceSums {
  const covariates = Object.keys(customers.covariates ?? {})
  const columns = covariates.map((name) => customers.covariates?.[name] ?? [])
  if (values.length !== customers.exposed.length || columns.some((c) => c.length !== values.length)) {
    throw new RangeError('influence values, covariates and customers differ in length')
  }
  if (covariates.length === 0 && customers.cluster === undefined) return plainSums(values, customers)
  const width = covariates.length + 2
  const { totals, clusters, customers: held } = clusterTotals(values, customers, columns, width)
  const sums = new Float64Array(width)
  const products = new Float64Array(width * width)
  for (let g = 0; g < clusters; g++) {
    for (let a = 0; a < width; a++) {
      const left = totals[g * width + a] ?? 0
      sums[a] = (sums[a] ?? 0) + left
      for (let b = 0; b <= a; b++) {
        products[a * width + b] = (products[a * width + b] ?? 0) + left * (totals[g * width + b] ?? 0)
      }
    }
  }
  const rows = Array.from({ length: width }, (_, a) =>
    Array.from({ length: width }, (_, b) => products[Math.max(a, b) * width + Math.min(a, b)] ?? 0),
  )
  return { customers: held, clusters, covariates, sums: Array.from(sums), products: rows }
}

/** The same without covariates and clusters, where a look every day should cost microseconds. */
function plainSums(values: Float64Array, customers: CustomerPayments): InfluenceSums {
  let held = 0
  let total = 0
  let squares = 0
  for (let i = 0; i < values.length; i++) {
    if ((customers.followUp[i] ?? -1) < 0) continue
    const value = values[i] ?? 0
    held++
    total += value
    squares += value * value
  }
  const products = [
    [squares, total],
    [total, held],
  ]
  return { customers: held, clusters: held, covariates: [], sums: [total, held], products }
}

function clusterTotals(
  values: Float64Array,
  customers: CustomerPayments,
  columns: readonly ArrayLike<number>[],
  width: number,
): { totals: Float64Array; clusters: number; customers: number } {
  const totals = new Float64Array(values.length * width)
  const places = new Map<number, number>()
  let clusters = 0
  let held = 0
  for (let i = 0; i < values.length; i++) {
    if ((customers.followUp[i] ?? -1) < 0) continue
    held++
    let place = clusters
    if (customers.cluster === undefined) clusters++
    else {
      const id = customers.cluster[i] ?? 0
      const known = places.get(id)
      if (known === undefined) places.set(id, clusters++)
      else place = known
    }
    const at = place * width
    totals[at] = (totals[at] ?? 0) + (values[i] ?? 0)
    for (let k = 0; k < columns.length; k++) {
      const x = columns[k]?.[i] ?? NaN
      if (!Number.isFinite(x)) throw new RangeError(`covariate ${k} of customer ${i} is not a finite number`)
      totals[at + 1 + k] = (totals[at + 1 + k] ?? 0) + x
    }
    totals[at + width - 1] = (totals[at + width - 1] ?? 0) + 1
  }
  return { totals, clusters, customers: held }
}
