import { requireCount, requireNonNegative, requireProbability } from '../errors'
import type { HazardCounts } from './hazard-counts'
import { thompsonWeights } from './thompson'

export interface AdaptiveQuestion {
  /** Age at which the share recovered is the reward, days. */
  readonly horizon: number
  /** Least share of every variant, of all customers of the draw. */
  readonly floor: number
  /** Share that the control keeps whatever the results. */
  readonly fixedShare: number
  /** Number of the coming epoch: the same gives the same shares. */
  readonly seed: number
  readonly draws?: number
}

export interface AdaptiveShares {
  /** Of each variant; with the control's they sum to 1. */
  readonly shares: readonly number[]
  /** Share of posterior draws in which each was the best. */
  readonly bestShares: readonly number[]
}

/**
 * Question: which shares of the coming customers should the variants get, when the control keeps its own?
 * Formula: floor + (1 − c − K·floor)·P(the variant recovers most), c the control's share, K variants: thompsonWeights
 * within what the control leaves. A single variant gets all of that. Assumptions and source: as there.
 * Works from per-age counts. Throws RangeError for shares that do not fit into 1.
 * Worked number: control 0.4, two variants alike, floor 0.1 → about 0.3 each.
 */
export function adaptiveShares(variants: readonly HazardCounts[], asked: AdaptiveQuestion): AdaptiveShares {
  const { floor, fixedShare, ...more } = asked
  const rest = 1 - requireProbability(fixedShare, 'fixedShare')
  if (requireCount(variants.length, 'variants', 1) === 1) return { shares: [rest], bestShares: [1] }
  if (requireNonNegative(floor, 'floor') * variants.length > rest + 1e-12)
    throw new RangeError('the floors of all variants and the control sum to more than 1')
  const within = Math.min(floor / rest, 1 / variants.length)
  const { probabilities, bestShares } = thompsonWeights(variants, { ...more, floor: within })
  return { shares: probabilities.map((share) => share * rest), bestShares }
}

/**
 * Question: how are shares brought to a total without any of them below the floor?
 * Formula: floor + (total − K·floor)·e_i/Σe, e_i what share i has above the floor; equal where none has.
 * Throws RangeError where the floors do not fit. Worked numbers: 0.5, 0.1 and 0.1, floor 0.1, total 0.9 → 0.7, 0.1, 0.1.
 */
export function flooredShares(shares: readonly number[], floor: number, total: number): readonly number[] {
  const free = total - shares.length * requireNonNegative(floor, 'floor')
  if (free < -1e-12) throw new RangeError(`${shares.length} floors of ${floor} do not fit into ${total}`)
  const above = shares.map((share) => Math.max(0, share - floor))
  const sum = above.reduce((a, b) => a + b, 0)
  return above.map((one) => floor + Math.max(0, free) * (sum > 0 ? one / sum : 1 / shares.length))
}
