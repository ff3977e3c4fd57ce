import { notMeasurable, measured, requireCount, requireNonNegative, type Measurement } from '../errors'
import { chiSquareSf } from '../distributions'
import { at } from '../matrix'

export interface SplitCheck {
  readonly statistic: number
  readonly df: number
  readonly pValue: number
  /** Units expected in each arm under the planned weights. */
  readonly expected: readonly number[]
}

/**
 * Chi-square check that units fell into arms as planned, looked at once.
 *
 * Question: is the split what the weights say (else assignment or counting is broken and no result counts)?
 * Assumes independent assignment of units and one look; for daily looks use sequentialSplitCheck.
 * Formula: Σ (observed − expected)²/expected on arms − 1 degrees of freedom; arms of weight 0 are dropped
 * when empty, and are a broken split (p = 0) when they hold units. Source: Pearson 1900; Fabijan et al.
 * 2019 for its use. From counts. Throws RangeError on counts that are not whole, weights below 0, lengths
 * that differ; code too-few-arms when under two arms have weight, no-units when all counts are 0.
 * Worked number: 5210 and 4990 at equal weights → 4.745098, p = 0.0293819.
 */
export function splitChiSquare(
  counts: readonly number[],
  weights: readonly number[],
): Measurement<SplitCheck> {
  if (counts.length !== weights.length) throw new RangeError('one weight per arm is needed')
  counts.forEach((count, i) => requireCount(count, `count ${i}`))
  weights.forEach((weight, i) => requireNonNegative(weight, `weight ${i}`))
  const total = counts.reduce((sum, count) => sum + count, 0)
  const weight = weights.reduce((sum, value) => sum + value, 0)
  const arms = weights.filter((value) => value > 0).length
  if (arms < 2) return notMeasurable('too-few-arms', { arms })
  if (total === 0) return notMeasurable('no-units', { arms })
  const expected = weights.map((value) => (value / weight) * total)
  const df = arms - 1
  if (counts.some((count, i) => count > 0 && weights[i] === 0)) {
    return measured({ statistic: Infinity, df, pValue: 0, expected })
  }
  const statistic = counts.reduce((sum, count, i) => {
    const plan = at(expected, i)
    return plan === 0 ? sum : sum + (count - plan) ** 2 / plan
  }, 0)
  return measured({ statistic, df, pValue: chiSquareSf(statistic, df), expected })
}
