/** Weights of n cells that are alike: 1/n each; none for n < 1. */
export function equalWeights(n: number): readonly number[] {
  return n < 1 ? [] : Array.from({ length: n }, () => 1 / n)
}

/**
 * Throws RangeError unless there is one weight a cell, each within [0, 1], with sum 1 ± 1e-9. The SDK
 * would silently fall back to equal weights, and the split check would then test the wrong plan.
 */
export function requireWeights(
  weights: readonly number[],
  cells: number,
  name = 'weights',
): readonly number[] {
  if (weights.length !== cells) throw new RangeError(`${name}: ${weights.length} given for ${cells} cells`)
  let sum = 0
  for (const weight of weights) {
    if (!(weight >= 0 && weight <= 1)) throw new RangeError(`${name}: ${weight} is not within 0 and 1`)
    sum += weight
  }
  if (Math.abs(sum - 1) > 1e-9) throw new RangeError(`${name} sum to ${sum}, not 1`)
  return weights
}

/**
 * Question: how many places must a block have so that each cell gets its weight exactly?
 * The smallest m ≤ 1000 with every m·weight within 1e-6 of a whole number. Throws RangeError when
 * there is none. Worked number: weights 0.5, 0.3, 0.2 → 10 places: 5, 3, 2.
 */
export function blockOf(weights: readonly number[]): readonly number[] {
  requireWeights(weights, weights.length)
  for (let places = 1; places <= 1000; places++) {
    const counts = weights.map((weight) => Math.round(weight * places))
    const exact = weights.every((weight, i) => Math.abs(weight * places - (counts[i] ?? 0)) < 1e-6)
    if (exact && counts.reduce((a, b) => a + b, 0) === places) return counts
  }
  throw new RangeError(`weights ${weights.join(', ')} fit no block of up to 1000 places`)
}
