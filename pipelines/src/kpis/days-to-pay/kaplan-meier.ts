import type { SurvivalStep } from '../facts/facts'

/**
 * Kaplan-Meier estimate of the time to payment: at each age the share of those still open falls by paid / at risk;
 * who is last seen open at an age was at risk at it. (Kaplan and Meier 1958.)
 * @param steps ages in whole days, each once, ascending
 * @param horizon days of the restricted mean: the area under the curve, Σ S(d) for d = 0 … horizon − 1
 * @returns median: first age at which the curve is at or below one half, null when it stays above; restrictedMean
 *   null when nobody entered or the curve is not known as far as the horizon
 */
export function kaplanMeier(steps: readonly SurvivalStep[], horizon: number) {
  let atRisk = steps.reduce((total, step) => total + step.paid + step.censored, 0)
  if (atRisk <= 0) return { median: null, restrictedMean: null }
  let share = 1
  let median: number | null = null
  let area = 0
  let reached = 0
  for (const { age, paid, censored } of steps) {
    const until = Math.min(age, horizon)
    area += share * Math.max(0, until - reached)
    reached = Math.max(reached, until)
    share *= 1 - paid / atRisk
    if (median === null && share <= 0.5) median = age
    atRisk -= paid + censored
  }
  const known = share === 0 || reached >= horizon
  if (share > 0 && known) return { median, restrictedMean: area }
  return { median, restrictedMean: known ? area : null }
}
