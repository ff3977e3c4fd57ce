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

/** Places of a block at most: more would leave a small stratum within its first block, as good as undealt. */
const MOST_PLACES = 120

/**
 * Question: which block of places deals these weights?
 * The smallest m ≤ 120 with every m·weight within 1e-6 of a whole number, else the nearest block of 120 (largest
 * remainders; whatever has a weight keeps a place): then count / m is the probability, not the weight. Throws
 * RangeError for weights that are none. Worked numbers: weights 0.5, 0.3, 0.2 → 10 places: 5, 3, 2; 0.501 and
 * 0.499 → 120 places: 60, 60.
 */
export function blockOf(weights: readonly number[]): readonly number[] {
  requireWeights(weights, weights.length)
  for (let places = 1; places <= MOST_PLACES; places++) {
    const counts = weights.map((weight) => Math.round(weight * places))
    const exact = weights.every((weight, i) => Math.abs(weight * places - (counts[i] ?? 0)) < 1e-6)
    if (exact && sumOf(counts) === places) return counts
  }
  const counts = weights.map((weight) => (weight > 0 ? Math.max(1, Math.floor(weight * MOST_PLACES)) : 0))
  for (let left = MOST_PLACES - sumOf(counts); left !== 0; left = MOST_PLACES - sumOf(counts)) {
    const step = Math.sign(left)
    const missing = (i: number) => step * ((weights[i] ?? 0) * MOST_PLACES - (counts[i] ?? 0))
    const able = counts.flatMap((count, i) => (count > (step > 0 ? 0 : 1) ? [i] : []))
    const next = able.reduce((best, i) => (missing(i) > missing(best) ? i : best), able[0] ?? 0)
    counts[next] = (counts[next] ?? 0) + step
  }
  return counts
}

const sumOf = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0)
