import { measured, notMeasurable, requireOpenProbability, type Measurement } from '../errors'
import { mixtureQuantile, type Part } from './mixture-quantile'
import { requireSegments, type SegmentEffect } from './segment-effect'
import { tauPosterior, tauQuantile, type Component } from './tau-posterior'

export interface PooledEffect {
  readonly estimate: number
  readonly standardDeviation: number
  readonly interval: readonly [number, number]
}

export interface PooledSegments {
  readonly segments: readonly PooledEffect[]
  /** The mean over the population of segments; no deviation, which is infinite for four segments or fewer. */
  readonly mean: { readonly estimate: number; readonly interval: readonly [number, number] }
  /** Spread of the true effects between segments; no mean, which is infinite for three segments. */
  readonly tau: { readonly median: number; readonly upper95: number }
}

/**
 * Segment effects pulled towards each other as far as the data say (partial pooling).
 *
 * Question: how large is the effect in each segment, when small segments are noisy? Assumes normal estimates with
 * known errors, segments exchangeable. Model: y_i ~ N(θ_i, s_i²), θ_i ~ N(μ, τ²), flat priors on μ and on τ ≥ 0.
 * Method: for each τ, μ and θ_i are normal in closed form; one-dimensional quadrature over τ (64 points after
 * τ = c·u/(1 − u)); intervals are quantiles of the mixture. Source: Gelman 2006; Röver 2020. Coverage holds on
 * average over the segments, not for the most extreme one. Units: the metric's. Code too-few-segments under 3
 * (the posterior of τ is improper). RangeError on se ≤ 0 or NaN.
 * Worked number: the eight schools of Rubin 1981 (28 ± 15 … 12 ± 18) → school A 11.400, μ 7.932.
 */
export function poolSegments(segments: readonly SegmentEffect[], alpha = 0.05): Measurement<PooledSegments> {
  requireOpenProbability(alpha, 'alpha')
  requireSegments(segments)
  if (segments.length < 3) return notMeasurable('too-few-segments', { segments: segments.length, needed: 3 })
  const components = tauPosterior(segments)
  const mean = summarise(
    components.map(({ weight, mean: m, meanVariance }) => ({
      weight,
      mean: m,
      deviation: Math.sqrt(meanVariance),
    })),
    alpha,
  )
  return measured({
    segments: segments.map((segment) =>
      summarise(
        components.map((component) => segmentGiven(segment, component)),
        alpha,
      ),
    ),
    mean: { estimate: mean.estimate, interval: mean.interval },
    tau: {
      median: tauQuantile(segments, 0.5),
      upper95: tauQuantile(segments, 0.95),
    },
  })
}

function segmentGiven(
  { estimate, standardError }: SegmentEffect,
  { tau, weight, mean, meanVariance }: Component,
): Part {
  const between = tau * tau
  const within = standardError ** 2
  const own = between / (between + within)
  return {
    weight,
    mean: own * estimate + (1 - own) * mean,
    deviation: Math.sqrt(own * within + (1 - own) ** 2 * meanVariance),
  }
}

function summarise(parts: readonly Part[], alpha: number): PooledEffect {
  const estimate = parts.reduce((sum, { weight, mean }) => sum + weight * mean, 0)
  const variance = parts.reduce(
    (sum, part) => sum + part.weight * (part.deviation ** 2 + (part.mean - estimate) ** 2),
    0,
  )
  const standardDeviation = Math.sqrt(variance)
  const quantile = (p: number): number => mixtureQuantile(parts, p, estimate, standardDeviation)
  return { estimate, standardDeviation, interval: [quantile(alpha / 2), quantile(1 - alpha / 2)] }
}
