import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import {
  coxRegression,
  cumulativeIncidence,
  grayTest,
  kaplanMeier,
  kaplanMeierFromCounts,
  logRankTest,
  restrictedMean,
  restrictedMeanDifference,
  survivalAt,
  survivalCounts,
  survivalQuantile,
} from './index'

const data = { time: [5, 5, 8, 12], event: [1, 0, 1, 0] }

describe('survival curves', () => {
  it('give the same from counts as from rows', () => {
    expect(survivalCounts(data)).toEqual({ time: [5, 8, 12], events: [1, 1, 0], censored: [1, 0, 1] })
    expect(kaplanMeierFromCounts(survivalCounts(data))).toEqual(kaplanMeier(data))
  })

  it('never rise, stay in 0 to 1, and without censoring equal the empirical share', () => {
    const rows = fc.array(
      fc.record({ time: fc.integer({ min: 0, max: 30 }), event: fc.constantFrom(0, 1) }),
      { minLength: 1, maxLength: 60 },
    )
    fc.assert(
      fc.property(rows, (list) => {
        const curve = kaplanMeier({ time: list.map((row) => row.time), event: list.map((row) => row.event) })
        curve.survival.forEach((value, i) => {
          expect(value).toBeGreaterThanOrEqual(0)
          expect(value).toBeLessThanOrEqual(i === 0 ? 1 : (curve.survival[i - 1] ?? 1))
        })
        const complete = kaplanMeier({ time: list.map((row) => row.time), event: list.map(() => 1) })
        complete.time.forEach((t, i) => {
          const open = list.filter((row) => row.time > t).length / list.length
          expect(complete.survival[i]).toBeCloseTo(open, 10)
        })
      }),
      { seed: 41, numRuns: 100 },
    )
  })
})

describe('what the data cannot say', () => {
  it('is answered with a code', () => {
    const curve = kaplanMeier(data)
    expect(survivalAt(curve, 13)).toMatchObject({ code: 'horizon-beyond-follow-up' })
    expect(restrictedMean(curve, 13)).toMatchObject({ code: 'horizon-beyond-follow-up' })
    expect(survivalAt(curve, 2)).toMatchObject({ code: 'no-variation' })
    expect(survivalQuantile(curve, 0.9).time).toBeNull()
    const censored = { time: [1, 2, 3, 4], event: [0, 0, 0, 0] }
    expect(logRankTest({ ...censored, group: [0, 1, 0, 1] }, 2)).toMatchObject({ code: 'no-events' })
    expect(coxRegression({ ...censored, covariates: { x: [0, 1, 0, 1] } })).toMatchObject({
      code: 'no-events',
    })
    expect(coxRegression({ ...data, covariates: { x: [1, 1, 1, 1] } })).toMatchObject({
      code: 'no-variation',
    })
    expect(logRankTest({ ...data, group: [1, 1, 1, 1] }, 2)).toMatchObject({ code: 'one-group' })
    expect(cumulativeIncidence(censored, 1, 2)).toMatchObject({ code: 'no-variation' })
    expect(cumulativeIncidence(censored, 1, 9)).toMatchObject({ code: 'no-variation' })
    expect(grayTest({ ...censored, group: [0, 1, 0, 1] }, 2, 1)).toMatchObject({ code: 'no-events' })
  })

  it('includes the hazard ratio of an arm in which nobody pays', () => {
    const split = {
      time: [1, 2, 3, 9, 9, 9],
      event: [1, 1, 1, 0, 0, 0],
      covariates: { arm: [1, 1, 1, 0, 0, 0] },
    }
    expect(coxRegression(split)).toMatchObject({ code: 'no-convergence' })
  })
})

describe('broken rows', () => {
  it('throw a RangeError', () => {
    expect(() => kaplanMeier({ time: [], event: [] })).toThrow(RangeError)
    expect(() => kaplanMeier({ time: [NaN], event: [1] })).toThrow(RangeError)
    expect(() => kaplanMeier({ time: [-1], event: [1] })).toThrow(RangeError)
    expect(() => kaplanMeier({ time: [1, 2], event: [1] })).toThrow(RangeError)
    expect(() => kaplanMeier({ time: [1], event: [2] })).toThrow(RangeError)
    expect(() => kaplanMeierFromCounts({ time: [2, 1], events: [1, 1], censored: [0, 0] })).toThrow(
      RangeError,
    )
    expect(() => kaplanMeierFromCounts({ time: [1], events: [-1], censored: [0] })).toThrow(RangeError)
    expect(() => survivalAt(kaplanMeier(data), NaN)).toThrow(RangeError)
    expect(() => logRankTest({ ...data, group: [0, 1, 2, 0] }, 2)).toThrow(RangeError)
    expect(() => coxRegression({ ...data, covariates: {} })).toThrow(RangeError)
    expect(() => coxRegression({ ...data, covariates: { x: [1, NaN, 2, 3] } })).toThrow(RangeError)
    expect(() => restrictedMean(kaplanMeier(data), 0)).toThrow(RangeError)
    const mean = { tau: 5, mean: 1, standardError: 1 }
    expect(() => restrictedMeanDifference(mean, { ...mean, tau: 6 })).toThrow(RangeError)
  })
})
