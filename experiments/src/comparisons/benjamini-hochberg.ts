import { normalQuantile, studentTQuantile } from '../distributions'
import { requireFinite, requireOpenProbability, requirePositive } from '../errors'
import { at } from '../matrix'
import { ascendingOrder } from './holm'

/**
 * Benjamini–Hochberg adjusted p-values: the smallest false discovery rate at which each claim is made.
 *
 * Question: of the claims made, which share may be false? Independent or positively dependent tests.
 * Formula: in descending order min over j ≥ i of m·p_(j)/j, at most 1. Source: Benjamini & Hochberg 1995.
 * Throws RangeError on p outside [0, 1]. Worked number: 0.01, 0.04, 0.03, 0.005, 0.2 → 0.025, 0.05, 0.05, 0.025, 0.2.
 */
export function benjaminiHochbergPValues(pValues: readonly number[]): number[] {
  const m = pValues.length
  const adjusted = pValues.map(() => 0)
  let running = 1
  ascendingOrder(pValues)
    .reverse()
    .forEach((index, fromTop) => {
      running = Math.min(running, (at(pValues, index) * m) / (m - fromTop))
      adjusted[index] = running
    })
  return adjusted
}

export interface FcrInput {
  readonly estimate: number
  readonly standardError: number
  readonly pValue: number
  /** Degrees of freedom of the t interval; Infinity (default) for normal. */
  readonly df?: number
}

export interface FcrInterval {
  readonly selected: boolean
  readonly adjustedPValue: number
  /** Only selected parameters get one. */
  readonly interval: readonly [number, number] | null
}

/**
 * Intervals for the parameters that Benjamini–Hochberg selects, with a false coverage rate of at most q.
 *
 * Question: how large are the effects I picked because they looked large? Assumes what BH assumes.
 * Formula: R selected of m → intervals at level 1 − R·q/m. Source: Benjamini & Yekutieli 2005, Definition 1.
 * Throws RangeError on se ≤ 0, q outside (0, 1). Worked number: m = 2, p = 0.001 and 0.6, q = 0.05 →
 * R = 1, interval at 97.5 %: estimate ± 2.2414·se.
 */
export function falseCoverageIntervals(inputs: readonly FcrInput[], q = 0.05): FcrInterval[] {
  requireOpenProbability(q, 'q')
  const adjusted = benjaminiHochbergPValues(inputs.map((input) => input.pValue))
  const selected = adjusted.map((p) => p <= q)
  const level = (selected.filter(Boolean).length * q) / inputs.length
  return inputs.map((input, i) => {
    requireFinite(input.estimate, 'estimate')
    requirePositive(input.standardError, 'standardError')
    if (selected[i] !== true) return { selected: false, adjustedPValue: at(adjusted, i), interval: null }
    const critical =
      input.df === undefined || input.df === Infinity
        ? -normalQuantile(level / 2)
        : -studentTQuantile(level / 2, input.df)
    const width = critical * input.standardError
    const interval = [input.estimate - width, input.estimate + width] as const
    return { selected: true, adjustedPValue: at(adjusted, i), interval }
  })
}
