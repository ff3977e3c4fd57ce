import { guardrailChance, smallestEffect } from '@relance/experiments'
import type { ExperimentDesign } from '../experiment.contract'
import { sharesIn } from '../results/plan'
import type { FeasibilityAnswer } from './feasibility.contract'
import { POWER, eurosOf } from './feasibility'
import type { PastSegment } from './feasibility'
import { daysBetween } from './past'
import type { Past } from './past'

/** Runs of the simulation of a guardrail: its error is below 2.3 points. */
const RUNS = 500

/** How often each guardrail would stop a variant that is clearly worse than it may be. */
export function guardrailsOf(
  past: Past,
  design: ExperimentDesign,
  customers: number,
): FeasibilityAnswer['guardrails'] {
  const { controlShare, variantShare } = sharesIn(design, design.segments[0]?.id ?? '')
  const followed = daysBetween(past.from, past.cut)
  const pairs = Math.floor(customers * Math.min(controlShare, variantShare))
  return design.guardrails.map(({ harm, window_days: window, margin }, place) => {
    const ages = past.harms[harm].filter((_, i) => followed - (past.enteredOn[i] ?? 0) >= window)
    const events = ages.filter((age) => age >= 0 && age <= window).length
    // Half an event more: what was never seen is rare, not impossible.
    const base = Math.min(0.5, (events + 0.5) / (ages.length + 1))
    const badRate = Math.min(0.9, base + margin + Math.max(base, margin))
    const question = { controlRate: base, variantRate: badRate, base, margin, runs: RUNS, seed: place + 1 }
    const chance = pairs < 1 ? { chance: 0, medianPairs: null } : guardrailChance({ ...question, pairs })
    const { chance: caught, medianPairs: customersUntilHalf } = chance
    return { harm, base, events, bad_rate: badRate, caught, customers_until_half: customersUntilHalf }
  })
}

/** What the test may cost at most: were each variant worse by the difference worth having, and the holdout's price. */
export function costOf(
  all: PastSegment,
  design: ExperimentDesign,
  customers: number,
): FeasibilityAnswer['cost'] {
  const { exposed } = all.customers
  if (exposed.length === 0) return null
  const each = Array.from(exposed).reduce((sum, x) => sum + x, 0) / exposed.length
  const { controlShare } = sharesIn(design, design.segments[0]?.id ?? '')
  const share = 1 - controlShare - design.holdout_share
  const variantCustomers = Math.round(customers * share)
  const worse = eurosOf(design, design.worth_having, each)
  const euros = worse === null ? null : (worse * variantCustomers) / 1000
  const inDays = design.metric === 'restricted_mean'
  return {
    variant_customers: variantCustomers,
    delayed: inDays ? null : euros,
    financing: euros === null || inDays ? euros : financing(design, euros, design.horizon_days),
    holdout: design.holdout_share === 0 ? null : holdoutOf(all, design, customers, each),
  }
}

const financing = (design: ExperimentDesign, euros: number, days: number) =>
  (euros * design.cost_of_capital * days) / 365

function holdoutOf(all: PastSegment, design: ExperimentDesign, customers: number, each: number) {
  const held = Math.round(customers * design.holdout_share)
  const exposed = held * each
  const share = design.metric === 'restricted_mean' ? 1 : (all.baseline?.value ?? 1)
  const { controlShare } = sharesIn(design, design.segments[0]?.id ?? '')
  const smallest =
    all.baseline === null || customers < 1
      ? null
      : smallestEffect(
          {
            metric: all.baseline.metric,
            rule: { kind: design.rule },
            alpha: design.alpha,
            controlShare,
            variantShare: design.holdout_share,
          },
          customers,
          POWER,
        )
  return {
    customers: held,
    exposed,
    delayed_at_most: exposed * share,
    financing_at_most: financing(design, exposed * share, design.holdout_days),
    smallest: smallest?.measurable === true ? smallest.effect : null,
  }
}
