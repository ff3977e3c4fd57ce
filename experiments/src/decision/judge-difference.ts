import { normalCdf, normalQuantile } from '../distributions'
import { isMeasurable } from '../errors'
import type { Action, DecisionPlan, ExperimentProgress, Reason } from './decision-terms'
import type { DifferenceInterval, EuroFigures } from './euro-figures'

export type Judgement = readonly [Action, Reason]

const numbersOf = ({ estimate, lower, upper }: DifferenceInterval, worthHaving: number) => ({
  estimate,
  lower,
  upper,
  worthHaving,
})

/** The interval excludes no difference on the good side: is it worth shipping? */
function judgeBetter(effect: DifferenceInterval, euros: EuroFigures, plan: DecisionPlan): Judgement {
  const numbers = numbersOf(effect, plan.worthHaving)
  if (effect.upper < plan.worthHaving)
    return ['no_difference_worth_having', { code: 'better-but-not-worth-having', detail: numbers }]
  if (plan.basis === 'cash_brought_forward') return ['ship', { code: 'better-cash-basis', detail: numbers }]
  if (!isMeasurable(euros.net))
    return ['continue', { code: 'net-not-measurable', detail: { cause: euros.net.code } }]
  const net = { ...numbers, net: euros.net.estimate, netLower: euros.net.lower, netUpper: euros.net.upper }
  if (euros.net.estimate <= 0) return ['stop', { code: 'better-but-costs-more', detail: net }]
  return ['ship', { code: 'better', detail: net }]
}

/** Below this chance of ending inside ± worthHaving it is not worth going on for it. */
const FUTILE_BELOW = 0.1
const FIXED_Z = normalQuantile(0.975)

/**
 * Question: how likely will the interval lie inside ± worthHaving at the planned end?
 * Predictive probability under a flat prior: the final estimate is normal around today's with variance se² − se₁²,
 * se₁ = se·√(share of the information). The final half-width is taken as 1.96 se₁, the least that it can be, so that
 * the chance is not understated; without a standard error it is taken from the interval as if that were a fixed one.
 * Source: Spiegelhalter, Freedman & Blackburn 1986. Worked number: −0.02, se 0.03, a quarter of the information,
 * worth having 0.05 → 0.4502.
 */
export function chanceOfNoDifference(
  effect: DifferenceInterval,
  worthHaving: number,
  informationShare: number,
): number {
  const { estimate, lower, upper, standardError = (upper - lower) / 2 / FIXED_Z } = effect
  const atEnd = standardError * Math.sqrt(Math.min(1, informationShare))
  const room = worthHaving - FIXED_Z * atEnd
  if (room <= 0) return 0
  const spread = Math.sqrt(standardError ** 2 - atEnd ** 2)
  if (spread === 0) return Number(Math.abs(estimate) < room)
  return normalCdf((room - estimate) / spread) - normalCdf((-room - estimate) / spread)
}

/**
 * No gain worth having is left; a loss is not excluded, so "no difference" cannot be said. Worth going on only while
 * it may still be said by the planned end.
 */
const futile = (effect: DifferenceInterval, plan: DecisionPlan, progress: ExperimentProgress): boolean =>
  progress.plannedEndReached ||
  chanceOfNoDifference(effect, plan.worthHaving, progress.informationShare) < FUTILE_BELOW

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
  const numbers = numbersOf(effect, worthHaving)
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
