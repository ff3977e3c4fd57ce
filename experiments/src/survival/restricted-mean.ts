import { normalQuantile, normalSf } from '../distributions'
import { type Measurement, measured, notMeasurable, requireOpenProbability, requirePositive } from '../errors'
import { type EventTimes, survivalCounts } from './event-times'
import { type SurvivalCurve, kaplanMeierFromCounts } from './kaplan-meier'

export interface RestrictedMean {
  readonly tau: number
  /** Area under the survival curve to τ. */
  readonly mean: number
  readonly standardError: number
  /** Clusters behind the standard error; absent for Greenwood's. */
  readonly clusters?: number
}

/**
 * Question: how long does a subject stay without the event, counting at most τ?
 * Assumptions: as kaplanMeier. Formula: ∫₀^τ S; Var = Σ_{t_i ≤ τ} (∫_{t_i}^τ S)²·d_i/(n_i(n_i − d_i)).
 * Source: Irwin 1949; Royston & Parmar 2013. Reference: R survival:::survmean. Units: time.
 * Works from a curve. Worked number: AML, maintained, τ = 60: 34.0523, standard error 5.6145.
 * Codes: horizon-beyond-follow-up when τ lies after the last time while some survive.
 */
export function restrictedMean(curve: SurvivalCurve, tau: number): Measurement<RestrictedMean> {
  const area = areaAfter(curve, requirePositive(tau, 'tau'))
  if (area === null) return beyond(curve, tau)
  let variance = 0
  for (let i = 0; i < curve.time.length; i++) {
    const after = area[i] ?? 0
    const n = curve.atRisk[i] ?? 0
    const d = curve.eventsAt[i] ?? 0
    if (after > 0 && d > 0) variance += (after ** 2 * d) / (n * (n - d))
  }
  return measured({ tau, mean: wholeArea(curve, tau, area), standardError: Math.sqrt(variance) })
}

/**
 * The same with clusters (several invoices of one customer): Var = Σ_g (Σ_{i∈g} IF_i)², the influence of subject i
 * −[event_i·w(t_i)·A(t_i) − Σ_{t_k ≤ min(t_i, τ)} d_k w_k A_k/n_k], w = 1/(n − d), A(t) = ∫_t^τ S.
 * Source: Lin & Wei 1989; Therneau & Grambsch 2000 §7. Reference: R survfit(cluster =), integrated.
 * Works from arrays. Worked number: reminders, firm arm, τ = 25: 16.5145, standard error 0.337580.
 * Throws RangeError when clusters and rows differ in number. Codes: as restrictedMean.
 */
export function clusteredRestrictedMean(
  data: EventTimes,
  cluster: ArrayLike<number | string>,
  tau: number,
): Measurement<RestrictedMean> {
  if (cluster.length !== data.time.length) throw new RangeError('cluster and time differ in length')
  const curve = kaplanMeierFromCounts(survivalCounts(data))
  const area = areaAfter(curve, requirePositive(tau, 'tau'))
  if (area === null) return beyond(curve, tau)
  const direct = new Map<number, number>()
  const expected = new Map<number, number>()
  let total = 0
  curve.time.forEach((t, i) => {
    const n = curve.atRisk[i] ?? 0
    const d = curve.eventsAt[i] ?? 0
    const weight = n > d ? (area[i] ?? 0) / (n - d) : 0
    total += (d / n) * weight
    direct.set(t, weight)
    expected.set(t, total)
  })
  const totals = new Map<number | string, number>()
  for (let i = 0; i < data.time.length; i++) {
    const t = data.time[i] ?? 0
    const event = (data.event[i] ?? 0) > 0 ? (direct.get(t) ?? 0) : 0
    const id = cluster[i] ?? i
    totals.set(id, (totals.get(id) ?? 0) + (expected.get(t) ?? 0) - event)
  }
  const variance = [...totals.values()].reduce((sum, value) => sum + value * value, 0)
  const mean = wholeArea(curve, tau, area)
  return measured({ tau, mean, standardError: Math.sqrt(variance), clusters: totals.size })
}

export interface RestrictedMeanDifference {
  readonly difference: number
  readonly standardError: number
  readonly z: number
  readonly p: number
  readonly lower: number
  readonly upper: number
}

/**
 * Question: how many days sooner or later, within τ? Assumptions: independent arms, the same τ.
 * Formula: difference ± z·√(se₁² + se₂²). Reference: R survmean differences. Units: time.
 * Worked number: AML, nonmaintained − maintained, τ = 60: −11.3439, standard error 7.0002, p 0.1051.
 */
export function restrictedMeanDifference(
  treatment: RestrictedMean,
  control: RestrictedMean,
  alpha = 0.05,
): Measurement<RestrictedMeanDifference> {
  if (treatment.tau !== control.tau) throw new RangeError('restricted means must share their tau')
  const standardError = Math.hypot(treatment.standardError, control.standardError)
  if (!(standardError > 0)) return notMeasurable('no-variation')
  const difference = treatment.mean - control.mean
  const half = normalQuantile(1 - requireOpenProbability(alpha, 'alpha') / 2) * standardError
  const z = difference / standardError
  const p = Math.min(1, 2 * normalSf(Math.abs(z)))
  return measured({ difference, standardError, z, p, lower: difference - half, upper: difference + half })
}

/** ∫ from each time to τ of S (0 after τ); null when the curve ends before τ with some surviving. */
function areaAfter(curve: SurvivalCurve, tau: number): Float64Array | null {
  const last = curve.time.length - 1
  if (tau > (curve.time[last] ?? 0) && (curve.survival[last] ?? 0) > 0) return null
  const area = new Float64Array(curve.time.length)
  let total = 0
  for (let i = last; i >= 0; i--) {
    const from = curve.time[i] ?? 0
    const to = Math.min(tau, curve.time[i + 1] ?? tau)
    if (to > from) total += (to - from) * (curve.survival[i] ?? 0)
    area[i] = from < tau ? total : 0
  }
  return area
}

function wholeArea(curve: SurvivalCurve, tau: number, area: Float64Array): number {
  return Math.min(curve.time[0] ?? tau, tau) + (area[0] ?? 0)
}

function beyond(curve: SurvivalCurve, tau: number): ReturnType<typeof notMeasurable> {
  return notMeasurable('horizon-beyond-follow-up', {
    needed: tau,
    held: curve.time[curve.time.length - 1] ?? 0,
  })
}
