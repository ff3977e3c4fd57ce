import { requireFinite, requireNonNegative, requirePositive, requireProbability } from '../errors'

interface Dependence {
  /** Customers of one payer share their fate. */
  readonly clusters?: {
    readonly meanSize: number
    readonly sizeVariation: number
    readonly correlation: number
  }
  /** Share of variance that pre-trigger covariates explain (CUPED), 0 to 1. */
  readonly explained?: number
}

/** What is measured and how much it varies between customers; effects are absolute, in the metric's unit. */
export type DesignMetric = Dependence &
  (
    | { readonly kind: 'proportion'; readonly rate: number }
    | { readonly kind: 'mean'; readonly standardDeviation: number }
    | {
        readonly kind: 'ratio'
        readonly numerator: { readonly mean: number; readonly variance: number }
        readonly denominator: { readonly mean: number; readonly variance: number }
        readonly covariance: number
      }
    /** Euro share, restricted mean or any estimate whose n·se² is known from history (clusters inside). */
    | { readonly kind: 'unit_variance'; readonly variance: number }
  )

/**
 * Question: by how much do clusters inflate the variance? Formula: 1 + ((1 + cv²)·m̄ − 1)·ICC, m̄ mean
 * size, cv coefficient of variation of the sizes. Source: Kish 1965; Eldridge, Ashby & Kerry 2006.
 * Worked number: 3 a cluster, all alike, ICC 0.3 → 1.6. Throws RangeError for a size under 1.
 */
export function designEffect(meanSize: number, sizeVariation: number, correlation: number): number {
  if (!(requirePositive(meanSize, 'meanSize') >= 1)) throw new RangeError('a cluster has at least one member')
  requireNonNegative(sizeVariation, 'sizeVariation')
  requireProbability(correlation, 'correlation')
  return 1 + ((1 + sizeVariation ** 2) * meanSize - 1) * correlation
}

function variancesWithout(metric: DesignMetric, effect: number): readonly [number, number] {
  switch (metric.kind) {
    case 'proportion': {
      const rate = requireProbability(metric.rate, 'rate')
      const changed = requireProbability(rate + effect, 'rate with the effect')
      return [rate * (1 - rate), changed * (1 - changed)]
    }
    case 'mean':
      return [metric.standardDeviation ** 2, metric.standardDeviation ** 2]
    case 'ratio': {
      const { numerator, denominator, covariance } = metric
      requirePositive(denominator.mean, 'denominator mean')
      const ratio = numerator.mean / denominator.mean
      const of = (r: number) =>
        (numerator.variance - 2 * r * covariance + r * r * denominator.variance) / denominator.mean ** 2
      return [of(ratio), of(ratio + effect)]
    }
    case 'unit_variance':
      return [metric.variance, metric.variance]
  }
}

/**
 * Question: how large is n·se² of one arm, without and with the effect? (se² of an arm = this / its
 * customers.) Formula: p(1 − p); σ²; delta method (V_m − 2R·C + R²V_d)/d̄²; times design effect, times
 * 1 − explained share. Worked number: rate 0.5, effect 0.1 → 0.25 and 0.24. Throws RangeError for a
 * negative or NaN variance and a rate that the effect pushes out of [0, 1].
 */
export function unitVariances(
  metric: DesignMetric,
  effect: number,
): readonly [control: number, variant: number] {
  requireFinite(effect, 'effect')
  const { clusters, explained = 0 } = metric
  const inflation = clusters
    ? designEffect(clusters.meanSize, clusters.sizeVariation, clusters.correlation)
    : 1
  const left = inflation * (1 - requireProbability(explained, 'explained'))
  const [control, variant] = variancesWithout(metric, effect)
  return [requirePositive(control * left, 'variance'), requireNonNegative(variant * left, 'variance')]
}
