import { requireOpenProbability } from '../errors'
import { at } from '../matrix'

/** Throws RangeError unless the value is an e-value: a number from 0, Infinity allowed. */
export function requireEValue(value: number, name: string): number {
  if (!(value >= 0)) throw new RangeError(`${name} must not be below 0, got ${String(value)}`)
  return value
}

/**
 * Which hypotheses fall, by e-values, with a false discovery rate of at most alpha.
 *
 * Question: of many contrasts watched every day, which may be claimed now, however they depend on each other?
 * Formula: reject the k largest, k the largest number with e_(k) ≥ m/(α·k). Source: Wang & Ramdas 2022.
 * Input: one e-value per hypothesis at the same look. RangeError on values below 0 or NaN.
 * Worked number: 90, 30, 1 at α = 0.05 → m/(αk) = 60, 30, 20: the first two fall.
 */
export function eBenjaminiHochberg(eValues: readonly number[], alpha = 0.05): boolean[] {
  requireOpenProbability(alpha, 'alpha')
  eValues.forEach((value, i) => requireEValue(value, `e-value ${i}`))
  const order = eValues.map((_, i) => i).sort((a, b) => at(eValues, b) - at(eValues, a))
  const m = eValues.length
  const count = order.reduce(
    (most, index, k) => (at(eValues, index) >= m / (alpha * (k + 1)) ? k + 1 : most),
    0,
  )
  const rejected = new Set(order.slice(0, count))
  return eValues.map((_, i) => rejected.has(i))
}
