import { type Measurement, isMeasurable, measured, notMeasurable } from '../errors'
import {
  type CustomerPayments,
  type RecoveryEstimate,
  type RecoveryMetric,
  adjustedRecovery,
  asAnyPayment,
  asPaidInFull,
  cellSums,
  customerPayments,
  recoveryDifference,
  recoveryFromCustomers,
  stratifiedRecoveryDifference,
} from '../recovery'
import type { FollowedKind, StudyCustomer, StudyDesign, StudyMetric } from './study'
import type { StudyEffect } from './study-values'

/** What a followed kind estimates at its horizon. */
export function recoveryMetricOf({ kind, horizon }: StudyMetric): RecoveryMetric {
  return kind === 'restricted_mean'
    ? { kind: 'restricted_mean', tau: horizon }
    : { kind: 'recovered_share', horizon }
}

/** The customers as columns of the estimator, in euros or as one each. */
export function followedColumns(kind: FollowedKind, customers: readonly StudyCustomer[]): CustomerPayments {
  const clusters = new Map<string, number>()
  const columns = customerPayments(
    customers.map(({ amount, followUp, payments, cluster }) => {
      const number = clusters.get(cluster) ?? clusters.size
      clusters.set(cluster, number)
      return {
        exposed: amount,
        followUp,
        cluster: number,
        events: payments.map(({ age, amount: paid }) => ({ age, paid })),
      }
    }),
  )
  if (kind === 'any_payment') return asAnyPayment(columns)
  return kind === 'paid_in_full' ? asPaidInFull(columns) : columns
}

/** The estimate of some customers together. */
export function followedEstimate(
  metric: StudyMetric & { readonly kind: FollowedKind },
  customers: readonly StudyCustomer[],
): Measurement<RecoveryEstimate> {
  return recoveryFromCustomers(recoveryMetricOf(metric), followedColumns(metric.kind, customers))
}

/**
 * Question: how far apart are two groups at the horizon, customers who are not yet so old being censored?
 * Method: customer influence values (recoveryDifference), strata weighted by what was exposed in them, covariates by
 * adjustedRecovery. Units: share, or days. Works from arrays. Codes: too-few-at-risk, horizon-beyond-follow-up.
 * Worked number: as recoveryDifference.
 */
export function followedEffect(
  design: StudyDesign,
  metric: StudyMetric & { readonly kind: FollowedKind },
  treatment: readonly StudyCustomer[],
  control: readonly StudyCustomer[],
  alpha: number,
): Measurement<StudyEffect> {
  const [t, c] = [followedEstimate(metric, treatment), followedEstimate(metric, control)]
  if (!isMeasurable(t)) return t
  if (!isMeasurable(c)) return c
  const method = [
    'customer-influence',
    design.stratified ? 'stratified' : '',
    adjusts(design) ? 'adjusted' : '',
  ]
  const found = design.stratified
    ? overStrata(metric, treatment, control, alpha)
    : difference(design, metric, [t, treatment], [c, control], alpha)
  if (!isMeasurable(found)) return found
  return measured({
    estimateTreatment: t.estimate,
    estimateControl: c.estimate,
    difference: found.difference,
    standardError: found.standardError,
    lower: found.lower,
    upper: found.upper,
    p: found.p,
    method: method.filter((part) => part !== '').join('-'),
    formula: design.stratified ? 'recovery/stratified-recovery' : 'recovery/recovery-intervals',
  })
}

const adjusts = (design: StudyDesign): boolean => design.covariates.length > 0 && !design.stratified

type Side = readonly [RecoveryEstimate, readonly StudyCustomer[]]

function difference(
  design: StudyDesign,
  metric: StudyMetric & { readonly kind: FollowedKind },
  [t, treatment]: Side,
  [c, control]: Side,
  alpha: number,
) {
  if (!adjusts(design)) return recoveryDifference(t, c, alpha)
  const withCovariates = (customers: readonly StudyCustomer[]): CustomerPayments => ({
    ...followedColumns(metric.kind, customers),
    covariates: Object.fromEntries(
      design.covariates.map((name, k) => [name, customers.map(({ covariates }) => covariates[k] ?? NaN)]),
    ),
  })
  const asked = recoveryMetricOf(metric)
  const cells = [treatment, control].map((customers) => cellSums(asked, withCovariates(customers)))
  const sums = cells.filter(isMeasurable)
  const [first, second] = adjustedRecovery(asked, sums)
  if (sums.length < 2 || first?.measurable !== true || second?.measurable !== true) {
    return recoveryDifference(t, c, alpha)
  }
  return recoveryDifference(first, second, alpha)
}

function overStrata(
  metric: StudyMetric & { readonly kind: FollowedKind },
  treatment: readonly StudyCustomer[],
  control: readonly StudyCustomer[],
  alpha: number,
) {
  const byEuros = metric.kind === 'euro_share' || metric.kind === 'restricted_mean'
  const names = [...new Set([...treatment, ...control].map(({ stratum }) => stratum))].sort()
  const strata = names.flatMap((name) => {
    const own = (side: readonly StudyCustomer[]) => side.filter(({ stratum }) => stratum === name)
    const [ts, cs] = [own(treatment), own(control)]
    if (ts.length === 0 || cs.length === 0) return []
    const [t, c] = [followedEstimate(metric, ts), followedEstimate(metric, cs)]
    if (!isMeasurable(t) || !isMeasurable(c)) return []
    const weight = [...ts, ...cs].reduce((sum, { amount }) => sum + (byEuros ? amount : 1), 0)
    return [{ treatment: t, control: c, weight }]
  })
  if (strata.length === 0) return notMeasurable('no-stratum-with-both-arms')
  return stratifiedRecoveryDifference(strata, alpha)
}
