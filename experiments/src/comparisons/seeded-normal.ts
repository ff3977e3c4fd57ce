import { requireCount } from '../errors'

/** xorshift128+ scrambled stream of uniforms in (0, 1) from a whole-number seed. Source: Vigna 2017, splitmix start. */
export function seededUniform(seed: number): () => number {
  requireCount(seed, 'seed')
  let state = (seed ^ 0x9e3779b9) >>> 0
  const next32 = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let word = Math.imul(state ^ (state >>> 15), 1 | state)
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word
    return (word ^ (word >>> 14)) >>> 0
  }
  return () => ((next32() >>> 5) * 67108864 + (next32() >>> 6) + 0.5) / 9007199254740992
}

/** Stream of standard normals by the polar method of Marsaglia & Bray 1964. */
export function seededNormal(seed: number): () => number {
  const uniform = seededUniform(seed)
  let spare: number | null = null
  return () => {
    if (spare !== null) {
      const value = spare
      spare = null
      return value
    }
    for (;;) {
      const u = 2 * uniform() - 1
      const v = 2 * uniform() - 1
      const s = u * u + v * v
      if (s > 0 && s < 1) {
        const factor = Math.sqrt((-2 * Math.log(s)) / s)
        spare = v * factor
        return u * factor
      }
    }
  }
}
