import { describe, expect, it } from 'vitest'
import {
  SEQUENTIAL_START,
  alphaSpent,
  groupSequentialBounds,
  groupSequentialInterval,
  informationClockHalfWidth,
  informationClockRho,
  sequentialInterval,
  sequentialStep,
} from './index'

const plan = { plannedInformation: 2500, alpha: 0.05 }
const rho = informationClockRho(2500, 0.05)

describe('information clock', () => {
  it('gives the worked numbers', () => {
    expect(rho).toBeCloseTo(315.0140244814, 8)
    expect(informationClockHalfWidth(2500, rho, 0.05)).toBeCloseTo(0.0607041798, 9)
    const interval = sequentialInterval({ estimate: 0.07, standardError: 0.02 }, rho, 0.05)
    expect([interval.lower, interval.upper, interval.p].map((v) => v.toFixed(5))).toEqual([
      '0.00930',
      '0.13070',
      '0.01298',
    ])
  })

  it('has p equal to α exactly where the interval touches 0', () => {
    for (const standardError of [0.1, 0.02, 0.004]) {
      const half = informationClockHalfWidth(1 / standardError ** 2, rho, 0.05)
      expect(sequentialInterval({ estimate: half, standardError }, rho, 0.05).p).toBeCloseTo(0.05, 10)
    }
  })

  it('refuses a look before 100 at risk and 30 payers, and a look whose information fell', () => {
    const look = { estimate: 0.01, standardError: 0.05, customersAtRisk: 99, payers: 50 }
    expect(sequentialStep(plan, SEQUENTIAL_START, look).result).toMatchObject({ code: 'too-few-at-risk' })
    const fewPayers = { ...look, customersAtRisk: 100, payers: 29 }
    expect(sequentialStep(plan, SEQUENTIAL_START, fewPayers).result).toMatchObject({ code: 'too-few-payers' })
    const first = sequentialStep(plan, SEQUENTIAL_START, { ...look, customersAtRisk: 100 })
    expect(first.result.measurable).toBe(true)
    const second = sequentialStep(plan, first.state, { ...look, customersAtRisk: 120, standardError: 0.06 })
    expect(second.result).toMatchObject({ code: 'information-fell' })
    expect(second.state).toEqual(first.state)
    expect(first.state.looks).toBe(1)
  })

  it('takes a fall of the information by less than 1 % for noise, and never counts it back', () => {
    const look = { estimate: 0.01, standardError: 0.05, customersAtRisk: 200, payers: 50 }
    const first = sequentialStep(plan, SEQUENTIAL_START, look)
    const second = sequentialStep(plan, first.state, { ...look, standardError: 0.0502 })
    expect(second.result.measurable).toBe(true)
    expect(second.state).toMatchObject({ looks: 2, information: first.state.information })
  })

  it('throws a RangeError for a standard error of 0, NaN or an α outside 0 to 1', () => {
    expect(() => sequentialInterval({ estimate: 0, standardError: 0 }, rho, 0.05)).toThrow(RangeError)
    expect(() => sequentialInterval({ estimate: NaN, standardError: 1 }, rho, 0.05)).toThrow(RangeError)
    expect(() => informationClockRho(100, 1)).toThrow(RangeError)
    expect(() => informationClockRho(-1, 0.05)).toThrow(RangeError)
  })
})

describe('group-sequential bounds', () => {
  it("equal an independent integration of the O'Brien–Fleming-like and Pocock-like boundaries, five equal looks", () => {
    const looks = [20, 40, 60, 80, 100]
    const reference = {
      obrien_fleming: [4.876884949, 3.357011922, 2.680280025, 2.289816707, 2.031031967],
      pocock: [2.437977, 2.426814, 2.410194, 2.396645, 2.385984],
    }
    for (const kind of ['obrien_fleming', 'pocock'] as const) {
      const got = groupSequentialBounds(looks, 100, 0.05, kind).map((bound) => bound.critical)
      reference[kind].forEach((expected, i) => {
        const delta = Math.abs((got[i] ?? NaN) - expected)
        console.log(kind, { look: i + 1, expected, got: got[i], delta })
        expect(delta).toBeLessThan(1e-6)
      })
    }
  })

  it('spends nothing at 0, all of α at the end, and stays at infinity when information does not rise', () => {
    expect(alphaSpent('obrien_fleming', 0.5, 0.05)).toBeCloseTo(0.003051, 6)
    expect(alphaSpent('pocock', 0.5, 0.05)).toBeCloseTo(0.031006, 6)
    expect(alphaSpent('pocock', 0, 0.05)).toBe(0)
    expect(alphaSpent('obrien_fleming', 1.4, 0.05)).toBeCloseTo(0.05, 12)
    const bounds = groupSequentialBounds([50, 50, 110], 100, 0.05, 'pocock')
    expect(bounds[1]?.critical).toBe(Infinity)
    expect(bounds[2]?.spent).toBeCloseTo(0.05, 12)
    expect(() => groupSequentialBounds([0], 100, 0.05, 'pocock')).toThrow(RangeError)
  })

  it('draws the repeated interval of the docstring, and none where nothing may be spent', () => {
    const look = { estimate: 0.07, standardError: 0.02 }
    const drawn = groupSequentialInterval(look, { fraction: 0.2, spent: 0.01, critical: 2.438 })
    expect(drawn).toMatchObject({ declared: true })
    expect(drawn.measurable && [drawn.lower.toFixed(5), drawn.upper.toFixed(5)]).toEqual([
      '0.02124',
      '0.11876',
    ])
    const early = groupSequentialInterval(look, { fraction: 0.01, spent: 0, critical: Infinity })
    expect(early).toMatchObject({ measurable: false, code: 'nothing-spent' })
    expect(() =>
      groupSequentialInterval({ ...look, standardError: -1 }, { fraction: 1, spent: 0.05, critical: 2 }),
    ).toThrow(RangeError)
  })
})
