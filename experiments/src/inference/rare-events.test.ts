import { describe, expect, it } from 'vitest'
import { binomialPmf } from '../distributions'
import {
  clopperPearsonInterval,
  exactDifference,
  miettinenNurminenDifference,
  newcombeDifference,
  wilsonInterval,
} from './index'

const shares = (cEvents: number, cUnits: number, tEvents: number, tUnits: number) => ({
  control: { events: cEvents, units: cUnits },
  treatment: { events: tEvents, units: tUnits },
})

function expectInterval(got: readonly [number, number], low: number, high: number, digits: number): void {
  expect(got[0], `low ${got[0]}`).toBeCloseTo(low, digits)
  expect(got[1], `high ${got[1]}`).toBeCloseTo(high, digits)
}

describe('one share', () => {
  it('gives the published score and exact intervals', () => {
    // Newcombe 1998, "Interval estimation for the single proportion", table I: 81/263 and 15/148.
    expectInterval(wilsonInterval(81, 263), 0.2553, 0.3662, 4)
    expectInterval(clopperPearsonInterval(81, 263), 0.2527, 0.3676, 4)
    expectInterval(wilsonInterval(0, 20), 0, 0.1611, 4)
    expectInterval(clopperPearsonInterval(0, 20), 0, 0.1684, 4)
  })

  it('covers at least 95 % at every share when exact', () => {
    for (const share of [0.001, 0.005, 0.01, 0.03]) {
      let covered = 0
      for (let events = 0; events <= 60; events++) {
        const [low, high] = clopperPearsonInterval(events, 400)
        if (low <= share && share <= high) covered += binomialPmf(events, 400, share)
      }
      expect(covered).toBeGreaterThanOrEqual(0.95)
    }
  })
})

describe('difference of two shares', () => {
  it('gives the published hybrid and score intervals', () => {
    // Newcombe 1998, "Interval estimation for the difference", table II, methods 5 (Miettinen-Nurminen) and 10.
    expectInterval(newcombeDifference(shares(48, 80, 56, 70)), 0.0524, 0.3339, 4)
    expectInterval(miettinenNurminenDifference(shares(48, 80, 56, 70)).interval, 0.0528, 0.3382, 4)
    expectInterval(newcombeDifference(shares(3, 10, 9, 10)), 0.1705, 0.809, 4)
    expectInterval(miettinenNurminenDifference(shares(3, 10, 9, 10)).interval, 0.17, 0.8406, 4)
    expectInterval(newcombeDifference(shares(0, 10, 10, 10)), 0.6075, 1, 4)
    // By symmetry (1 − δ)/(1 + δ)·19 = 1.96², so δ = (19 − 3.8415)/(19 + 3.8415).
    expectInterval(miettinenNurminenDifference(shares(0, 10, 10, 10)).interval, 0.66364, 1, 5)
  })

  it('answers with no event in either arm', () => {
    const none = shares(0, 400, 0, 400)
    expect(miettinenNurminenDifference(none).interval[1]).toBeCloseTo(0.0095, 3)
    expect(exactDifference(none).interval[0]).toBeLessThan(-0.008)
    expect(miettinenNurminenDifference(none).pValue).toBe(1)
  })

  it('takes counts in the thousands', () => {
    const exact = exactDifference(shares(36, 9000, 50, 9000))
    const score = miettinenNurminenDifference(shares(36, 9000, 50, 9000))
    expect(exact.interval[0]).toBeLessThanOrEqual(score.interval[0] + 1e-4)
    expect(exact.interval[0]).toBeCloseTo(score.interval[0], 3)
    expect(exact.interval[1]).toBeCloseTo(score.interval[1], 3)
  })

  it('mirrors when the arms are exchanged', () => {
    const [low, high] = miettinenNurminenDifference(shares(5, 90, 2, 40)).interval
    expectInterval(miettinenNurminenDifference(shares(2, 40, 5, 90)).interval, -high, -low, 9)
  })

  it('refuses impossible counts', () => {
    expect(() => wilsonInterval(1, 0)).toThrow(RangeError)
    expect(() => clopperPearsonInterval(5, 4)).toThrow(RangeError)
    expect(() => newcombeDifference(shares(-1, 4, 0, 4))).toThrow(RangeError)
    expect(() => miettinenNurminenDifference(shares(1, 4, 0, 4), 1.5)).toThrow(RangeError)
    expect(() => exactDifference(shares(NaN, 4, 0, 4))).toThrow(RangeError)
  })
})
