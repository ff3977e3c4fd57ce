/** A seeded stream of draws, the same on every machine (mulberry32). */
export function createRandom(seed: number) {
  let state = seed >>> 0
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    uniform,
    /** standard normal (Box and Muller) */
    normal: (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    /** Poisson with mean 1, by inversion */
    poissonOne: (): number => {
      let count = 0
      let chance = Math.exp(-1)
      for (let left = uniform() - chance; left >= 0 && count < 20; left -= chance) chance /= ++count
      return count
    },
  }
}
