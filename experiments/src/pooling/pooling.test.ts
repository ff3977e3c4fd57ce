import { describe, expect, it } from 'vitest'
import { requireMeasurable } from '../errors'
import { cochranQ, poolSegments, qualitativeInteraction } from './index'

const schools = [28, 8, -3, 7, -1, 1, 18, 12].map((estimate, i) => ({
  estimate,
  standardError: [15, 10, 16, 11, 9, 11, 10, 18][i] ?? 1,
}))

describe('partial pooling', () => {
  it('gives the posterior of the eight schools (mpmath 1.3.0, adaptive quadrature at 25 digits)', () => {
    const pooled = requireMeasurable(poolSegments(schools))
    expect(pooled.mean.estimate).toBeCloseTo(7.932375018237783, 5)
    const expected = [
      11.40026087, 7.89455228, 6.13074686, 7.64467863, 5.12642411, 6.13853624, 10.66698332, 8.45681783,
    ]
    expected.forEach((wanted, i) => expect(pooled.segments[i]?.estimate).toBeCloseTo(wanted, 5))
    expect(pooled.tau.median).toBeCloseTo(5.23851472, 5)
    expect(pooled.tau.upper95).toBeCloseTo(17.1760333, 4)
    expect(pooled.segments[0]?.interval[0]).toBeCloseTo(-2.1050164, 4)
    expect(pooled.segments[0]?.interval[1]).toBeCloseTo(31.6234219, 4)
  })

  it('gives the posterior of three segments, where the spread is hardly known (same reference)', () => {
    const three = [
      { estimate: 1, standardError: 1 },
      { estimate: 3, standardError: 1.5 },
      { estimate: 8, standardError: 2 },
    ]
    const pooled = requireMeasurable(poolSegments(three))
    expect(pooled.mean.estimate).toBeCloseTo(3.82897423, 6)
    expect(pooled.mean.interval[0]).toBeCloseTo(-30.110087, 4)
    expect(pooled.mean.interval[1]).toBeCloseTo(38.1060094, 4)
    expect(pooled.segments[0]?.interval[0]).toBeCloseTo(-0.82223137, 6)
    expect(pooled.segments[0]?.interval[1]).toBeCloseTo(3.13349491, 6)
    expect(pooled.tau.median).toBeCloseTo(6.66870094, 5)
    expect(pooled.tau.upper95).toBeCloseTo(74.1390106, 3)
  })

  it('pulls equal segments together and leaves distant precise ones alone', () => {
    const apart = requireMeasurable(
      poolSegments([-20, 0, 20, 40].map((estimate) => ({ estimate, standardError: 0.5 }))),
    )
    expect(apart.segments[3]?.estimate).toBeCloseTo(40, 1)
    const alike = requireMeasurable(
      poolSegments([1, 1.1, 0.9].map((estimate) => ({ estimate, standardError: 3 }))),
    )
    expect(Math.abs((alike.segments[0]?.estimate ?? 0) - 1)).toBeLessThan(0.1)
    expect(alike.segments[0]?.standardDeviation).toBeLessThan(3)
  })

  it('is not measurable with two segments', () => {
    expect(poolSegments(schools.slice(0, 2))).toMatchObject({ measurable: false, code: 'too-few-segments' })
    expect(() => poolSegments([...schools, { estimate: 1, standardError: 0 }])).toThrow(RangeError)
    expect(() => poolSegments([...schools, { estimate: NaN, standardError: 1 }])).toThrow(RangeError)
  })
})

describe('differences between segments', () => {
  it('are tested by Cochran’s Q', () => {
    // metafor's worked example of two studies: Q = (4 − 1)²/2.
    const { q, pValue, iSquared } = requireMeasurable(
      cochranQ([1, 4].map((estimate) => ({ estimate, standardError: 1 }))),
    )
    expect(q).toBeCloseTo(4.5, 12)
    expect(pValue).toBeCloseTo(0.0338949, 7)
    expect(iSquared).toBeCloseTo(3.5 / 4.5, 12)
    expect(cochranQ([])).toMatchObject({ code: 'too-few-segments' })
  })

  it('are a change of winner only by Gail and Simon', () => {
    const at = (...estimates: number[]) => estimates.map((estimate) => ({ estimate, standardError: 1 }))
    expect(requireMeasurable(qualitativeInteraction(at(2, -2))).pValue).toBeCloseTo(0.0227501, 6)
    expect(requireMeasurable(qualitativeInteraction(at(1, 5, 9))).pValue).toBe(1)
    // Gail & Simon 1985, table 1: the 5 % points for 2, 3, 4 and 5 segments.
    for (const [size, critical] of [
      [2, 2.71],
      [3, 4.23],
      [4, 5.43],
      [5, 6.5],
    ] as const) {
      const half = Math.sqrt(critical)
      const data = at(half, -half - 3, ...new Array<number>(size - 2).fill(-1))
      expect(requireMeasurable(qualitativeInteraction(data)).pValue, `${size} segments`).toBeCloseTo(0.05, 3)
    }
  })
})
