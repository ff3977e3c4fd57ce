import { normalCdf, normalPdf, normalQuantile } from '../distributions'
import { measured, notMeasurable, requireOpenProbability, type Measurement } from '../errors'
import { compositeRule } from '../comparisons/quadrature'
import { at } from '../matrix'
import { requireSegments, type SegmentEffect } from './segment-effect'

export interface PooledEffect {
  readonly estimate: number
  readonly standardDeviation: number
  readonly interval: readonly [number, number]
}

export interface PooledSegments {
  readonly segments: readonly PooledEffect[]
  /** The mean over the population of segments. */
  readonly mean: PooledEffect
  /** Spread of the true effects between segments. */
  readonly tau: { readonly mean: number; readonly median: number; readonly upper95: number }
}

/** A normal component of the posterior mixture over tau. */
interface Component {
  readonly tau: number
  readonly weight: number
  readonly mean: number
  readonly meanVariance: number
}

const PANELS = 4

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
    mean,
    tau: {
      mean: components.reduce((sum, { weight, tau }) => sum + weight * tau, 0),
      median: tauQuantile(components, 0.5),
      upper95: tauQuantile(components, 0.95),
    },
  })
}

function tauPosterior(segments: readonly SegmentEffect[]): Component[] {
  const typical = Math.sqrt(
    segments.length / segments.reduce((sum, { standardError }) => sum + 1 / standardError ** 2, 0),
  )
  const centre = segments.reduce((sum, { estimate }) => sum + estimate, 0) / segments.length
  const spread = Math.sqrt(
    segments.reduce((sum, { estimate }) => sum + (estimate - centre) ** 2, 0) / segments.length,
  )
  const scale = Math.max(typical, spread)
  const raw = compositeRule(0, 1, PANELS).map(({ x, weight }) => {
    const tau = (scale * x) / (1 - x)
    const { logDensity, mean, meanVariance } = marginal(segments, tau)
    return { tau, mean, meanVariance, log: logDensity + Math.log(weight) - 2 * Math.log1p(-x) }
  })
  const largest = Math.max(...raw.map(({ log }) => log))
  const total = raw.reduce((sum, { log }) => sum + Math.exp(log - largest), 0)
  return raw
    .map(({ tau, mean, meanVariance, log }) => ({
      tau,
      mean,
      meanVariance,
      weight: Math.exp(log - largest) / total,
    }))
    .filter(({ weight }) => weight > 1e-13)
    .sort((a, b) => a.tau - b.tau)
}

/** Posterior of mu given tau, and the marginal density of the data given tau (Gelman et al. 2013 eq. 5.21). */
function marginal(
  segments: readonly SegmentEffect[],
  tau: number,
): { logDensity: number; mean: number; meanVariance: number } {
  let [precision, weighted, logs] = [0, 0, 0]
  for (const { estimate, standardError } of segments) {
    const w = 1 / (standardError ** 2 + tau * tau)
    precision += w
    weighted += w * estimate
    logs += Math.log(w)
  }
  const mean = weighted / precision
  const squares = segments.reduce(
    (sum, { estimate, standardError }) => sum + (estimate - mean) ** 2 / (standardError ** 2 + tau * tau),
    0,
  )
  return { logDensity: 0.5 * (logs - Math.log(precision) - squares), mean, meanVariance: 1 / precision }
}

interface Part {
  readonly weight: number
  readonly mean: number
  /** Square root of the variance of this component. */
  readonly deviation: number
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

/** Halley steps from the normal guess, kept inside a bracket that every evaluation narrows. */
function mixtureQuantile(parts: readonly Part[], p: number, centre: number, spread: number): number {
  let [low, high] = [-Infinity, Infinity]
  let x = centre + spread * normalQuantile(p)
  for (let i = 0; i < 100; i++) {
    let [below, slope, bend] = [0, 0, 0]
    for (const { weight, mean, deviation } of parts) {
      const z = (x - mean) / deviation
      const density = (weight * normalPdf(z)) / deviation
      below += weight * normalCdf(z)
      slope += density
      bend -= (density * z) / deviation
    }
    if (below > p) high = x
    else low = x
    const newton = (below - p) / slope
    const halley = x - newton / Math.max(0.5, 1 - (newton * bend) / (2 * slope))
    const middle = low > -Infinity && high < Infinity ? (low + high) / 2 : x + (below > p ? -2 : 2) * spread
    const next = halley > low && halley < high ? halley : middle
    if (Math.abs(next - x) < 1e-8 * spread) return next
    x = next
  }
  return x
}

function tauQuantile(components: readonly Component[], p: number): number {
  let cumulative = 0
  for (const [i, { weight, tau }] of components.entries()) {
    if (cumulative + weight >= p) {
      const previous =
        i === 0
          ? 0
          : at(
              components.map((component) => component.tau),
              i - 1,
            )
      return previous + ((p - cumulative) / weight) * (tau - previous)
    }
    cumulative += weight
  }
  return components.at(-1)?.tau ?? 0
}
