import { isMeasurable, requireFinite, requirePositive } from '../errors'
import { euroFigures } from './euro-figures'
import { judgeDifference } from './judge-difference'
import type {
  Action,
  DecisionPlan,
  ExperimentProgress,
  GuardrailEvidence,
  Reason,
  VariantDecision,
  VariantEvidence,
} from './decision-terms'
import type { DifferenceInterval } from './euro-figures'

/** Turns a difference so that above 0 is good. */
function towardsGood(interval: DifferenceInterval, plan: DecisionPlan): DifferenceInterval {
  const { estimate, lower, upper, standardError } = interval
  if (Number.isNaN(estimate + lower + upper) || lower > upper)
    throw new RangeError('an interval needs lower ≤ upper, no NaN')
  return plan.goodDirection === 'higher'
    ? { estimate, lower, upper }
    : { estimate: -estimate, lower: -upper, upper: -lower, standardError }
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

/** Three to one for harm beyond the margin: substantial evidence on the scale of Jeffreys 1961. */
const SUSPECTED = Math.sqrt(10)

/** What keeps a better variant from being shipped though it is not stopped: the guardrail that leans most to harm. */
function suspicion(guardrails: readonly GuardrailEvidence[]): Reason | null {
  const [worst] = guardrails.filter(({ eValue }) => eValue >= SUSPECTED).sort((a, b) => b.eValue - a.eValue)
  if (worst === undefined) return null
  const { metric, eValue, controlRate, variantRate, margin } = worst
  return { code: 'harm-suspected', detail: { metric, eValue, controlRate, variantRate, margin } }
}

/**
 * Question: ship, stop, continue, or no difference worth having, for one variant in one segment?
 * In this order: a breached guardrail or severe complaints stop; a fixed rule waits for its planned end; an
 * unmeasurable metric continues (stops at the end); interval above 0 → ship if worth having and the basis
 * holds, but not while a guardrail leans to harm three to one; below 0 → stop; inside ± worthHaving → no difference
 * worth having; upper end below worthHaving → stop, futile, where the interval will hardly come inside ± worthHaving
 * by the planned end (chanceOfNoDifference); else continue, at the planned end stop. Assumes that the interval is
 * already adjusted.
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
  const [action, reason] = judgeDifference(towardsGood(primary, plan), euros, plan, progress)
  const suspected = action === 'ship' ? suspicion(evidence.guardrails) : null
  if (suspected !== null) return decision(plannedEndReached ? 'stop' : 'continue', suspected, reason)
  // What is not yet net-sure at the planned end cannot go on.
  return decision(action === 'continue' && plannedEndReached ? 'stop' : action, reason)
}
