import { requireProbability } from '../errors'

/** Daily probability that an open invoice is paid, by age in days from the trigger. */
export type Hazards = Float64Array

/** What an arm does to the payment hazard of the invoices it reaches. */
export type ArmEffect =
  | { readonly kind: 'none' }
  /** Daily hazards times `ratio` from age `from` (0 unless told). */
  | { readonly kind: 'hazard_ratio'; readonly ratio: number; readonly from?: number }
  /** Share paid at `horizon` higher by `points` (0.05 = 5 points), reached by a constant hazard ratio up to it. */
  | { readonly kind: 'points'; readonly points: number; readonly horizon: number }
  /** Paid up to `days` sooner, but the same share paid at `horizon` and after. */
  | { readonly kind: 'sooner'; readonly days: number; readonly horizon: number }

/**
 * Question: how fast does this kind of payer pay?
 * Formula: hazard(d) = rest + (start − rest)·exp(−d / fade). Units: probability a day.
 * Worked number: start 0.08, rest 0.01, fade 10 → 0.08 at age 0, 0.0358 at age 10.
 */
export function fadingHazards(start: number, rest: number, fade: number, ages: number): Hazards {
  requireProbability(start, 'start')
  requireProbability(rest, 'rest')
  return Float64Array.from({ length: ages }, (_, d) => rest + (start - rest) * Math.exp(-d / fade))
}

/** Constant daily hazards with which exactly `share` is paid by the end of age `horizon`. Units: probability a day. */
export function constantHazards(share: number, horizon: number, ages: number): Hazards {
  requireProbability(share, 'share')
  return new Float64Array(ages).fill(1 - (1 - share) ** (1 / (horizon + 1)))
}

/** Share paid by the end of each age: F(d) = 1 − Π_{k≤d}(1 − hazard(k)). */
export function cumulativeShare(hazards: Hazards): Float64Array {
  let open = 1
  return hazards.map((hazard) => 1 - (open *= 1 - hazard))
}

/**
 * Question: what are the hazards under an arm's effect?
 * Hazard ratios act on −ln(1 − hazard), so that a ratio stays a ratio of cumulative hazards on any day grid.
 * Throws RangeError when the effect asks for a share outside 0 to 1.
 */
export function applyEffect(hazards: Hazards, effect: ArmEffect): Hazards {
  if (effect.kind === 'none') return hazards
  if (effect.kind === 'hazard_ratio') {
    const from = effect.from ?? 0
    return hazards.map((hazard, d) => (d < from ? hazard : 1 - (1 - hazard) ** effect.ratio))
  }
  const paid = cumulativeShare(hazards)
  const atHorizon = paid[effect.horizon] ?? NaN
  if (effect.kind === 'points') {
    const target = requireProbability(atHorizon + effect.points, 'share under the effect')
    const ratio = Math.log(1 - target) / Math.log(1 - atHorizon)
    return hazards.map((hazard, d) => (d > effect.horizon ? hazard : 1 - (1 - hazard) ** ratio))
  }
  const shareAt = (time: number): number => {
    const whole = Math.floor(time)
    const low = paid[whole] ?? atHorizon
    return low + (time - whole) * ((paid[whole + 1] ?? low) - low)
  }
  const sooner = paid.map((share, d) =>
    d >= effect.horizon
      ? share
      : shareAt(Math.min(effect.horizon, d + effect.days * (1 - d / effect.horizon))),
  )
  return sooner.map((share, d) => {
    const before = d === 0 ? 0 : (sooner[d - 1] ?? 0)
    return before >= 1 ? 0 : (share - before) / (1 - before)
  })
}
