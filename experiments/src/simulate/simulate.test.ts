import { describe, expect, it } from 'vitest'
import { ageSums, influenceWeights, mergeAgeSums, type RecoveryMetric } from '../recovery'
import {
  applyEffect,
  armAtDay,
  companyExperiment,
  constantHazards,
  cumulativeShare,
  plainExperiment,
  randomFromState,
  seededRandom,
  simulateExperiment,
  trueRecovery,
} from './index'

const share: RecoveryMetric = { kind: 'recovered_share', horizon: 30 }
const mean: RecoveryMetric = { kind: 'restricted_mean', tau: 30 }

describe('the generator of random numbers', () => {
  it('gives the published sequence of xoshiro128** from state 1, 2, 3, 4', () => {
    const random = randomFromState(1, 2, 3, 4)
    expect([random.bits(), random.bits(), random.bits(), random.bits()]).toEqual([
      11520, 0, 5927040, 70819200,
    ])
  })

  it('is uniform and normal to within chance, and the same for the same seed', () => {
    const random = seededRandom(5)
    const n = 200_000
    let sum = 0
    let squares = 0
    let uniforms = 0
    for (let i = 0; i < n; i++) {
      const z = random.normal()
      sum += z
      squares += z * z
      uniforms += random.uniform()
    }
    expect(Math.abs(sum / n)).toBeLessThan(4 / Math.sqrt(n))
    expect(Math.abs(squares / n - 1)).toBeLessThan(4 * Math.sqrt(2 / n))
    expect(Math.abs(uniforms / n - 0.5)).toBeLessThan(4 / Math.sqrt(12 * n))
    expect(seededRandom(9).bits()).toBe(seededRandom(9).bits())
    expect(seededRandom(9).bits()).not.toBe(seededRandom(10).bits())
    expect(() => seededRandom(0.5)).toThrow(RangeError)
  })
})

describe('effects', () => {
  const hazards = constantHazards(0.6, 30, 90)
  it('move the share at the horizon by what they say', () => {
    const at = (list: Float64Array, d: number): number => cumulativeShare(list)[d] ?? NaN
    expect(at(hazards, 30)).toBeCloseTo(0.6, 12)
    expect(at(applyEffect(hazards, { kind: 'points', points: 0.05, horizon: 30 }), 30)).toBeCloseTo(0.65, 12)
    const sooner = applyEffect(hazards, { kind: 'sooner', days: 6, horizon: 30 })
    expect(at(sooner, 30)).toBeCloseTo(0.6, 12)
    expect(at(sooner, 60)).toBeCloseTo(at(hazards, 60), 12)
    expect(at(sooner, 10)).toBeGreaterThan(at(hazards, 10) + 0.05)
    expect(1 - at(applyEffect(hazards, { kind: 'hazard_ratio', ratio: 2 }), 30)).toBeCloseTo(0.16, 12)
  })
})

describe('a simulated experiment', () => {
  it('has the truth it says, by arm and segment, with contamination, clusters and cancelled invoices', () => {
    const model = companyExperiment(4000)
    const runs = Array.from({ length: 12 }, (_, seed) => simulateExperiment(model, 100 + seed))
    for (const metric of [share, mean]) {
      model.arms.forEach((arm, k) => {
        const sums = mergeAgeSums(runs.map((run) => ageSums(armAtDay(run.arms[k] ?? fail(), 200), 30)))
        const weights = influenceWeights(metric, sums)
        const got = weights.measurable ? weights.estimate : NaN
        const expected = trueRecovery(model, metric, k)
        console.log(arm.name, metric.kind, { expected, got, delta: got - expected })
        expect(Math.abs(got - expected)).toBeLessThan(metric.kind === 'recovered_share' ? 0.01 : 0.25)
      })
    }
  })

  it('has the stated correlation between the invoices of a customer', () => {
    const arm = simulateExperiment(plainExperiment({ customers: 40_000 }), 3).arms[0] ?? fail()
    let both = 0
    let either = 0
    for (let i = 0; i < arm.exposed.length; i++) {
      const ages = arm.goneAge.subarray(arm.offsets[i] ?? 0, arm.offsets[i + 1] ?? 0)
      const paid = ages.reduce((count, age) => count + Number(age <= 30), 0)
      either += paid / 3
      both += (paid * (paid - 1)) / 6
    }
    const p = either / arm.exposed.length
    expect((both / arm.exposed.length - p * p) / (p * (1 - p))).toBeCloseTo(0.3, 1)
    expect(p).toBeCloseTo(0.6, 2)
  })

  it('is the same for the same seed and refuses shares that do not sum to 1', () => {
    const model = plainExperiment({ customers: 50 })
    expect(simulateExperiment(model, 4)).toEqual(simulateExperiment(model, 4))
    const broken = { ...model, segments: model.segments.map((segment) => ({ ...segment, share: 0.4 })) }
    expect(() => simulateExperiment(broken, 4)).toThrow(RangeError)
    expect(() => trueRecovery(model, share, 7)).toThrow(RangeError)
  })
})

function fail(): never {
  throw new Error('arm missing')
}
