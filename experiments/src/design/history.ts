import { measured, notMeasurable, requireFinite } from '../errors'
import { recoveryFromCustomers } from '../recovery'
import type { Measurement } from '../errors'
import type { CustomerPayments, RecoveryMetric } from '../recovery'
import type { DesignMetric } from './design-metric'

/** A baseline read from history: its value, and the metric that the design functions take. */
export interface Baseline {
  /** In the metric's unit: share, days, euros a customer. */
  readonly value: number
  readonly customers: number
  readonly metric: DesignMetric
}

/**
 * Question: how much do past customers vary on the product's own metrics (euro share, restricted mean,
 * any payment, paid in full)? Assumes that the coming customers are like them.
 * Formula: n·se² of the influence-value estimator (clusters and censoring inside), statistics.md §1.
 * Array method. Codes: those of the estimator. Units: share² or days² a customer.
 */
export function baselineFromEvents(metric: RecoveryMetric, history: CustomerPayments): Measurement<Baseline> {
  const estimate = recoveryFromCustomers(metric, history)
  if (!estimate.measurable) return estimate
  const { standardError, customers } = estimate
  return measured({
    value: estimate.estimate,
    customers,
    metric: { kind: 'unit_variance', variance: standardError ** 2 * customers },
  })
}

/**
 * Question: the same for a column of values, one a customer (or a ratio of two columns), with payers as
 * clusters. Formula: n·m/(m − 1)·Σ_g(Σ_{c∈g} r_c)²/n², r = x − x̄ or (x − R·y)/ȳ, m clusters (Liang & Zeger
 * 1986; delta method for the ratio). Codes: too-few-customers, no-variation. Worked number: values
 * 1, 2, 3, 4 without clusters → 1.6667, the sample variance.
 */
export function baselineFromColumns(
  values: readonly number[],
  options: {
    readonly denominators?: readonly number[]
    readonly clusters?: readonly (string | number)[]
  } = {},
): Measurement<Baseline> {
  const { denominators, clusters } = options
  const n = values.length
  if ((denominators?.length ?? n) !== n || (clusters?.length ?? n) !== n)
    throw new RangeError('columns differ in length')
  values.forEach((value) => requireFinite(value, 'value'))
  denominators?.forEach((value) => requireFinite(value, 'denominator'))
  const total = denominators?.reduce((a, b) => a + b, 0) ?? n
  if (n < 2 || total <= 0) return notMeasurable('too-few-customers', { customers: n, denominator: total })
  const value = values.reduce((a, b) => a + b, 0) / total
  const sums = new Map<string | number, number>()
  values.forEach((x, i) => {
    const residual = ((x - value * (denominators?.[i] ?? 1)) * n) / total
    const cluster = clusters?.[i] ?? i
    sums.set(cluster, (sums.get(cluster) ?? 0) + residual)
  })
  const m = sums.size
  if (m < 2) return notMeasurable('too-few-clusters', { clusters: m })
  const squares = [...sums.values()].reduce((a, b) => a + b * b, 0)
  const variance = ((squares / n) * m) / (m - 1)
  if (variance <= 1e-24 * value * value) return notMeasurable('no-variation', { value })
  return measured({ value, customers: n, metric: { kind: 'unit_variance', variance } })
}
