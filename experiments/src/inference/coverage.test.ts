import { describe, expect, it } from 'vitest'
import { binomialPmf } from '../distributions'
import { exactDifference, miettinenNurminenDifference, newcombeDifference, type TwoShares } from './index'

type Interval = readonly [number, number]

/** Exact coverage of an interval for a difference of rare shares: every table that can happen, with its chance. */
function coverage(units: number, pC: number, pT: number, interval: (shares: TwoShares) => Interval): number {
  let covered = 0
  for (let c = 0; c <= 40; c++) {
    for (let t = 0; t <= 40; t++) {
      const mass = binomialPmf(c, units, pC) * binomialPmf(t, units, pT)
      if (mass < 1e-6) continue
      const [low, high] = interval({ control: { events: c, units }, treatment: { events: t, units } })
      if (low <= pT - pC && pT - pC <= high) covered += mass
    }
  }
  return covered
}

describe('coverage for rare events, enumerated', () => {
  it.each([
    [1000, 0.005, 0.005],
    [1000, 0.005, 0.015],
    [1000, 0.01, 0.01],
    [400, 0.01, 0.02],
  ])('score intervals hold at least 93.5 %% with %i customers an arm at %f against %f', (units, pC, pT) => {
    expect(coverage(units, pC, pT, (shares) => miettinenNurminenDifference(shares).interval)).toBeGreaterThan(
      0.935,
    )
    expect(coverage(units, pC, pT, (shares) => newcombeDifference(shares))).toBeGreaterThan(0.935)
  })

  it('exact intervals hold at least 95 %', () => {
    const exact = (shares: TwoShares): Interval => exactDifference(shares).interval
    expect(coverage(400, 0.005, 0.015, exact)).toBeGreaterThan(0.9495)
  })
})
