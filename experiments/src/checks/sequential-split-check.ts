import { logGamma } from '../distributions'
import {
  notMeasurable,
  measured,
  requireCount,
  requireNonNegative,
  requireOpenProbability,
  requirePositive,
  type Measurement,
} from '../errors'
import { at } from '../matrix'

export interface SequentialSplitCheck {
  /** Evidence against the planned split; Infinity when a unit fell where none may. */
  readonly eValue: number
  /** Anytime-valid p: 1/e-value, at most 1. Take the smallest seen so far over the looks. */
  readonly pValue: number
  readonly broken: boolean
  /** Threshold for this check after Bonferroni. */
  readonly level: number
}

export interface SplitCheckOptions {
  /** Error rate over all looks and all checks; 0.001. */
  readonly alpha?: number
  /** Number of checks that share alpha: 1 + segments. */
  readonly checks?: number
  /** Weight of the planned split in the alternative; larger looks for smaller deviations. 100 by default. */
  readonly concentration?: number
}

/**
 * Split check that may be looked at after every unit.
 *
 * Question: is assignment broken, watched every day? Assumes units arrive one after the other and are assigned
 * independently with the planned weights (within one epoch of weights). Formula: Bayes factor of a
 * Dirichlet(k·weights) alternative against the plan, Γ(k)/Γ(k + n)·Π Γ(k w_i + n_i)/Γ(k w_i) / Π w_i^n_i;
 * it exceeds 1/α at any time with probability at most α when the plan holds. Source: Lindon & Malek 2022.
 * From counts. RangeError on counts that are not whole or weights below 0; codes too-few-arms, no-units.
 * Worked number: 530 and 470 at equal weights, k = 100 → e = 1.5487, p = 0.6457.
 */
export function sequentialSplitCheck(
  counts: readonly number[],
  weights: readonly number[],
  options: SplitCheckOptions = {},
): Measurement<SequentialSplitCheck> {
  if (counts.length !== weights.length) throw new RangeError('one weight per arm is needed')
  counts.forEach((count, i) => requireCount(count, `count ${i}`))
  weights.forEach((weight, i) => requireNonNegative(weight, `weight ${i}`))
  const alpha = requireOpenProbability(options.alpha ?? 0.001, 'alpha')
  const level = alpha / requireCount(options.checks ?? 1, 'checks', 1)
  const k = requirePositive(options.concentration ?? 100, 'concentration')
  const used = weights.map((_, i) => i).filter((i) => at(weights, i) > 0)
  if (used.length < 2) return notMeasurable('too-few-arms', { arms: used.length })
  const n = counts.reduce((sum, count) => sum + count, 0)
  if (n === 0) return notMeasurable('no-units', { arms: used.length })
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const stray = counts.some((count, i) => count > 0 && weights[i] === 0)
  const logE = stray
    ? Infinity
    : used.reduce(
        (sum, i) => {
          const share = at(weights, i) / total
          const count = at(counts, i)
          return sum + logGamma(k * share + count) - logGamma(k * share) - count * Math.log(share)
        },
        logGamma(k) - logGamma(k + n),
      )
  const eValue = Math.exp(logE)
  const pValue = Math.min(1, Math.exp(-logE))
  return measured({ eValue, pValue, broken: pValue <= level, level })
}
