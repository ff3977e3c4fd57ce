import { requireOpenProbability, requireProbability } from '../errors'
import { at } from '../matrix'
import { requireEValue } from './e-benjamini-hochberg'

export interface OnlineDecision {
  readonly rejected: boolean
  /** Level at which this hypothesis was tested. */
  readonly level: number
}

/** Share of alpha for the t-th experiment (t from 1): 6/(π² t²), which sums to 1. */
function sequenceWeight(t: number): number {
  return 6 / (Math.PI * Math.PI * t * t)
}

function online(
  alpha: number,
  count: number,
  rejects: (index: number, level: number) => boolean,
): OnlineDecision[] {
  requireOpenProbability(alpha, 'alpha')
  let discoveries = 0
  return Array.from({ length: count }, (_, index) => {
    const level = alpha * sequenceWeight(index + 1) * (discoveries + 1)
    const rejected = rejects(index, level)
    if (rejected) discoveries++
    return { rejected, level }
  })
}

/**
 * LOND: false discovery rate over a whole programme of experiments that arrive one after the other.
 *
 * Question: of all the winners we will ever have declared, which share is false? Assumes independent (or
 * positively dependent) p-values, in the order of decision. Formula: level of the t-th test
 * α·γ_t·(discoveries so far + 1), γ_t = 6/(π²t²). Source: Javanmard & Montanari 2018, §2 (LOND).
 * RangeError on p outside [0, 1]. Worked number: p = 0.01, 0.01 at α = 0.05 → levels 0.030396, 0.015198, both fall.
 */
export function lond(pValues: readonly number[], alpha = 0.05): OnlineDecision[] {
  pValues.forEach((p, i) => requireProbability(p, `p-value ${i}`))
  return online(alpha, pValues.length, (i, level) => at(pValues, i) <= level)
}

/**
 * e-LOND: as lond with e-values, under any dependence between the experiments (shared customers).
 * Formula: reject when e_t ≥ 1/level_t. Source: Xu & Ramdas 2024. Worked number: e = 40, 70 at α = 0.05 → both fall.
 */
export function eLond(eValues: readonly number[], alpha = 0.05): OnlineDecision[] {
  eValues.forEach((value, i) => requireEValue(value, `e-value ${i}`))
  return online(alpha, eValues.length, (i, level) => at(eValues, i) >= 1 / level)
}
