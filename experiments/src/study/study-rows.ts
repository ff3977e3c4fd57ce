import { type Measurement, isMeasurable } from '../errors'
import { sequentialInterval, informationClockRho } from '../sequential'
import type { FollowedKind, StudyContrast, StudyCustomer, StudyDesign, StudyMetric } from './study'
import { isFollowed } from './study'
import { followedEffect } from './study-followed'
import { type StudyEffect, valueEffect } from './study-values'

/** Customers of some segment; column and value empty for everybody. */
export interface StudyScope {
  readonly column: string
  readonly value: string
  readonly customers: readonly StudyCustomer[]
}

/** One difference: a metric in a segment for a contrast. */
export interface StudyRow {
  readonly metric: string
  readonly kind: string
  readonly horizon: number | null
  readonly segmentColumn: string
  readonly segment: string
  readonly contrast: string
  readonly treatment: StudySide
  readonly control: StudySide
  readonly effect: Measurement<StudyEffect>
  readonly adjusted: {
    readonly holm: number | null
    readonly bh: number | null
    readonly maxT: number | null
  }
}

export interface StudySide {
  readonly arms: readonly string[]
  readonly customers: number
  readonly clusters: number
  readonly estimate: number | null
}

/** Everybody, then every value of every segment column. */
export function scopesOf(design: StudyDesign, customers: readonly StudyCustomer[]): StudyScope[] {
  const cuts = design.segments.flatMap((column, k) => {
    const values = [...new Set(customers.map(({ segments }) => segments[k] ?? ''))].sort()
    return values.map((value) => ({
      column,
      value,
      customers: customers.filter(({ segments }) => segments[k] === value),
    }))
  })
  return [{ column: '', value: '', customers }, ...cuts]
}

export function customersOf(scope: StudyScope, arms: readonly string[]): StudyCustomer[] {
  return scope.customers.filter(({ arm, followUp }) => arms.includes(arm) && followUp >= 0)
}

/** One row before its p is adjusted for its family. */
export function rowOf(
  design: StudyDesign,
  scope: StudyScope,
  metric: StudyMetric,
  contrast: StudyContrast,
): StudyRow {
  const [treatment, control] = [contrast.treatment, contrast.control].map((arms) => customersOf(scope, arms))
  const effect = ruled(
    design,
    effectOf(design, metric, treatment ?? [], control ?? []),
    scope.customers.length,
  )
  const side = (
    arms: readonly string[],
    customers: readonly StudyCustomer[],
    estimate: number | undefined,
  ): StudySide => ({
    arms,
    customers: customers.length,
    clusters: new Set(customers.map(({ cluster }) => cluster)).size,
    estimate: estimate ?? null,
  })
  const found = isMeasurable(effect) ? effect : undefined
  return {
    metric: metric.id,
    kind: metric.kind,
    horizon: isFollowed(metric.kind) || metric.kind === 'amount' ? metric.horizon : null,
    segmentColumn: scope.column,
    segment: scope.value,
    contrast: contrast.name,
    treatment: side(contrast.treatment, treatment ?? [], found?.estimateTreatment),
    control: side(contrast.control, control ?? [], found?.estimateControl),
    effect,
    adjusted: { holm: null, bh: null, maxT: null },
  }
}

function effectOf(
  design: StudyDesign,
  metric: StudyMetric,
  treatment: readonly StudyCustomer[],
  control: readonly StudyCustomer[],
): Measurement<StudyEffect> {
  const { kind } = metric
  if (!isFollowed(kind)) return valueEffect(design, metric, treatment, control, design.alpha)
  return followedEffect(
    design,
    metric as StudyMetric & { readonly kind: FollowedKind },
    treatment,
    control,
    design.alpha,
  )
}

/** The anytime rule widens the interval so that it holds at every look. */
function ruled(
  design: StudyDesign,
  effect: Measurement<StudyEffect>,
  customers: number,
): Measurement<StudyEffect> {
  if (design.sequential === 'fixed' || !isMeasurable(effect)) return effect
  const { difference: estimate, standardError } = effect
  const planned = design.plannedCustomers / Math.max(1, customers) / standardError ** 2
  const rho = informationClockRho(planned, design.alpha)
  const { lower, upper, p } = sequentialInterval({ estimate, standardError }, rho, design.alpha)
  return { ...effect, lower, upper, p, method: `${effect.method}-anytime` }
}
