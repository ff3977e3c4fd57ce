import { describe, expect, it } from 'vitest'
import { seededRandom } from '../simulate'
import { adaptivelyWeightedDifference, adaptivelyWeightedMean } from './adaptively-weighted-mean'
import { euroHazardCounts, hazardCountsOf } from './hazard-counts'
import { policyValue } from './policy-value'
import { drawBanditArm, thompsonWeights } from './thompson'
import type { AdaptiveReward } from './adaptively-weighted-mean'
import type { LoggedReward } from './policy-value'

/** Customers of one arm who pay with a constant daily hazard and are followed for different times. */
function armCounts(hazard: number, customers: number, seed: number, horizon = 14) {
  const random = seededRandom(seed)
  const rows = Array.from({ length: customers }, () => {
    const paidAt = Math.floor(Math.log(random.uniform()) / Math.log(1 - hazard))
    return { followed: random.below(20), paidAt: paidAt > 100 ? null : paidAt }
  })
  return hazardCountsOf(rows, horizon)
}

describe('counts by age', () => {
  it('count a customer at risk until he paid or is no longer followed', () => {
    const rows = [
      { followed: 2, paidAt: 1 },
      { followed: 0, paidAt: null },
      { followed: 0, paidAt: 2 },
    ]
    expect(hazardCountsOf(rows, 2)).toEqual({ atRisk: [3, 1, 0], paid: [0, 1, 0] })
  })

  it('turn euros into customer equivalents', () => {
    expect(euroHazardCounts([400], [100_000], [100])).toEqual({ atRisk: [1.6], paid: [0.4] })
    expect(euroHazardCounts([0], [0], [0])).toEqual({ atRisk: [0], paid: [0] })
    expect(() => euroHazardCounts([400], [100_000], [500])).toThrow(RangeError)
  })
})

describe('Thompson weights', () => {
  const options = { horizon: 14, seed: 3 }

  it('sum to 1, keep the floor, and prefer the arm that is paid sooner although most are unpaid', () => {
    const { probabilities } = thompsonWeights(
      [armCounts(0.02, 400, 1), armCounts(0.05, 400, 2), armCounts(0.02, 400, 3)],
      options,
    )
    expect(probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12)
    expect(Math.min(...probabilities)).toBeGreaterThanOrEqual(0.1)
    expect(probabilities[1]).toBeGreaterThan(0.75)
  })

  it('are about equal without data, and the same for the same seed', () => {
    const empty = hazardCountsOf([], 14)
    const { probabilities } = thompsonWeights([empty, empty], options)
    expect(probabilities[0]).toBeCloseTo(0.5, 1)
    expect(thompsonWeights([empty, empty], options).probabilities).toEqual(probabilities)
  })

  it('refuse floors that do not fit, wrong counts and a single arm', () => {
    const arm = armCounts(0.05, 50, 1)
    expect(() => thompsonWeights([arm, arm, arm], { ...options, floor: 0.4 })).toThrow(RangeError)
    expect(() => thompsonWeights([arm], options)).toThrow(RangeError)
    expect(() => thompsonWeights([arm, { atRisk: [1], paid: [0] }], options)).toThrow(RangeError)
    expect(() => thompsonWeights([arm, { ...arm, paid: arm.atRisk.map(() => 999) }], options)).toThrow(
      RangeError,
    )
  })

  it('draw the fixed slice with its own weights and log the probability of the slice', () => {
    const plan = { fixedShare: 0.2, fixedWeights: [0.5, 0.5], weights: [0.9, 0.1] }
    expect(drawBanditArm(plan, 0.1, 0.6)).toEqual({ arm: 1, slice: 'fixed', probability: 0.5 })
    expect(drawBanditArm(plan, 0.3, 0.6)).toEqual({ arm: 0, slice: 'adaptive', probability: 0.9 })
    expect(drawBanditArm(plan, 0.3, 1)).toEqual({ arm: 1, slice: 'adaptive', probability: 0.1 })
    expect(() => drawBanditArm({ ...plan, weights: [0.9, 0.2] }, 0.3, 0.5)).toThrow(RangeError)
  })
})

describe('the value of a policy', () => {
  const truth: Record<string, readonly number[]> = { small: [0.4, 0.6], large: [0.5, 0.3] }
  const logged = (seed: number, customers = 800): LoggedReward[] => {
    const random = seededRandom(seed)
    return Array.from({ length: customers }, () => {
      const context = random.uniform() < 0.5 ? 'small' : 'large'
      const first = context === 'small' ? 0.8 : 0.3
      const arm = random.uniform() < first ? 0 : 1
      const reward = random.uniform() < (truth[context]?.[arm] ?? 0) ? 1 : 0
      return { context, arm, probability: arm === 0 ? first : 1 - first, reward }
    })
  }
  const best = (context: string) => (context === 'small' ? [0, 1] : [1, 0])

  it('is covered by its interval as often as promised, where the logged mean is far off', () => {
    let covered = 0
    let off = 0
    for (let seed = 0; seed < 400; seed++) {
      const rows = logged(seed)
      const value = policyValue(rows, best)
      if (!value.measurable) throw new Error(value.code)
      if (value.lower <= 0.55 && 0.55 <= value.upper) covered++
      off += rows.reduce((sum, { reward }) => sum + reward, 0) / rows.length / 400 - 0.55 / 400
    }
    expect(covered / 400).toBeGreaterThan(0.95 - 2 * Math.sqrt((0.95 * 0.05) / 400))
    expect(off).toBeLessThan(-0.1)
  })

  it('is refused under 100 effective observations', () => {
    expect(policyValue(logged(1, 200), best)).toMatchObject({ code: 'effective-sample-too-small' })
    expect(policyValue([], best)).toMatchObject({ code: 'effective-sample-too-small' })
  })

  it('refuses policies that do not sum to 1 and impossible probabilities', () => {
    expect(() => policyValue(logged(1), () => [0.5, 0.6])).toThrow(RangeError)
    expect(() => policyValue([{ context: 'a', arm: 0, probability: 0, reward: 1 }], () => [1, 0])).toThrow(
      RangeError,
    )
  })
})

/** Arms alike; the one that leads after each batch gets nine of ten of the next. */
function adaptiveRun(seed: number): AdaptiveReward[] {
  const random = seededRandom(seed)
  const rows: AdaptiveReward[] = []
  const totals = [0, 0]
  const counts = [0, 0]
  for (let batch = 0; batch < 10; batch++) {
    const mean = (arm: number) => (totals[arm] ?? 0) / Math.max(1, counts[arm] ?? 0)
    const first = batch === 0 ? 0.5 : mean(0) >= mean(1) ? 0.9 : 0.1
    const before = rows.length
    for (let i = 0; i < 60; i++) {
      const arm = random.uniform() < first ? 0 : 1
      rows.push({ batch, arm, probabilities: [first, 1 - first], reward: random.uniform() < 0.4 ? 1 : 0 })
    }
    for (const { arm, reward } of rows.slice(before)) {
      totals[arm] = (totals[arm] ?? 0) + reward
      counts[arm] = (counts[arm] ?? 0) + 1
    }
  }
  return rows
}

describe('adaptively weighted means', () => {
  it('cover as promised, with about half the bias of the plain mean of an arm', () => {
    let [covered, bias, plain, runs] = [0, 0, 0, 0]
    for (let seed = 0; seed < 600; seed++) {
      const rows = adaptiveRun(seed)
      const difference = adaptivelyWeightedDifference(rows, 0, 1)
      const mean = adaptivelyWeightedMean(rows, 0)
      if (!difference.measurable || !mean.measurable) continue
      runs++
      if (difference.lower <= 0 && 0 <= difference.upper) covered++
      bias += mean.estimate - 0.4
      const own = rows.filter(({ arm }) => arm === 0)
      plain += own.reduce((sum, { reward }) => sum + reward, 0) / own.length - 0.4
    }
    expect(runs).toBeGreaterThan(550)
    expect(covered / runs).toBeGreaterThan(0.95 - 2 * Math.sqrt((0.95 * 0.05) / runs))
    expect(plain / runs).toBeLessThan(-0.01)
    expect(Math.abs(bias)).toBeLessThan(0.6 * Math.abs(plain))
  })

  it('have the worked number', () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({
      batch: 0,
      arm: 0,
      probabilities: [1],
      reward: i % 2,
    }))
    const mean = adaptivelyWeightedMean(rows, 0)
    expect(mean.measurable && [mean.estimate, mean.standardError]).toEqual([0.5, expect.closeTo(0.0645, 4)])
  })

  it('need 30 customers of the arm, ordered batches and positive probabilities', () => {
    const row = { batch: 0, arm: 0, probabilities: [0.5, 0.5], reward: 1 }
    expect(adaptivelyWeightedMean([row], 0)).toMatchObject({ code: 'too-few-customers' })
    expect(() => adaptivelyWeightedMean([{ ...row, batch: 1 }, row], 0)).toThrow(RangeError)
    expect(() => adaptivelyWeightedMean([{ ...row, probabilities: [1, 0] }], 1)).toThrow(RangeError)
  })
})
