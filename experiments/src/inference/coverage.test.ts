import { describe, expect, it } from 'vitest'
import { binomialPmf } from '../distributions'
import { exactDifference, miettinenNurminenDifference, newcombeDifference, type TwoShares } from './index'

type Interval = readonly [number, number]

/** Chance that an interval misses the true difference: every table of some weight, with its probability. */
function missed(units: number, pC: number, pT: number, interval: (shares: TwoShares) => Interval): number {
  let chance = 0
  for (let c = 0; c <= 40; c++) {
    for (let t = 0; t <= 40; t++) {
      const mass = binomialPmf(c, units, pC) * binomialPmf(t, units, pT)
      if (mass < 1e-4) continue
      const [low, high] = interval({ control: { events: c, units }, treatment: { events: t, units } })
      if (low > pT - pC || pT - pC > high) chance += mass
    }
  }
  return chance
}

describe('coverage for rare events, enumerated', () => {
  it.each([
    { units: 1000, pC: 0.005, pT: 0.005 },
    { units: 1000, pC: 0.005, pT: 0.015 },
    { units: 1000, pC: 0.01, pT: 0.01 },
    { units: 400, pC: 0.01, pT: 0.02 },
  ])('score intervals miss at most 6.5 in a hundred: $units an arm, $pC against $pT', ({ units, pC, pT }) => {
    expect(missed(units, pC, pT, (shares) => miettinenNurminenDifference(shares).interval)).toBeLessThan(
      0.065,
    )
    expect(missed(units, pC, pT, (shares) => newcombeDifference(shares))).toBeLessThan(0.065)
  })

  it('exact intervals miss at most 5 in a hundred', () => {
    const exact = (shares: TwoShares): Interval => exactDifference(shares).interval
    expect(missed(400, 0.005, 0.015, exact)).toBeLessThan(0.05)
    expect(missed(25, 0.02, 0.12, exact)).toBeLessThan(0.05)
  })
})
