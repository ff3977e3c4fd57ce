const TINY = 1e-300
const MAX_TERMS = 2_000_000

/**
 * Value of b0 + a1/(b1 + a2/(b2 + …)) by the modified Lentz algorithm.
 *
 * Source: Lentz 1976; Thompson & Barnett 1986. term(j) gives [a_j, b_j] for j ≥ 1.
 * Throws RangeError when 2 million terms do not settle it, rather than return a half-made number.
 */
export function continuedFraction(b0: number, term: (j: number) => readonly [number, number]): number {
  let value = b0 === 0 ? TINY : b0
  let c = value
  let d = 0
  for (let j = 1; j <= MAX_TERMS; j++) {
    const [a, b] = term(j)
    d = b + a * d
    if (d === 0) d = TINY
    d = 1 / d
    c = b + a / c
    if (c === 0) c = TINY
    const change = c * d
    value *= change
    if (Math.abs(change - 1) < 3e-16) return value
  }
  throw new RangeError('continued fraction does not converge for these arguments')
}
