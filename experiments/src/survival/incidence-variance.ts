import { type Measurement, measured, notMeasurable, requireCount, requireNonNegative } from '../errors'
import { type EventTimes, requireEventTimes, timeOrder } from './event-times'

/**
 * Question: the same as cumulativeIncidence, with the counting-process variance that allows for ties.
 * Formula: variance of ∫ S dN₁/n by both causes' jumps (delta method), each jump with the factor 1 − (d−1)/(n−1).
 * Source: Aalen 1978; Gray 1988 §3. Reference: R cmprsk cuminc (var). Units: share, share².
 * Works from arrays. Worked number: MGUS, women, progression by 60: 0.039790, variance 6.0915e-5.
 * Codes: no-variation before the first event of the cause. Throws RangeError on malformed rows.
 */
export function incidenceWithTiesVariance(
  data: EventTimes,
  cause: number,
  t: number,
  causes = 2,
): Measurement<{ readonly incidence: number; readonly variance: number }> {
  requireEventTimes(data, causes)
  requireCount(cause, 'cause', 1)
  requireNonNegative(t, 't')
  const order = timeOrder(data.time)
  let survival = 1
  let incidence = 0
  let variance = 0
  // Σ spread·a², Σ spread·a·b, Σ spread·b²: a jump loads a − b·F(t) on the incidence at any later t.
  const sums = { aa: 0, ab: 0, bb: 0 }
  const add = (a: number, b: number, spread: number): void => {
    sums.aa += a * a * spread
    sums.ab += a * b * spread
    sums.bb += b * b * spread
  }
  for (let from = 0; from < order.length;) {
    const time = data.time[order[from] ?? 0] ?? 0
    if (time > t) break
    const atRisk = order.length - from
    let own = 0
    let other = 0
    let to = from
    for (; to < order.length && data.time[order[to] ?? 0] === time; to++) {
      const event = data.event[order[to] ?? 0] ?? 0
      if (event === cause) own++
      else if (event > 0) other++
    }
    const after = (survival * (atRisk - own - other)) / atRisk
    const inverse = after > 0 ? 1 / after : 0
    const spread = (d: number): number =>
      (survival ** 2 * d * (d > 1 ? 1 - (d - 1) / (atRisk - 1) : 1)) / atRisk ** 2
    incidence += (survival * own) / atRisk
    if (other > 0 && after > 0) add(incidence * inverse, inverse, spread(other))
    if (own > 0) {
      add(1 + incidence * inverse, inverse, spread(own))
      variance = sums.aa - 2 * incidence * sums.ab + incidence ** 2 * sums.bb
    }
    survival = after
    from = to
  }
  if (!(variance > 0)) return notMeasurable('no-variation', { incidence })
  return measured({ incidence, variance })
}
