import { allSegments, whatWouldChange } from '@relance/experiments'
import type {
  ExperimentResults,
  Measurement,
  RecoveryContrast,
  ScopeResult,
  SegmentDecision,
} from '@relance/experiments'
import type { z } from 'zod'
import { FOLLOWED } from '../experiment.contract'
import type { ExperimentDesign, FollowedMetricName } from '../experiment.contract'
import type { CountedCell } from './blocks'
import { curvesOf } from './curves'
import type { Difference, ResultsAnswer, ResultsScope, armFigure } from './results.contract'

const ofAll = <T>(of: (id: FollowedMetricName) => T) =>
  Object.fromEntries(FOLLOWED.map((id) => [id, of(id)])) as Record<FollowedMetricName, T>

/** A measurement as the API tells it. */
export function told(
  found: Measurement<{ estimate: number; lower: number; upper: number; p?: number }>,
): Difference {
  if (!found.measurable) return { measurable: false, code: found.code, detail: { ...found.detail } }
  const { estimate, lower, upper, p } = found
  return { measurable: true, estimate, lower, upper, p: p ?? null }
}

const contrast = (found: Measurement<RecoveryContrast>): Difference =>
  told(found.measurable ? { ...found, estimate: found.difference } : found)

type ArmFigure = z.infer<typeof armFigure>

function armFigureOf(found: ScopeResult['arms'][string][FollowedMetricName] | undefined): ArmFigure {
  if (found === undefined) return { measurable: false, code: 'empty-cell', detail: {} }
  if (!found.measurable) return { measurable: false, code: found.code, detail: { ...found.detail } }
  const { estimate, standardError, customers, clusters, customersAtRisk, payers } = found
  return {
    measurable: true,
    estimate,
    standard_error: standardError,
    customers,
    clusters,
    at_risk: customersAtRisk,
    payers,
  }
}

function armsOf(result: ScopeResult, counted: readonly CountedCell[]): ResultsScope['arms'] {
  return Object.entries(result.arms).map(([variant, metrics]) => {
    const own = counted.filter(({ cell }) => cell.variant === variant).map(({ cell }) => cell)
    const sum = (of: (cell: CountedCell['cell']) => number) => own.reduce((all, cell) => all + of(cell), 0)
    const mature = sum((cell) => cell.mature)
    const perCustomer = (total: number) => (mature === 0 ? null : total / mature)
    const mean = perCustomer(sum((cell) => cell.received))
    const squares = sum((cell) => cell.received_squares)
    const variance = mean === null || mature < 2 ? null : (squares - mature * mean ** 2) / (mature - 1)
    return {
      variant,
      customers: sum((cell) => cell.customers),
      exposed: sum((cell) => cell.exposed),
      expected_customers: result.split.expected[variant] ?? 0,
      metrics: ofAll((id) => armFigureOf(metrics[id])),
      recovered_per_customer: {
        customers: mature,
        mean,
        standard_error: variance === null ? null : Math.sqrt(Math.max(0, variance) / mature),
      },
      cost_per_customer: perCustomer(sum((cell) => cell.cost)),
      contacts_per_customer: perCustomer(sum((cell) => cell.contacts)),
    }
  })
}

type WouldChange = ResultsScope['variants'][number]['would_change']

/** What another verdict would take; null where there is no interval, or one without width. */
function wouldChange(
  primary: ScopeResult['variants'][number]['primary'],
  design: ExperimentDesign,
): WouldChange {
  if (!primary.measurable || !(primary.upper > primary.lower)) return null
  const sign = design.metric === 'restricted_mean' ? -1 : 1
  const ends = [sign * primary.lower, sign * primary.upper]
  const effect = { estimate: sign * primary.estimate, lower: Math.min(...ends), upper: Math.max(...ends) }
  const { excludesZero, belowWorthHaving, insideWorthHaving } = whatWouldChange(effect, design.worth_having)
  return {
    excludes_zero: excludesZero,
    below_worth_having: belowWorthHaving,
    inside_worth_having: insideWorthHaving,
  }
}

/** One scope with its verdict. */
function scopeOf(
  design: ExperimentDesign,
  result: ScopeResult,
  verdict: SegmentDecision,
  counted: readonly CountedCell[],
  checks: number,
): ResultsScope {
  const own = counted.filter(({ cell }) => result.segment === allSegments || cell.segment === result.segment)
  const { action, winner, reasons } = verdict
  return {
    segment: result.segment,
    alpha: result.alpha,
    customers: own.reduce((sum, { cell }) => sum + cell.customers, 0),
    action,
    winner,
    reasons: reasons.map((reason) => ({ code: reason.code, detail: { ...reason.detail } })),
    arms: armsOf(result, own),
    variants: result.variants.map(({ variant, primary, fixed, informationShare }) => {
      const found = verdict.variants.find((one) => one.variant === variant)
      const none = { measurable: false as const, code: 'empty-cell', detail: {} }
      return {
        variant,
        primary: told(primary),
        fixed: ofAll((id) => contrast(fixed[id])),
        information_share: informationShare,
        would_change: wouldChange(primary, design),
        action: found?.action ?? 'continue',
        reasons: (found?.reasons ?? []).map((reason) => ({
          code: reason.code,
          detail: { ...reason.detail },
        })),
        euros: {
          cash_brought_forward: found ? told(found.euros.cashBroughtForward) : none,
          financing_value: found ? told(found.euros.financingValue) : none,
          losses_avoided: found ? told(found.euros.lossesAvoided) : none,
          additional_cost: found?.euros.additionalCost ?? 0,
          net: found ? told(found.euros.net) : none,
        },
      }
    }),
    split: {
      p: result.split.p,
      e_value: Math.min(result.split.eValue, 1e300),
      broken: result.split.p < SPLIT_ALPHA / checks,
    },
    curves: curvesOf(own),
  }
}

const SPLIT_ALPHA = 0.001

type Told = Pick<ResultsAnswer, 'overall' | 'segments' | 'winner_differs' | 'pooled'>

/** Everything that the estimators found, as the API tells it. */
export function toldResults(
  design: ExperimentDesign,
  results: ExperimentResults,
  counted: readonly CountedCell[],
): Told {
  const { overall, segments, decision } = results
  const checks = segments.length + 1
  const variants = overall.variants.map(({ variant }) => variant)
  return {
    overall: scopeOf(design, overall, decision.overall, counted, checks),
    segments: segments.flatMap((result, i) => {
      const verdict = decision.segments[i]
      return verdict === undefined ? [] : [scopeOf(design, result, verdict, counted, checks)]
    }),
    winner_differs: {
      holds: decision.winnerDiffersBySegment,
      p: results.winnerDiffers.measurable ? results.winnerDiffers.p : null,
    },
    pooled: variants.map((variant) => pooledOf(design, results, variant)),
  }
}

function pooledOf(
  design: ExperimentDesign,
  results: ExperimentResults,
  variant: string,
): Told['pooled'][number] {
  const pooled = results.pooled[variant]
  const heterogeneity = results.heterogeneity[variant]
  let place = 0
  const interval = ({
    estimate,
    interval: [lower, upper],
  }: {
    estimate: number
    interval: readonly [number, number]
  }) => told({ measurable: true, estimate, lower, upper })
  return {
    variant,
    segments: results.segments.map((segment) => {
      const found = segment.variants.find((one) => one.variant === variant)?.fixed[design.metric]
      const raw =
        found === undefined ? told({ measurable: false, code: 'empty-cell', detail: {} }) : contrast(found)
      const own = raw.measurable && pooled?.measurable === true ? pooled.segments[place++] : undefined
      return { segment: segment.segment, raw, pooled: own === undefined ? null : interval(own) }
    }),
    mean: pooled?.measurable === true ? interval(pooled.mean) : null,
    heterogeneity:
      heterogeneity?.measurable === true
        ? {
            measurable: true,
            q: heterogeneity.q,
            df: heterogeneity.df,
            p: heterogeneity.pValue,
            i_squared: heterogeneity.iSquared,
          }
        : { measurable: false, code: heterogeneity?.code ?? 'empty-cell', detail: {} },
  }
}
