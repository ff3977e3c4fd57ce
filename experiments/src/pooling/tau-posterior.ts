import { compositeRule } from '../comparisons/quadrature'
import { solveBracketed } from '../distributions/solve'
import type { SegmentEffect } from './segment-effect'

/** A normal component of the posterior mixture over tau. */
export interface Component {
  readonly tau: number
  readonly weight: number
  readonly mean: number
  readonly meanVariance: number
}

const PANELS = 4

/** Size of effects in the data: tau is measured in it, so that the grid fits any unit. */
function typicalSize(segments: readonly SegmentEffect[]): number {
  const count = segments.length
  const error = Math.sqrt(
    count / segments.reduce((sum, { standardError }) => sum + 1 / standardError ** 2, 0),
  )
  const centre = segments.reduce((sum, { estimate }) => sum + estimate, 0) / count
  return Math.max(
    error,
    Math.sqrt(segments.reduce((sum, { estimate }) => sum + (estimate - centre) ** 2, 0) / count),
  )
}

interface GridPoint extends Component {
  /** ln of the unnormalised mass; weight is filled in by normalising. */
  readonly log: number
}

/** Posterior mass of tau = size·u/(1 − u) for u between 0 and `to`, on a Gauss–Legendre grid. */
function grid(segments: readonly SegmentEffect[], size: number, to: number): GridPoint[] {
  return compositeRule(0, to, PANELS).map(({ x, weight }) => {
    const tau = (size * x) / (1 - x)
    const { logDensity, mean, meanVariance } = marginal(segments, tau)
    return { tau, mean, meanVariance, weight, log: logDensity + Math.log(weight) - 2 * Math.log1p(-x) }
  })
}

/** Posterior of tau on a grid, with the posterior of mu given each tau, in ascending tau; weights sum to 1. */
export function tauPosterior(segments: readonly SegmentEffect[]): Component[] {
  const raw = grid(segments, typicalSize(segments), 1)
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

/** Quantile of tau: the end of the grid that holds the share p of the posterior mass. */
export function tauQuantile(segments: readonly SegmentEffect[], p: number): number {
  const size = typicalSize(segments)
  const whole = grid(segments, size, 1)
  const largest = Math.max(...whole.map(({ log }) => log))
  const mass = (points: readonly GridPoint[]): number =>
    points.reduce((sum, { log }) => sum + Math.exp(log - largest), 0)
  const total = mass(whole)
  const u = solveBracketed((to) => mass(grid(segments, size, to)) / total - p, 1e-9, 1 - 1e-9, 1e-10)
  return (size * u) / (1 - u)
}
