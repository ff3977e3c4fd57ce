import { describe, expect, it } from 'vitest'
import { isMeasurable, requireMeasurable } from '../errors'
import { fitLogisticRegression, logisticChance } from './logistic-regression'

// Motor Trend 1974, 32 cars: weight in 1000 lb, and whether the transmission is manual.
const weights = [
  2.62, 2.875, 2.32, 3.215, 3.44, 3.46, 3.57, 3.19, 3.15, 3.44, 3.44, 4.07, 3.73, 3.78, 5.25, 5.424, 5.345,
  2.2, 1.615, 1.835, 2.465, 3.52, 3.435, 3.84, 3.845, 1.935, 2.14, 1.513, 3.17, 2.77, 3.57, 2.78,
]
const manual = [...'11100000000000000111000001111111'].map((digit) => digit === '1')
const rows = weights.map((weight) => [weight])

describe('logistic regression', () => {
  it('gives the published coefficients of transmission by weight', () => {
    const { coefficients } = requireMeasurable(fitLogisticRegression(rows, manual, 0))
    expect(coefficients[0]).toBeCloseTo(12.0404, 4)
    expect(coefficients[1]).toBeCloseTo(-4.024, 4)
    const deviance = rows.reduce((sum, row, i) => {
      const chance = logisticChance(coefficients, row)
      return sum - 2 * Math.log(manual[i] ? chance : 1 - chance)
    }, 0)
    expect(deviance).toBeCloseTo(19.176, 3)
  })

  it('does not depend on the units of a feature, whatever the ridge', () => {
    const inPounds = requireMeasurable(
      fitLogisticRegression(
        rows.map(([x]) => [1000 * (x ?? 0) + 7]),
        manual,
        3,
      ),
    )
    const inTons = requireMeasurable(fitLogisticRegression(rows, manual, 3))
    expect(logisticChance(inPounds.coefficients, [3007])).toBeCloseTo(
      logisticChance(inTons.coefficients, [3]),
      9,
    )
  })

  it('stays finite where a feature parts all outcomes, and is 0 for one that never changes', () => {
    const examples = [-2, -1, 1, 2].map((x) => [x, 5])
    const { coefficients } = requireMeasurable(fitLogisticRegression(examples, [false, false, true, true], 1))
    expect(coefficients[1]).toBeGreaterThan(0.5)
    expect(coefficients[1]).toBeLessThan(3)
    expect(coefficients[2]).toBeCloseTo(0, 12)
  })

  it('says no without both outcomes or where nothing bounds a weight', () => {
    expect(
      fitLogisticRegression(
        rows,
        manual.map(() => true),
      ),
    ).toMatchObject({ code: 'logistic-one-outcome' })
    const parted = fitLogisticRegression([[-1], [1]], [false, true], 0)
    expect(isMeasurable(parted)).toBe(false)
    expect(() => fitLogisticRegression(rows, [true])).toThrow(RangeError)
  })
})
