import { compositeRule } from '../comparisons/quadrature'
import type { SegmentEffect } from './segment-effect'

/** A normal component of the posterior mixture over tau. */
export interface Component {
  readonly tau: number
  readonly weight: number
  readonly mean: number
  readonly meanVariance: number
}

const PANELS = 4

/** Posterior of tau on a grid, with the posterior of mu given each tau, in ascending tau; weights sum to 1. */
export function tauPosterior(segments: readonly SegmentEffect[]): Component[] {
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

/** Quantile of tau, linear between grid points. */
export function tauQuantile(components: readonly Component[], p: number): number {
  let cumulative = 0
  let previous = 0
  for (const { weight, tau } of components) {
    if (cumulative + weight >= p) return previous + ((p - cumulative) / weight) * (tau - previous)
    cumulative += weight
    previous = tau
  }
  return previous
}
