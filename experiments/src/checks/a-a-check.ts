import { chiSquareSf } from '../distributions'
import { clopperPearsonInterval } from '../inference/clopper-pearson-interval'
import {
  measured,
  notMeasurable,
  requireOpenProbability,
  requireProbability,
  type Measurement,
} from '../errors'

export interface AACheck {
  readonly runs: number
  readonly falseAlarms: number
  readonly rate: number
  /** Exact interval of the false alarm rate. */
  readonly interval: readonly [number, number]
  /** p of "the p-values are uniform" (Kolmogorov–Smirnov). */
  readonly uniformityPValue: number
  /** True when the interval lies wholly above alpha: the whole path from assignment to test cries wolf. */
  readonly tooManyAlarms: boolean
}

/**
 * Reads a series of A/A runs: same treatment in all arms, real history, one p-value a run.
 *
 * Question: does our path from assignment to test keep its promised error rate on our own data? Input: p-values
 * of runs with different seeds (assignment by seed, outcome from history). Formula: exact interval of the
 * share of p ≤ α; Kolmogorov–Smirnov distance to uniform with Stephens' correction.
 * Source: Kohavi, Tang & Xu 2020 ch. 19; Stephens 1970. Code too-few-runs under 100. RangeError on p outside
 * [0, 1]. Worked number: 100 evenly spread p-values → 5 alarms, rate 0.05, uniformity p = 1.
 */
export function aaCheck(pValues: readonly number[], alpha = 0.05): Measurement<AACheck> {
  requireOpenProbability(alpha, 'alpha')
  pValues.forEach((p, i) => requireProbability(p, `p-value ${i}`))
  const runs = pValues.length
  if (runs < 100) return notMeasurable('too-few-runs', { runs, needed: 100 })
  const falseAlarms = pValues.filter((p) => p <= alpha).length
  const interval = clopperPearsonInterval(falseAlarms, runs)
  return measured({
    runs,
    falseAlarms,
    rate: falseAlarms / runs,
    interval,
    uniformityPValue: kolmogorovUniform(pValues),
    tooManyAlarms: interval[0] > alpha,
  })
}

/** Kolmogorov–Smirnov p against uniform; two-term forms would do, the series is summed to rounding. */
function kolmogorovUniform(pValues: readonly number[]): number {
  const n = pValues.length
  const sorted = [...pValues].sort((a, b) => a - b)
  const distance = sorted.reduce((most, p, i) => Math.max(most, (i + 1) / n - p, p - i / n), 0)
  const scaled = distance * (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n))
  if (scaled < 0.2) return 1
  let sum = 0
  for (let k = 1; k <= 100; k++) {
    const term = 2 * (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * scaled * scaled)
    sum += term
    if (Math.abs(term) < 1e-16) break
  }
  return Math.min(1, Math.max(0, sum))
}

/**
 * Fisher's combination of independent p-values: are there too many small ones? −2 Σ ln p on 2m df.
 * Source: Fisher 1932. RangeError on p outside [0, 1]. Worked number: 0.05 and 0.05 → 0.0174786.
 */
export function fisherCombination(pValues: readonly number[]): number {
  if (pValues.length === 0) throw new RangeError('no p-values to combine')
  pValues.forEach((p, i) => requireProbability(p, `p-value ${i}`))
  if (pValues.some((p) => p === 0)) return 0
  return chiSquareSf(-2 * pValues.reduce((sum, p) => sum + Math.log(p), 0), 2 * pValues.length)
}
