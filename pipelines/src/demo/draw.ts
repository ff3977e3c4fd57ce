import type { Random } from '@relance/experiments/simulate'

/** True with that probability. */
export const chance = (random: Random, probability: number): boolean => random.uniform() < probability

export function pick<T>(random: Random, list: readonly T[]): T {
  return list[random.below(list.length)] as T
}

/** One of the keys, as often as its weight says. */
export function weighted<K extends string>(random: Random, weights: Readonly<Record<K, number>>): K {
  const entries = Object.entries(weights) as [K, number][]
  let left = random.uniform() * entries.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [key, weight] of entries) {
    left -= weight
    if (left < 0) return key
  }
  return (entries[entries.length - 1] as [K, number])[0]
}

/** Whole number, both ends included. */
export const between = (random: Random, low: number, high: number): number =>
  low + random.below(high - low + 1)

/** Waiting time in days with this mean. */
export const waiting = (random: Random, mean: number): number => -Math.log(random.uniform()) * mean

/** Around `median`; two thirds of the draws are within a factor of e^spread. */
export const around = (random: Random, median: number, spread: number): number =>
  median * Math.exp(spread * random.normal())
