/** A source of reproducible random numbers: one 32-bit seed, the same numbers on every machine. */
export interface Random {
  /** A 32-bit whole number, 0 … 2³² − 1. */
  bits(): number
  /** Uniform, strictly between 0 and 1, on a grid of 2⁻³². */
  uniform(): number
  /** Whole number 0 … below − 1. */
  below(limit: number): number
  /** Standard normal. */
  normal(): number
}

/**
 * Question: which numbers does seed s stand for?
 * Method: xoshiro128** (Blackman & Vigna 2021, ACM TOMS 47(4)), state filled from the seed by a 32-bit
 * splitmix step (Steele, Lea & Flood 2014) so that near seeds give unrelated streams; period 2¹²⁸ − 1.
 * Normal deviates by Marsaglia's polar method (Marsaglia & Bray 1964). Not for secrets.
 * Worked number: state 1, 2, 3, 4 → 11520, 0, 5927040.
 * Throws RangeError for a seed that is not a whole number.
 */
export function seededRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be a whole number, got ${seed}`)
  let mixed = (seed ^ Math.imul(Math.floor(seed / 4294967296), 0x9e3779b9)) | 0
  const next = (): number => {
    mixed = (mixed + 0x9e3779b9) | 0
    let z = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
    return z ^ (z >>> 16)
  }
  return randomFromState(next(), next(), next(), next() | 1)
}

/** The generator from its four state words (not all 0): for checking against the published sequence. */
export function randomFromState(a: number, b: number, c: number, d: number): Random {
  let s0 = a | 0
  let s1 = b | 0
  let s2 = c | 0
  let s3 = d | 0
  let spare = NaN
  const bits = (): number => {
    const product = Math.imul(s1, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9)
    const shifted = s1 << 9
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = (s3 << 11) | (s3 >>> 21)
    return result >>> 0
  }
  const uniform = (): number => (bits() + 0.5) / 4294967296
  const normal = (): number => {
    if (!Number.isNaN(spare)) {
      const kept = spare
      spare = NaN
      return kept
    }
    for (;;) {
      const x = 2 * uniform() - 1
      const y = 2 * uniform() - 1
      const square = x * x + y * y
      if (square >= 1 || square === 0) continue
      const factor = Math.sqrt((-2 * Math.log(square)) / square)
      spare = y * factor
      return x * factor
    }
  }
  return { bits, uniform, normal, below: (limit) => Math.floor(uniform() * limit) }
}
