import { requireFinite, requireOpenProbability, requirePositive } from '../errors'

/** One simple alternative and the point of the null that it is tested against, as log factors. */
export interface BetFactors {
  readonly controlRate: number
  readonly variantRate: number
  readonly nullControlRate: number
  /** log of the factor for a control with, a control without, a variant with, a variant without the event. */
  readonly logControlEvent: number
  readonly logControlNone: number
  readonly logVariantEvent: number
  readonly logVariantNone: number
}

/**
 * Question: which point of the null {variant ≤ control + margin} is closest to an alternative, so that
 * the likelihood ratio against it is an e-variable for the whole null? The minimiser over the boundary
 * of n_a·KL(a*‖a) + n_b·KL(b*‖a + margin), by bisection on its increasing derivative.
 * Source: Turner & Grünwald 2023, Theorem 1 (reverse information projection on a convex null); at
 * margin 0 it is the weighted mean of Turner, Ly & Grünwald 2024, eq. 2.
 * Worked number: a* = 0.005, b* = 0.015, margin 0, block 1 + 1 → 0.01.
 */
export function nullPoint(
  controlRate: number,
  variantRate: number,
  margin: number,
  block: readonly [number, number],
): number {
  const [controls, variants] = block
  const slope = (a: number) => {
    const b = a + margin
    return (controls * (a - controlRate)) / (a * (1 - a)) + (variants * (b - variantRate)) / (b * (1 - b))
  }
  let low = Math.max(0, -margin) + 1e-12
  let high = Math.min(1, 1 - margin) - 1e-12
  for (let i = 0; i < 200 && high - low > 1e-16; i++) {
    const middle = (low + high) / 2
    if (slope(middle) < 0) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/**
 * Question: how many customers of each arm make a block, when their weights differ? Any ratio is valid; the closest
 * of up to ten customers wastes the fewest. Worked number: weights 0.6 and 0.2 → 3 and 1. Throws RangeError for
 * weights that are not above 0.
 */
export function guardrailBlock(
  controlWeight: number,
  variantWeight: number,
): readonly [controls: number, variants: number] {
  const share =
    requirePositive(controlWeight, 'controlWeight') /
    (controlWeight + requirePositive(variantWeight, 'variantWeight'))
  let best: readonly [number, number] = [1, 1]
  const miss = ([a, b]: readonly [number, number]) => Math.abs(a / (a + b) - share)
  for (let size = 2; size <= 10; size++) {
    const controls = Math.min(size - 1, Math.max(1, Math.round(share * size)))
    if (miss([controls, size - controls]) < miss(best) - 1e-12) best = [controls, size - controls]
  }
  return best
}

const additions = [0.004, 0.0075, 0.015] as const
const baseFactors = [0.7, 1, 1.4] as const

/**
 * Question: against which breaches does the guardrail bet? Nine alternatives: control rate = 0.7, 1 and
 * 1.4 times the historical base; variant rate = control + margin + 0.4, 0.75 and 1.5 points.
 * base, margin: shares (0.005 = half a point). Throws RangeError where a rate would leave (0, 1).
 */
export function growthAlternatives(
  base: number,
  margin: number,
  block: readonly [number, number],
): readonly BetFactors[] {
  requireOpenProbability(base, 'base')
  requireFinite(margin, 'margin')
  return baseFactors.flatMap((factor) =>
    additions.map((addition): BetFactors => {
      const controlRate = requireOpenProbability(base * factor, 'control rate of an alternative')
      const variantRate = requireOpenProbability(
        controlRate + margin + addition,
        'variant rate of an alternative',
      )
      const nullControlRate = nullPoint(controlRate, variantRate, margin, block)
      const nullVariantRate = nullControlRate + margin
      return {
        controlRate,
        variantRate,
        nullControlRate,
        logControlEvent: Math.log(controlRate / nullControlRate),
        logControlNone: Math.log((1 - controlRate) / (1 - nullControlRate)),
        logVariantEvent: Math.log(variantRate / nullVariantRate),
        logVariantNone: Math.log((1 - variantRate) / (1 - nullVariantRate)),
      }
    }),
  )
}
