import { requirePositive } from '../errors'
import type { DifferenceInterval } from './euro-figures'

export interface WhatWouldChange {
  /**
   * Times the information of today that the interval needs to end above 0 (or below it, for an estimate on the bad
   * side), to end below worthHaving, and to lie inside ± worthHaving, if the estimate stays where it is; null where it
   * never does.
   */
  readonly excludesZero: number | null
  readonly belowWorthHaving: number | null
  readonly insideWorthHaving: number | null
}

/**
 * Question: what would it take for today's verdict to change?
 * Assumptions: the estimate stays where it is; the interval shrinks like 1/√information (a sequential interval shrinks
 * a little slower, so these are lower bounds for it). Formula: (half-width / distance to the boundary)², 1 where it is
 * reached already. effect: difference whose good direction is above 0. Units: multiples of today's information.
 * Source: normal approximation. Works from an interval. Throws RangeError for NaN or an empty interval.
 * Worked number: 0.01, −0.02 to 0.04, worth 0.02 → 9 times for excluding 0, 9 for ending below 0.02.
 */
export function whatWouldChange(effect: DifferenceInterval, worthHaving: number): WhatWouldChange {
  requirePositive(worthHaving, 'worthHaving')
  const halfWidth = requirePositive((effect.upper - effect.lower) / 2, 'half-width of the interval')
  const { estimate } = effect
  if (!Number.isFinite(estimate)) throw new RangeError(`estimate must be finite, got ${estimate}`)
  const times = (distance: number) => (distance > 0 ? Math.max(1, (halfWidth / distance) ** 2) : null)
  return {
    excludesZero: times(Math.abs(estimate)),
    belowWorthHaving: times(worthHaving - estimate),
    insideWorthHaving: times(worthHaving - Math.abs(estimate)),
  }
}
