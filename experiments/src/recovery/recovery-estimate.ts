import { type Measurement, measured, notMeasurable } from '../errors'
import { type AgeSums, ageSums } from './age-sums'
import type { CustomerPayments } from './customer-payments'
import { type InfluenceSums, influenceSums } from './influence-sums'
import { influenceValues } from './influence-values'
import { type RecoveryMetric, influenceWeights, lastAge } from './influence-weights'

/** Everything kept of a cell: the sums of both passes. */
export interface CellSums {
  readonly ages: AgeSums
  readonly influence: InfluenceSums
}

export interface RecoveryEstimate {
  readonly metric: RecoveryMetric
  /** Share 0–1, or days per euro. */
  readonly estimate: number
  /** Same unit as the estimate. */
  readonly standardError: number
  /** 1 / standardError²: the clock of the sequential boundary. */
  readonly information: number
  readonly customers: number
  readonly clusters: number
  /** Customers followed to the last age of the metric. */
  readonly customersAtRisk: number
  /** Customers with a payment by then. */
  readonly payers: number
}

/** Fewest customers followed to the last age for a fixed interval or a first sequential look. */
export const MIN_CUSTOMERS_AT_RISK = 100

/**
 * Question: what share of the exposed euros is recovered at age h (or how many days does a euro stay open)?
 * Assumptions: entry date and data cut carry no information about payment; clusters are independent.
 * Formula: estimate of influenceWeights; Var = m/(m−1)·Σ_g (Σ_{c∈g} IF_c)², m clusters.
 * Source: Lin & Wei 1989; Therneau & Grambsch 2000 §7; Williams 2000. Reference: survfit(cluster =) in R survival.
 * Units: share or days. Works from sufficient statistics (the one calculation path).
 * Worked number: the four customers of ageSums, h = 3 → 0.6, standard error 0.257394.
 * Codes: empty-cell, nothing-owed, horizon-beyond-follow-up, too-few-clusters (m < 2), no-variation (se = 0).
 */
export function recoveryFromSums(metric: RecoveryMetric, cell: CellSums): Measurement<RecoveryEstimate> {
  if (cell.influence.customers === 0) return notMeasurable('empty-cell')
  const weights = influenceWeights(metric, cell.ages)
  if (!weights.measurable) return weights
  const { clusters, customers } = cell.influence
  if (clusters < 2) return notMeasurable('too-few-clusters', { clusters })
  const squares = cell.influence.products[0]?.[0] ?? NaN
  if (!(squares >= 0 && squares < Infinity)) throw new RangeError(`sum of squared influence is ${squares}`)
  const variance = (squares * clusters) / (clusters - 1)
  if (variance <= 1e-24 * weights.estimate ** 2 || variance === 0) {
    return notMeasurable('no-variation', { estimate: weights.estimate })
  }
  return measured({
    metric,
    estimate: weights.estimate,
    standardError: Math.sqrt(variance),
    information: 1 / variance,
    customers,
    clusters,
    customersAtRisk: cell.ages.customersAtRisk[lastAge(metric)] ?? 0,
    payers: cell.ages.payers,
  })
}

/**
 * Question: which sums does this cell leave behind for a metric?
 * The two passes over arrays that a database otherwise makes. Units: currency, days.
 * Codes: as influenceWeights, and empty-cell. Throws RangeError on malformed columns.
 */
export function cellSums(metric: RecoveryMetric, customers: CustomerPayments): Measurement<CellSums> {
  if (customers.exposed.length === 0) return notMeasurable('empty-cell')
  const ages = ageSums(customers, lastAge(metric))
  const weights = influenceWeights(metric, ages)
  if (!weights.measurable) return weights
  return measured({ ages, influence: influenceSums(influenceValues(weights, customers), customers) })
}

/**
 * Question, assumptions, formula, source and worked number: as recoveryFromSums, which it calls after making
 * the sums from arrays. Throws RangeError on malformed columns.
 */
export function recoveryFromCustomers(
  metric: RecoveryMetric,
  customers: CustomerPayments,
): Measurement<RecoveryEstimate> {
  const cell = cellSums(metric, customers)
  return cell.measurable ? recoveryFromSums(metric, cell) : cell
}
