import { requireProbability } from '../errors'
import { at } from '../matrix'

/** Indices of the p-values from the smallest to the largest; throws RangeError outside [0, 1]. */
export function ascendingOrder(pValues: readonly number[]): number[] {
  pValues.forEach((p, i) => requireProbability(p, `p-value ${i}`))
  return pValues.map((_, i) => i).sort((a, b) => at(pValues, a) - at(pValues, b))
}

/**
 * Holm-adjusted p-values: the smallest family-wise error rate at which each hypothesis falls.
 *
 * Question: which of several claims hold if even one false one is too many? Any dependence. Decisions with
 * intervals come from the simultaneous intervals; Holm gives p only. Formula: in ascending order
 * max over j ≤ i of (m − j + 1)·p_(j), at most 1. Source: Holm 1979. Throws RangeError on p outside [0, 1].
 * Worked number: 0.01, 0.04, 0.03, 0.005, 0.2 → 0.04, 0.09, 0.09, 0.025, 0.2.
 */
export function holmAdjustedPValues(pValues: readonly number[]): number[] {
  const adjusted = pValues.map(() => 0)
  let running = 0
  ascendingOrder(pValues).forEach((index, rank) => {
    running = Math.max(running, (pValues.length - rank) * at(pValues, index))
    adjusted[index] = Math.min(1, running)
  })
  return adjusted
}
