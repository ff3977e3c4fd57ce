import { benjaminiHochbergPValues, holmAdjustedPValues, simultaneousIntervals } from '../comparisons'
import { type Measured, isMeasurable } from '../errors'
import { influenceValues, influenceWeights, ageSums, lastAge } from '../recovery'
import type { FollowedKind, StudyContrast, StudyCustomer, StudyDesign, StudyMetric } from './study'
import { isFollowed } from './study'
import { followedColumns, recoveryMetricOf } from './study-followed'
import { type StudyRow, type StudyScope, customersOf } from './study-rows'
import type { StudyEffect } from './study-values'

type MeasuredRow = StudyRow & { readonly effect: Measured<StudyEffect> }

/**
 * Question: what are the p-values of a family of contrasts and metrics, adjusted for their number? Each segment is a
 * scope of its own, as a published table has one. Holm and Benjamini–Hochberg from the p-values; max-|t| from the
 * correlation of the customers' influence values (Hothorn, Bretz & Westfall 2008), strata and covariates left aside in
 * the correlation only. Rows that could not be measured belong to no family. Works from arrays.
 * Worked number: p 0.01, 0.04, 0.03 → Holm 0.03, 0.06, 0.06.
 */
export function adjustRows(design: StudyDesign, scope: StudyScope, rows: readonly StudyRow[]): StudyRow[] {
  const adjusted = new Map<StudyRow, StudyRow['adjusted']>()
  for (const family of design.families) {
    const members = rows.filter(
      (row): row is MeasuredRow =>
        isMeasurable(row.effect) &&
        family.metrics.includes(row.metric) &&
        family.contrasts.includes(row.contrast),
    )
    const pValues = members.map(({ effect }) => effect.p)
    const [holm, bh] = [holmAdjustedPValues(pValues), benjaminiHochbergPValues(pValues)]
    const maxT = design.correction === 'max_t' ? simultaneous(design, scope, members) : []
    members.forEach((row, i) => {
      adjusted.set(row, { holm: holm[i] ?? null, bh: bh[i] ?? null, maxT: maxT[i] ?? null })
    })
  }
  return rows.map((row) => ({ ...row, adjusted: adjusted.get(row) ?? row.adjusted }))
}

/** p of the largest |t| under the correlation of the estimates. */
function simultaneous(design: StudyDesign, scope: StudyScope, rows: readonly MeasuredRow[]): number[] {
  if (rows.length === 0) return []
  const columns = rows.map((row) => influenceOf(design, scope, row))
  const product = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number => {
    let sum = 0
    for (const [cluster, value] of a) sum += value * (b.get(cluster) ?? 0)
    return sum
  }
  const scales = columns.map((column) => Math.sqrt(product(column, column)))
  const covariance = rows.map((row, i) =>
    rows.map((other, j) => {
      const scale = (scales[i] ?? 0) * (scales[j] ?? 0)
      const correlation =
        i === j ? 1 : scale > 0 ? product(columns[i] ?? new Map(), columns[j] ?? new Map()) / scale : 0
      return correlation * row.effect.standardError * other.effect.standardError
    }),
  )
  const estimates = rows.map(({ effect }) => effect.difference)
  return simultaneousIntervals(estimates, covariance, design.alpha).contrasts.map(
    ({ adjustedPValue }) => adjustedPValue,
  )
}

/** By how much each cluster moves the difference. */
function influenceOf(design: StudyDesign, scope: StudyScope, row: StudyRow): Map<string, number> {
  const metric = design.metrics.find(({ id }) => id === row.metric)
  const contrast = design.contrasts.find(({ name }) => name === row.contrast)
  const totals = new Map<string, number>()
  if (metric === undefined || contrast === undefined) return totals
  for (const [arms, sign] of sidesOf(contrast)) {
    const customers = customersOf(scope, arms)
    const values = isFollowed(metric.kind)
      ? followedInfluence(metric, customers)
      : valueInfluence(metric, customers)
    customers.forEach(({ cluster }, i) => {
      totals.set(cluster, (totals.get(cluster) ?? 0) + sign * (values[i] ?? 0))
    })
  }
  return totals
}

const sidesOf = ({ treatment, control }: StudyContrast): [readonly string[], 1 | -1][] => [
  [treatment, 1],
  [control, -1],
]

function followedInfluence(metric: StudyMetric, customers: readonly StudyCustomer[]): ArrayLike<number> {
  const columns = followedColumns(metric.kind as FollowedKind, customers)
  const asked = recoveryMetricOf(metric)
  const weights = influenceWeights(asked, ageSums(columns, lastAge(asked)))
  return weights.measurable ? influenceValues(weights, columns) : []
}

function valueInfluence({ id, kind }: StudyMetric, customers: readonly StudyCustomer[]): number[] {
  const below = customers.map(({ values }) => (kind === 'ratio' ? (values[`${id}/denominator`] ?? null) : 1))
  const above = customers.map(({ values }) => values[id] ?? null)
  const known = above.map((value, i) => value !== null && below[i] !== null)
  const total = (column: readonly (number | null)[]): number =>
    column.reduce<number>((sum, value, i) => sum + (known[i] === true ? (value ?? 0) : 0), 0)
  const [up, down] = [total(above), total(below)]
  return above.map((value, i) =>
    known[i] === true && down > 0 ? ((value ?? 0) - (up / down) * (below[i] ?? 0)) / down : 0,
  )
}
