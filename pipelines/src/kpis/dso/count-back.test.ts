import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bridgeParts, countBack } from './count-back'

const months = [
  { billed: 1200, days: 30 },
  { billed: 800, days: 31 },
  { billed: 700, days: 30 },
]

describe('count-back', () => {
  it('takes months off backwards, the last one in part', () => {
    // 30 + 31 + 500 / 700 × 30
    expect(countBack(2500, months)).toBeCloseTo(82.4286, 4)
  })

  it('gives time, but no balance, to a month of credits', () => {
    const credits = [
      { billed: 600, days: 30 },
      { billed: -200, days: 31 },
      { billed: 700, days: 30 },
    ]
    expect(countBack(1000, credits)).toBeCloseTo(78.1429, 4)
  })

  it('is 0 for no balance and for a balance in favour of customers', () => {
    expect(countBack(0, months)).toBe(0)
    expect(countBack(-5, months)).toBe(0)
    expect(countBack(0, [])).toBe(0)
  })

  it('has no value when the months run out', () => {
    expect(countBack(2701, months)).toBeNull()
    expect(countBack(2700, months)).toBe(91)
  })
})

describe('the bridge', () => {
  it('stacks the layers: 30 + 23.250 + 16.321 + 12.857 = 82.429', () => {
    const parts = bridgeParts({ notOverdue: 1200, late: 600, dispute: 400, unallocated: 300 }, months)
    expect(parts?.terms).toBeCloseTo(30, 3)
    expect(parts?.late).toBeCloseTo(23.25, 3)
    expect(parts?.dispute).toBeCloseTo(16.321, 3)
    expect(parts?.unallocated).toBeCloseTo(12.857, 3)
    expect(parts?.dso).toBeCloseTo(82.429, 3)
  })

  it('adds up to the DSO of the whole for any layers, and no part is negative', () => {
    const amount = fc.integer({ min: 0, max: 2000 })
    const sales = fc.array(
      fc.record({ billed: fc.integer({ min: -100, max: 900 }), days: fc.integer({ min: 28, max: 31 }) }),
    )
    fc.assert(
      fc.property(amount, amount, amount, amount, sales, (notOverdue, late, dispute, unallocated, billed) => {
        const parts = bridgeParts({ notOverdue, late, dispute, unallocated }, billed)
        const whole = countBack(notOverdue + late + dispute + unallocated, billed)
        if (parts === null) return whole === null
        const levels = [parts.terms, parts.late, parts.dispute, parts.unallocated]
        return (
          levels.every((part) => part >= 0) &&
          Math.abs(levels.reduce((a, b) => a + b, 0) - (whole ?? NaN)) < 1e-9
        )
      }),
      { seed: 7, numRuns: 300 },
    )
  })
})
