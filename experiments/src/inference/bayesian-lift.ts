import {
  isMeasurable,
  measured,
  requireFinite,
  requireOpenProbability,
  requirePositive,
  type Measurement,
} from '../errors'
import { normalCdf, normalPdf, normalQuantile } from '../distributions'
import type { EffectScale } from './arm-sums'
import { effectMoments, type Comparison, type EffectMoments } from './effect-moments'
import { dailyFactor, type DailyImpact } from './welch'

/** Normal prior of the effect; absent = flat. */
export interface EffectPrior {
  readonly mean: number
  readonly variance: number
  /** Scale on which mean and variance are given; converted by the control mean when it differs. */
  readonly scale: EffectScale
}

export interface BayesianOptions {
  readonly scale: EffectScale
  readonly alpha?: number
  readonly prior?: EffectPrior
  /** True for metrics where lower is better: days, costs, complaints. */
  readonly lowerIsBetter?: boolean
  readonly daily?: DailyImpact
}

export interface BayesianResult {
  /** Posterior mean of the effect, per day when daily is given. */
  readonly estimate: number
  readonly standardDeviation: number
  readonly interval: readonly [number, number]
  readonly chanceToBeat: number
  /** Expected loss per unit, before daily scaling, of staying with control and of taking the treatment. */
  readonly expectedLoss: { readonly control: number; readonly treatment: number }
  /** Always false: this view makes no verdict, and looking daily is not paid for. */
  readonly protectedAgainstDailyLooks: false
  readonly moments: EffectMoments
  readonly method: string
}

/**
 * Bayesian view of an effect: posterior, chance to beat control, expected loss.
 *
 * Question: given this prior and the data once, how likely is the variant better, and what would a wrong
 * choice cost? Labelled "not protected against daily looks"; it never makes the verdict.
 * Formula: normal prior × normal likelihood of effectMoments; loss of the treatment E[max(−δ, 0)] =
 * σ·φ(m/σ) − m·Φ(−m/σ), of control E[max(δ, 0)] (signs swapped where lower is better).
 * Source: Gelman et al. 2013 §2.5; Stucchio 2015 for the loss. From sums. Codes as effectMoments.
 * Worked number: 2480/4000 against 2580/4000, relative, flat prior → chance 0.98848, loss 7.032e-5.
 */
export function bayesianLift(comparison: Comparison, options: BayesianOptions): Measurement<BayesianResult> {
  const alpha = requireOpenProbability(options.alpha ?? 0.05, 'alpha')
  const factor = dailyFactor(options.daily, options.scale)
  const moments = effectMoments(comparison, options.scale)
  if (!isMeasurable(moments)) return moments
  const { mean, deviation } = posterior(moments, options.scale, options.prior)
  const z = mean / deviation
  const lossOf = (direction: number): number =>
    deviation * normalPdf(z) + direction * mean * normalCdf(direction * z)
  const sign = options.lowerIsBetter === true ? -1 : 1
  const half = -normalQuantile(alpha / 2) * deviation
  return measured({
    estimate: mean * factor,
    standardDeviation: deviation * factor,
    interval: [(mean - half) * factor, (mean + half) * factor] as const,
    chanceToBeat: normalCdf(sign * z),
    expectedLoss: { control: lossOf(sign), treatment: lossOf(-sign) },
    protectedAgainstDailyLooks: false as const,
    moments,
    method: 'bayesian-normal-lift',
  })
}

function posterior(
  moments: EffectMoments,
  scale: EffectScale,
  prior: EffectPrior | undefined,
): { mean: number; deviation: number } {
  if (prior === undefined) return { mean: moments.estimate, deviation: moments.standardError }
  requireFinite(prior.mean, 'prior.mean')
  requirePositive(prior.variance, 'prior.variance')
  const size = Math.abs(moments.control.unadjustedMean)
  const factor = prior.scale === scale ? 1 : scale === 'absolute' ? size : 1 / size
  if (!(factor > 0 && Number.isFinite(factor)))
    throw new RangeError('a prior on the other scale needs a control mean')
  const priorPrecision = 1 / (prior.variance * factor * factor)
  const precision = 1 / moments.standardError ** 2
  const total = priorPrecision + precision
  return {
    mean: (prior.mean * factor * priorPrecision + moments.estimate * precision) / total,
    deviation: 1 / Math.sqrt(total),
  }
}
