import { isMeasurable, requireFinite, requirePositive } from '../errors'
import { euroFigures } from './euro-figures'
import type { Measurement } from '../errors'
import { whatWouldChange } from './what-would-change'
import type { DifferenceInterval, EuroEvidence, EuroFigures } from './euro-figures'

export type Action = 'ship' | 'stop' | 'continue' | 'no_difference_worth_having'

/** Every code a reason may have: the frontend has a sentence for each. */
export const decisionReasonCodes = [
  'better',
  'better-but-costs-more',
  'better-but-not-worth-having',
  'better-cash-basis',
  'fixed-rule-waits-for-its-end',
  'futile',
  'guardrail-breached',
  'net-not-measurable',
  'not-yet-sure',
  'primary-not-measurable',
  'severe-complaints',
  'split-check-failed',
  'undecided-at-planned-end',
  'within-worth-having',
  'worse',
] as const

/** Why, as a code that the frontend translates and the numbers that led there. */
export interface Reason {
  readonly code: (typeof decisionReasonCodes)[number]
  readonly detail: Readonly<Record<string, number | string>>
}

/** Fields without which no decision exists; fixed before launch. */
export interface DecisionPlan {
  /** Is more of the primary metric better (share) or less (days, cost)? */
  readonly goodDirection: 'higher' | 'lower'
  /** Smallest difference worth having, above 0, in the primary metric's unit. */
  readonly worthHaving: number
  readonly rule: 'fixed' | 'sequential'
  /** What a decision to ship rests on: the net in euros, or cash brought forward where the campaign says so. */
  readonly basis: 'net' | 'cash_brought_forward'
  /** A year, 0.08 = 8 %. */
  readonly costOfCapital: number
}

export interface GuardrailEvidence {
  readonly metric: string
  readonly breached: boolean
  readonly eValue: number
  readonly controlRate: number
  readonly variantRate: number
  readonly margin: number
}

/** What is known of one variant against the control in one segment. */
export interface VariantEvidence extends EuroEvidence {
  readonly variant: string
  /** Difference of the declared metric at the declared horizon, interval adjusted for the family and the looks. */
  readonly primary: Measurement<DifferenceInterval>
  readonly guardrails: readonly GuardrailEvidence[]
  /** Severe complaints within 30 days when the rule of severe complaints paused the variant. */
  readonly severeComplaints?: number
}

/** Where the experiment stands. */
export interface ExperimentProgress {
  /** Has everybody planned been followed to the horizon, or is the limit of days reached? */
  readonly plannedEndReached: boolean
  /** Share of the planned information so far, 0 to 1. */
  readonly informationShare: number
  readonly daysLeft: number
}

export interface VariantDecision {
  readonly variant: string
  readonly action: Action
  /** The decisive reason first. */
  readonly reasons: readonly Reason[]
  readonly euros: EuroFigures
}

/** Turns a difference so that above 0 is good. */
function towardsGood(interval: DifferenceInterval, plan: DecisionPlan): DifferenceInterval {
  const { estimate, lower, upper } = interval
  if (Number.isNaN(estimate + lower + upper) || lower > upper)
    throw new RangeError('an interval needs lower ≤ upper, no NaN')
  return plan.goodDirection === 'higher'
    ? { estimate, lower, upper }
    : { estimate: -estimate, lower: -upper, upper: -lower }
}

function stops(evidence: VariantEvidence): Reason[] {
  const reasons = evidence.guardrails
    .filter(({ breached }) => breached)
    .map(({ metric, eValue, controlRate, variantRate, margin }): Reason => ({
      code: 'guardrail-breached',
      detail: { metric, eValue, controlRate, variantRate, margin },
    }))
  const { severeComplaints } = evidence
  if (severeComplaints !== undefined && severeComplaints > 0) {
    reasons.push({ code: 'severe-complaints', detail: { count: severeComplaints } })
  }
  return reasons
}

type Judgement = readonly [Action, Reason]

/** The interval excludes no difference on the good side: is it worth shipping? */
function judgeBetter(effect: DifferenceInterval, euros: EuroFigures, plan: DecisionPlan): Judgement {
  const numbers = { ...effect, worthHaving: plan.worthHaving }
  if (effect.upper < plan.worthHaving)
    return ['no_difference_worth_having', { code: 'better-but-not-worth-having', detail: numbers }]
  if (plan.basis === 'cash_brought_forward') return ['ship', { code: 'better-cash-basis', detail: numbers }]
  if (!isMeasurable(euros.net))
    return ['continue', { code: 'net-not-measurable', detail: { cause: euros.net.code } }]
  const net = { ...numbers, net: euros.net.estimate, netLower: euros.net.lower, netUpper: euros.net.upper }
  if (euros.net.estimate <= 0) return ['stop', { code: 'better-but-costs-more', detail: net }]
  return ['ship', { code: 'better', detail: net }]
}

/**
 * No gain worth having is left; a loss is not excluded, so "no difference" cannot be said. Worth going on only while
 * the interval can still come to lie inside ± worthHaving by the planned end.
 */
function futile(effect: DifferenceInterval, plan: DecisionPlan, progress: ExperimentProgress): boolean {
  const { insideWorthHaving } = whatWouldChange(effect, plan.worthHaving)
  return (
    progress.plannedEndReached ||
    insideWorthHaving === null ||
    insideWorthHaving * progress.informationShare > 1
  )
}

function judge(
  effect: DifferenceInterval,
  euros: EuroFigures,
  plan: DecisionPlan,
  progress: ExperimentProgress,
): Judgement {
  const { worthHaving } = plan
  const numbers = { ...effect, worthHaving }
  if (effect.lower > 0) return judgeBetter(effect, euros, plan)
  if (effect.upper < 0) return ['stop', { code: 'worse', detail: numbers }]
  if (effect.lower > -worthHaving && effect.upper < worthHaving) {
    return ['no_difference_worth_having', { code: 'within-worth-having', detail: numbers }]
  }
  if (effect.upper < worthHaving && futile(effect, plan, progress))
    return ['stop', { code: 'futile', detail: numbers }]
  if (progress.plannedEndReached) return ['stop', { code: 'undecided-at-planned-end', detail: numbers }]
  const { informationShare, daysLeft } = progress
  return ['continue', { code: 'not-yet-sure', detail: { ...numbers, informationShare, daysLeft } }]
}

/**
 * Question: ship, stop, continue, or no difference worth having, for one variant in one segment?
 * In this order: a breached guardrail or severe complaints stop; a fixed rule waits for its planned end; an
 * unmeasurable metric continues (stops at the end); interval above 0 → ship if worth having and the basis
 * holds; below 0 → stop; inside ± worthHaving → no difference worth having; upper end below worthHaving →
 * stop, futile, where the interval cannot come inside ± worthHaving by the planned end; else continue, at the planned end stop. Assumes that the interval is already adjusted.
 * Source: campaigns-and-experiments §4–6. Works from a results object. Throws RangeError for NaN.
 * Worked example: +3.1 points, 1.2 to 5.0, worth 2, net 150 € → ship, code better.
 */
export function decideVariant(
  evidence: VariantEvidence,
  plan: DecisionPlan,
  progress: ExperimentProgress,
): VariantDecision {
  requirePositive(plan.worthHaving, 'worthHaving')
  requireFinite(progress.informationShare, 'informationShare')
  const euros = euroFigures(evidence, plan.costOfCapital)
  const decision = (action: Action, ...reasons: Reason[]): VariantDecision => ({
    variant: evidence.variant,
    action,
    reasons,
    euros,
  })
  const stopped = stops(evidence)
  if (stopped.length > 0) return decision('stop', ...stopped)
  const { plannedEndReached, daysLeft, informationShare } = progress
  if (plan.rule === 'fixed' && !plannedEndReached) {
    return decision('continue', {
      code: 'fixed-rule-waits-for-its-end',
      detail: { daysLeft, informationShare },
    })
  }
  const { primary } = evidence
  if (!isMeasurable(primary)) {
    const reason: Reason = {
      code: 'primary-not-measurable',
      detail: { cause: primary.code, ...primary.detail },
    }
    return decision(plannedEndReached ? 'stop' : 'continue', reason)
  }
  const [action, reason] = judge(towardsGood(primary, plan), euros, plan, progress)
  // What is not yet net-sure at the planned end cannot go on.
  return decision(action === 'continue' && plannedEndReached ? 'stop' : action, reason)
}
