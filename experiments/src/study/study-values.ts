import { type Measurement, isMeasurable, measured, notMeasurable } from '../errors'
import {
  type ArmPair,
  type ArmSums,
  type RatioSums,
  adjustedSumsOfRows,
  clusteredMeanSums,
  meanSumsOfRows,
  miettinenNurminenDifference,
  welchTTest,
} from '../inference'
import type { StudyCustomer, StudyDesign, StudyMetric } from './study'

/** One difference with what it was made of; influence: by how much each customer of the two sides moves it. */
export interface StudyEffect {
  readonly estimateTreatment: number
  readonly estimateControl: number
  readonly difference: number
  readonly standardError: number
  readonly lower: number
  readonly upper: number
  readonly p: number
  readonly method: string
  readonly formula: string
  readonly score?: { readonly p: number; readonly lower: number; readonly upper: number }
}

/**
 * Question: how far apart are two groups of customers in an outcome that each of them has by now?
 * Rules: customers without the outcome leave; clusters are units of a ratio of totals to sizes; strata are weighted
 * back to their shares; covariates only with neither. Method: welchTTest. Shares of independent customers get the
 * score test beside it, which holds for rare outcomes. Units: the metric's. Works from arrays.
 * Codes: no-units, zero-variance. Worked number: Hillstrom's e-mail test, spend of men's mail against none 0.7698272.
 */
export function valueEffect(
  design: StudyDesign,
  metric: StudyMetric,
  treatment: readonly StudyCustomer[],
  control: readonly StudyCustomer[],
  alpha: number,
): Measurement<StudyEffect> {
  const known = (side: readonly StudyCustomer[]) => side.filter(({ values }) => hasValue(values, metric))
  const [treated, controls] = [known(treatment), known(control)]
  if (treated.length === 0 || controls.length === 0) {
    return notMeasurable('no-units', { treatment: treated.length, control: controls.length })
  }
  const pair = (from: readonly StudyCustomer[], to: readonly StudyCustomer[]): ArmPair => ({
    control: sumsOf(design, metric, from),
    treatment: sumsOf(design, metric, to),
  })
  const strata = design.stratified ? strataOf(controls, treated) : null
  const comparison =
    strata === null ? pair(controls, treated) : { strata: strata.map(([c, t]) => pair(c, t)) }
  const found = welchTTest(comparison, { scale: 'absolute', alpha })
  if (!isMeasurable(found)) return found
  const { moments, estimate, standardError, interval, pValue } = found
  const plainShares = metric.kind === 'proportion' && !design.clustered && !design.stratified
  return measured({
    estimateTreatment: moments.treatment.mean,
    estimateControl: moments.control.mean,
    difference: estimate,
    standardError,
    lower: interval[0],
    upper: interval[1],
    p: pValue,
    method: methodOf(design, metric, moments.postStratified),
    formula: 'inference/welch',
    ...(plainShares ? { score: scoreOf(metric, treated, controls, alpha) } : {}),
  })
}

const hasValue = (values: StudyCustomer['values'], { id, kind }: StudyMetric): boolean =>
  typeof values[id] === 'number' && (kind !== 'ratio' || typeof values[`${id}/denominator`] === 'number')

const outcome = ({ values }: StudyCustomer, { id }: StudyMetric): number => values[id] ?? NaN

function methodOf(design: StudyDesign, metric: StudyMetric, postStratified: boolean): string {
  const adjusted = adjusts(design, metric) ? '-adjusted' : ''
  const clustered = design.clustered ? '-clustered' : ''
  return `welch-t${clustered}${adjusted}${postStratified ? '-post-stratified' : ''}`
}

const adjusts = (design: StudyDesign, metric: StudyMetric): boolean =>
  design.covariates.length > 0 && !design.clustered && metric.kind !== 'ratio'

function sumsOf(design: StudyDesign, metric: StudyMetric, customers: readonly StudyCustomer[]): ArmSums {
  const values = customers.map((customer) => outcome(customer, metric))
  if (values.length === 0) return { kind: 'mean', n: 0, sum: 0, sumSquares: 0 }
  if (metric.kind === 'ratio') {
    const below = customers.map(({ values: own }) => own[`${metric.id}/denominator`] ?? NaN)
    return ratioSums(values, below, design.clustered ? customers.map(({ cluster }) => cluster) : null)
  }
  if (design.clustered) {
    return clusteredMeanSums(
      values,
      customers.map(({ cluster }) => cluster),
    )
  }
  if (adjusts(design, metric)) {
    const rows = customers.map((customer) => [outcome(customer, metric), ...customer.covariates])
    return adjustedSumsOfRows('adjusted-mean', rows)
  }
  const sums = meanSumsOfRows(values)
  return metric.kind === 'proportion' ? { kind: 'proportion', n: sums.n, sum: sums.sum } : sums
}

function ratioSums(
  above: readonly number[],
  below: readonly number[],
  clusters: readonly string[] | null,
): RatioSums {
  const totals = new Map<string, [number, number]>()
  above.forEach((value, i) => {
    const key = clusters?.[i] ?? String(i)
    const [a, b] = totals.get(key) ?? [0, 0]
    totals.set(key, [a + value, b + (below[i] ?? NaN)])
  })
  const rows = [...totals.values()]
  const sum = (of: (row: readonly [number, number]) => number) => rows.reduce((all, row) => all + of(row), 0)
  return {
    kind: 'ratio',
    n: rows.length,
    numerator: { sum: sum(([a]) => a), sumSquares: sum(([a]) => a * a) },
    denominator: { sum: sum(([, b]) => b), sumSquares: sum(([, b]) => b * b) },
    crossProduct: sum(([a, b]) => a * b),
  }
}

/** Customers of both sides by stratum. */
function strataOf(
  control: readonly StudyCustomer[],
  treatment: readonly StudyCustomer[],
): [StudyCustomer[], StudyCustomer[]][] {
  const strata = new Map<string, [StudyCustomer[], StudyCustomer[]]>()
  const add = (side: 0 | 1) => (customer: StudyCustomer) => {
    const pair = strata.get(customer.stratum) ?? [[], []]
    pair[side].push(customer)
    strata.set(customer.stratum, pair)
  }
  control.forEach(add(0))
  treatment.forEach(add(1))
  return [...strata.values()]
}

function scoreOf(
  metric: StudyMetric,
  treated: readonly StudyCustomer[],
  controls: readonly StudyCustomer[],
  alpha: number,
): { p: number; lower: number; upper: number } {
  const count = (side: readonly StudyCustomer[]) => ({
    events: side.reduce((sum, customer) => sum + outcome(customer, metric), 0),
    units: side.length,
  })
  const { pValue, interval } = miettinenNurminenDifference(
    { control: count(controls), treatment: count(treated) },
    alpha,
  )
  return { p: pValue, lower: interval[0], upper: interval[1] }
}
