import { type NotMeasurable, notMeasurable, requireCount } from '../errors'
import type { AgeSums } from './age-sums'

/** What is estimated: the share recovered by age `horizon`, or days per euro within `tau` days. */
export type RecoveryMetric =
  | { readonly kind: 'recovered_share'; readonly horizon: number }
  | { readonly kind: 'restricted_mean'; readonly tau: number }

/**
 * Result of pass 1 and parameter of pass 2. A customer's influence value is
 * Σ_{d ≤ v} [paid(d)·(paid[d] + cumulative[v] − cumulative[d]) + left(d)·(left[d] + cumulative[v] − cumulative[d])]
 * − B·cumulative[v], v = min(u, last).
 */
export interface InfluenceWeights {
  readonly measurable: true
  readonly estimate: number
  /** Last age that counts: horizon, or tau − 1. */
  readonly last: number
  readonly paid: Float64Array
  readonly left: Float64Array
  readonly cumulative: Float64Array
}

/** The last age at which customers must have been followed for this metric. */
export function lastAge(metric: RecoveryMetric): number {
  return metric.kind === 'recovered_share'
    ? requireCount(metric.horizon, 'horizon')
    : requireCount(metric.tau, 'tau', 1) - 1
}

/**
 * Question: what is the estimate, and with which weights does one customer move it?
 * Assumptions: entry and data cut unrelated to payment; euros credited or cancelled are a competing exit.
 * Formula: S(d) = Π_{k≤d}(1 − (N_k + L_k)/Y_k); share R(h) = Σ_{d≤h} S(d−1)·N_d/Y_d (equal to 1 − S(h) without
 * exits); restricted mean Σ_{d<τ} S(d). With w_d = 1/(Y_d(1−λ_d)): share P_d = S(d−1)/Y_d − C_d, Q_d = −C_d,
 * C_d = w_d(R(h) − R(d)); mean P_d = Q_d = −w_d·Σ_{k=d}^{τ−1} S(k); cumulative K(d) = Σ (N_k P_k + L_k Q_k)/Y_k.
 * Source: Lin & Wei 1989; Therneau & Grambsch 2000 §7 (infinitesimal jackknife); Aalen & Johansen 1978.
 * Reference: survfit(..., influence = TRUE) in R survival. Units: share 0–1, or days. Works from sums.
 * Worked number: the four customers of ageSums, h = 3 → 0.6; tau = 3 → 1 + 0.8 + 0.4 = 2.2 days.
 * Codes: nothing-owed; horizon-beyond-follow-up when nobody was followed to the last age.
 */
export function influenceWeights(metric: RecoveryMetric, sums: AgeSums): InfluenceWeights | NotMeasurable {
  const last = lastAge(metric)
  if (last > sums.horizon) throw new RangeError(`sums reach age ${sums.horizon}, the metric needs ${last}`)
  requireAgeSums(sums, last)
  if (!((sums.customersAtRisk[last] ?? 0) > 0)) {
    return notMeasurable('horizon-beyond-follow-up', { needed: last, held: longestAge(sums, 1) })
  }
  if (!((sums.atRisk[0] ?? 0) > 0)) return notMeasurable('nothing-owed')
  const steps = curveSteps(sums, last)
  return metric.kind === 'recovered_share' ? shareWeights(sums, steps, last) : meanWeights(sums, steps, last)
}

/** Throws RangeError when a sum up to the last age is missing, not finite, or at risk below 0. */
function requireAgeSums(sums: AgeSums, last: number): void {
  for (let d = 0; d <= last; d++) {
    const atRisk = sums.atRisk[d] ?? NaN
    const customers = sums.customersAtRisk[d] ?? NaN
    const gone = (sums.paid[d] ?? NaN) + (sums.left[d] ?? NaN)
    if (!(atRisk >= 0 && customers >= 0 && Number.isFinite(atRisk + customers + gone))) {
      throw new RangeError(`age ${d}: at risk ${atRisk}, customers ${customers}, gone ${gone}`)
    }
  }
}

/** Longest age to which at least `minimum` customers were followed; −1 when there is none. */
export function longestAge(sums: AgeSums, minimum: number): number {
  let longest = -1
  for (let d = 0; d <= sums.horizon && (sums.customersAtRisk[d] ?? 0) >= minimum; d++) longest = d
  return longest
}

interface CurveSteps {
  /** S(d): share neither paid nor left by the end of age d. */
  readonly open: Float64Array
  /** R(d): share paid by the end of age d. */
  readonly recovered: Float64Array
  /** w_d, 0 where nothing stays open: nobody's influence passes such an age. */
  readonly weight: Float64Array
}

export function curveSteps(sums: AgeSums, last: number): CurveSteps {
  const open = new Float64Array(last + 1)
  const recovered = new Float64Array(last + 1)
  const weight = new Float64Array(last + 1)
  let before = 1
  let share = 0
  for (let d = 0; d <= last; d++) {
    const atRisk = sums.atRisk[d] ?? 0
    const paid = sums.paid[d] ?? 0
    const gone = paid + (sums.left[d] ?? 0)
    const rest = atRisk - gone
    if (!Number.isFinite(rest) || rest < -1e-9 * atRisk) {
      throw new RangeError(`age ${d}: ${gone} gone of ${atRisk} at risk`)
    }
    const settled = !(rest > 1e-12 * atRisk)
    if (atRisk > 0) share += (before * paid) / atRisk
    if (atRisk > 0) before *= settled ? 0 : rest / atRisk
    open[d] = before
    recovered[d] = share
    weight[d] = settled ? 0 : 1 / rest
  }
  return { open, recovered, weight }
}

function shareWeights(sums: AgeSums, steps: CurveSteps, last: number): InfluenceWeights {
  const final = steps.recovered[last] ?? 0
  return weights(sums, final, last, (d) => {
    const atRisk = sums.atRisk[d] ?? 0
    const before = d === 0 ? 1 : (steps.open[d - 1] ?? 0)
    const direct = atRisk > 0 ? before / atRisk : 0
    const later = (steps.weight[d] ?? 0) * (final - (steps.recovered[d] ?? 0))
    return [direct - later, -later]
  })
}

function meanWeights(sums: AgeSums, steps: CurveSteps, last: number): InfluenceWeights {
  const after = new Float64Array(last + 2)
  for (let d = last; d >= 0; d--) after[d] = (after[d + 1] ?? 0) + (steps.open[d] ?? 0)
  return weights(sums, after[0] ?? 0, last, (d) => {
    const weight = -(steps.weight[d] ?? 0) * (after[d] ?? 0)
    return [weight, weight]
  })
}

function weights(
  sums: AgeSums,
  estimate: number,
  last: number,
  at: (d: number) => readonly [number, number],
): InfluenceWeights {
  const paid = new Float64Array(last + 1)
  const left = new Float64Array(last + 1)
  const cumulative = new Float64Array(last + 1)
  let total = 0
  for (let d = 0; d <= last; d++) {
    const [forPaid, forLeft] = at(d)
    paid[d] = forPaid
    left[d] = forLeft
    const atRisk = sums.atRisk[d] ?? 0
    if (atRisk > 0) total += ((sums.paid[d] ?? 0) * forPaid + (sums.left[d] ?? 0) * forLeft) / atRisk
    cumulative[d] = total
  }
  return { measurable: true, estimate, last, paid, left, cumulative }
}
