import { describe, expect, it } from 'vitest'
import { requireMeasurable } from '../errors'
import { seededRandom } from '../simulate/random'
import { welchTTest } from '../inference'
import { meanSumsOfRows } from '../inference/sums-of-rows'
import { aaCheck, balanceCheck, fisherCombination, sequentialSplitCheck, splitChiSquare } from './index'

describe('split check looked at once', () => {
  it('calls units in an arm of weight zero a broken split', () => {
    expect(requireMeasurable(splitChiSquare([50, 50, 1], [1, 1, 0])).pValue).toBe(0)
  })

  it('says what it cannot test', () => {
    expect(splitChiSquare([10, 0], [1, 0])).toMatchObject({ measurable: false, code: 'too-few-arms' })
    expect(splitChiSquare([0, 0], [1, 1])).toMatchObject({ measurable: false, code: 'no-units' })
    expect(() => splitChiSquare([1.5, 2], [1, 1])).toThrow(RangeError)
    expect(() => splitChiSquare([1, 2], [1, -1])).toThrow(RangeError)
    expect(() => splitChiSquare([1, 2], [1])).toThrow(RangeError)
  })
})

describe('split check looked at every day', () => {
  it('is the Dirichlet-multinomial Bayes factor', () => {
    // By the chain rule: product over units of predictive probability over planned probability.
    let product = 1
    const counts = [0, 0, 0]
    const weights = [0.5, 0.3, 0.2]
    for (const arm of [0, 0, 1, 2, 0, 1, 0, 0, 2, 0]) {
      const seen = counts.reduce((a, b) => a + b, 0)
      product *= (100 * (weights[arm] ?? 0) + (counts[arm] ?? 0)) / (100 + seen) / (weights[arm] ?? 1)
      counts[arm] = (counts[arm] ?? 0) + 1
    }
    expect(requireMeasurable(sequentialSplitCheck(counts, weights)).eValue).toBeCloseTo(product, 11)
  })

  it('cries wolf in fewer than alpha of honest experiments under daily looks', () => {
    let alarms = 0
    for (let seed = 1; seed <= 400; seed++) {
      const { uniform } = seededRandom(seed)
      const counts = [0, 0]
      let broken = false
      for (let day = 0; day < 40; day++) {
        for (let unit = 0; unit < 25; unit++) {
          const arm = uniform() < 0.5 ? 0 : 1
          counts[arm] = (counts[arm] ?? 0) + 1
        }
        broken ||= requireMeasurable(sequentialSplitCheck(counts, [1, 1], { alpha: 0.05 })).broken
      }
      if (broken) alarms++
    }
    expect(alarms / 400).toBeLessThan(0.05)
  })

  it('finds a split of 53 to 47 and divides alpha over segments', () => {
    const found = requireMeasurable(sequentialSplitCheck([10600, 9400], [1, 1], { checks: 8 }))
    expect(found.broken).toBe(true)
    expect(found.level).toBeCloseTo(0.001 / 8, 12)
    expect(requireMeasurable(sequentialSplitCheck([5010, 4990], [1, 1])).broken).toBe(false)
    expect(requireMeasurable(sequentialSplitCheck([5, 5, 1], [1, 1, 0])).eValue).toBe(Infinity)
  })
})

describe('balance before the trigger', () => {
  const arm = (rows: number[][]) => ({
    n: rows.length,
    sums: [0, 1].map((i) => rows.reduce((sum, row) => sum + (row[i] ?? 0), 0)),
    products: [0, 1].map((i) =>
      [0, 1].map((j) => rows.reduce((sum, row) => sum + (row[i] ?? 0) * (row[j] ?? 0), 0)),
    ),
  })
  const rows = (seed: number, n: number, shift: number): number[][] => {
    const { uniform } = seededRandom(seed)
    return Array.from({ length: n }, () => {
      const x = uniform()
      return [x + shift, 0.5 * x + uniform()]
    })
  }

  it('with one covariate is the pooled t test squared', () => {
    const one = (n: number, mean: number) => ({ n, sums: [n * mean], products: [[n - 1 + n * mean * mean]] })
    const result = requireMeasurable(balanceCheck([one(100, 0), one(100, 0.3)]))
    expect(result.statistic).toBeCloseTo(4.5, 10)
    expect(result.pValue).toBeCloseTo(0.0351, 4)
  })

  it('finds a shift and stays quiet without one', () => {
    expect(
      requireMeasurable(balanceCheck([arm(rows(1, 900, 0)), arm(rows(2, 900, 0.08))])).pValue,
    ).toBeLessThan(0.001)
    const ps = Array.from(
      { length: 200 },
      (_, i) =>
        requireMeasurable(
          balanceCheck([arm(rows(3 * i, 80, 0)), arm(rows(3 * i + 1, 90, 0)), arm(rows(3 * i + 2, 70, 0))]),
        ).pValue,
    )
    const alarms = ps.filter((p) => p < 0.05).length / 200
    expect(alarms).toBeLessThan(0.05 + 2 * Math.sqrt((0.05 * 0.95) / 200))
  })

  it('refuses collinear covariates and single arms', () => {
    const same = arm(Array.from({ length: 30 }, (_, i) => [i, 2 * i]))
    expect(balanceCheck([same, same])).toMatchObject({ code: 'collinear-covariates' })
    expect(balanceCheck([same])).toMatchObject({ code: 'too-few-arms' })
    expect(() => balanceCheck([])).toThrow(RangeError)
  })
})

describe('A/A runs', () => {
  it('keep the promised error rate through the Welch test on skewed history', () => {
    const { uniform } = seededRandom(99)
    const history = Array.from({ length: 600 }, () => Math.exp(2 * uniform()))
    const ps = Array.from({ length: 300 }, (_, seed) => {
      const { uniform: draw } = seededRandom(1000 + seed)
      const arms: [number[], number[]] = [[], []]
      for (const amount of history) arms[draw() < 0.5 ? 0 : 1].push(amount)
      const pair = { control: meanSumsOfRows(arms[0]), treatment: meanSumsOfRows(arms[1]) }
      return requireMeasurable(welchTTest(pair, { scale: 'absolute' })).pValue
    })
    const result = requireMeasurable(aaCheck(ps))
    expect(result.tooManyAlarms).toBe(false)
    expect(result.uniformityPValue).toBeGreaterThan(0.01)
  })

  it('shows a path that cries wolf', () => {
    const ps = Array.from({ length: 200 }, (_, i) => (i / 200) ** 3)
    const result = requireMeasurable(aaCheck(ps))
    expect(result.tooManyAlarms).toBe(true)
    expect(result.uniformityPValue).toBeLessThan(1e-6)
    expect(aaCheck(ps.slice(0, 50))).toMatchObject({ code: 'too-few-runs' })
    expect(() => aaCheck([NaN])).toThrow(RangeError)
  })

  it('combine by Fisher', () => {
    expect(fisherCombination([0.05, 0.05])).toBeCloseTo(0.0174786, 6)
    expect(fisherCombination([0, 0.5])).toBe(0)
  })
})
