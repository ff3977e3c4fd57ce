import { isMeasurable } from '../errors'
import { whatWouldChange } from './what-would-change'
import type { Action, DecisionPlan, ExperimentProgress, Reason } from './decision-terms'
import type { DifferenceInterval, EuroFigures } from './euro-figures'

export type Judgement = readonly [Action, Reason]

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

/**
 * Question: what does the interval alone say, once no guardrail speaks? effect: good direction above 0, adjusted for
 * the family and the looks. Answers action and reason; see decideVariant for the order. Works from an interval.
 */
export function judgeDifference(
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
