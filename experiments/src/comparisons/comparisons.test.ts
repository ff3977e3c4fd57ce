import { describe, expect, it } from 'vitest'
import { normalSf } from '../distributions'
import {
  contrastEstimates,
  eBenjaminiHochberg,
  eLond,
  falseCoverageIntervals,
  holmAdjustedPValues,
  lond,
  mainEffect,
  maxAbsoluteDistribution,
  pooledContrast,
  simultaneousIntervals,
  twoWayInteraction,
  type FactorialCell,
} from './index'

const equicorrelated = (size: number, rho: number) =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => (i === j ? 1 : rho)))

describe('simultaneous intervals', () => {
  // Reference numbers: scipy 1.15, Gauss–Hermite over the common factor (150 nodes) and adaptive quadrature
  // over the scale; to two decimals they are Dunnett's table of 1964.
  it('have Dunnett’s two-sided many-to-one critical values', () => {
    for (const [size, expected] of [
      [2, 2.212127746578618],
      [3, 2.3489705903392735],
      [5, 2.5114630534712585],
      [8, 2.652175799490447],
      [11, 2.7431749808459696],
    ] as const) {
      const { critical, method } = simultaneousIntervals(
        new Array<number>(size).fill(0),
        equicorrelated(size, 0.5),
      )
      expect(method).toBe('product-integration')
      expect(critical, `${size} arms`).toBeCloseTo(expected, 7)
    }
  })

  it('have Dunnett’s critical values with few degrees of freedom', () => {
    for (const [size, df, expected] of [
      [3, 10, 2.7589969783735886],
      [3, 20, 2.540349609941648],
      [5, 5, 3.6151172309393353],
    ] as const) {
      const zeros = new Array<number>(size).fill(0)
      expect(simultaneousIntervals(zeros, equicorrelated(size, 0.5), 0.05, { df }).critical).toBeCloseTo(
        expected,
        4,
      )
    }
  })

  it('agree with the exact answer when contrasts are independent, and with one contrast alone', () => {
    const { exceedance } = maxAbsoluteDistribution(equicorrelated(4, 0))
    expect(exceedance(2.5)).toBeCloseTo(1 - (1 - 2 * normalSf(2.5)) ** 4, 12)
    expect(simultaneousIntervals([1], [[1]]).critical).toBeCloseTo(1.959963984540054, 8)
  })

  it('agree between integration and draws within the printed Monte-Carlo error', () => {
    // All pairs of three equal arms (Tukey): correlation ±½, not a product. Studentised range 3.3145/√2.
    const tukey = [
      [1, 0.5, -0.5],
      [0.5, 1, 0.5],
      [-0.5, 0.5, 1],
    ]
    const result = simultaneousIntervals([0, 0, 0], tukey)
    expect(result.method).toBe('seeded-draws')
    expect(result.monteCarloError).toBeLessThan(0.0006)
    expect(Math.abs(result.critical - 3.3145 / Math.SQRT2)).toBeLessThan(0.01)
    expect(simultaneousIntervals([0, 0, 0], tukey).critical).toBe(result.critical)
  })

  it('give adjusted p-values between the raw p and Bonferroni’s', () => {
    const [first] = simultaneousIntervals([2.4, 0.3, 1], equicorrelated(3, 0.5)).contrasts
    const raw = 2 * normalSf(2.4)
    expect(first?.adjustedPValue).toBeGreaterThan(raw)
    expect(first?.adjustedPValue).toBeLessThan(3 * raw)
  })

  it('refuse what is not a covariance', () => {
    expect(() => simultaneousIntervals([1, 2], [[1, 0.5]])).toThrow(RangeError)
    expect(() => simultaneousIntervals([1], [[0]])).toThrow(RangeError)
    expect(() => simultaneousIntervals([1, NaN], equicorrelated(2, 0))).toThrow(RangeError)
    expect(() =>
      simultaneousIntervals(
        [1, 1],
        [
          [1, 2],
          [2, 1],
        ],
      ),
    ).toThrow(RangeError)
  })
})

describe('error rates over many claims', () => {
  it('widens the intervals of selected effects by Benjamini and Yekutieli', () => {
    const [kept, dropped] = falseCoverageIntervals([
      { estimate: 3.3, standardError: 1, pValue: 0.001 },
      { estimate: 0.5, standardError: 1, pValue: 0.6 },
    ])
    expect(kept?.interval?.[0]).toBeCloseTo(3.3 - 2.241402727604947, 9)
    expect(dropped).toMatchObject({ selected: false, interval: null })
  })

  it('rejects by e-values at m/(αk)', () => {
    expect(eBenjaminiHochberg([30, 90, 1])).toEqual([true, true, false])
    expect(eBenjaminiHochberg([29, 59, 1])).toEqual([false, false, false])
    expect(eBenjaminiHochberg([Infinity, 0])).toEqual([true, false])
  })

  it('spends alpha over a programme and earns some back with each discovery', () => {
    const levels = lond([0.01, 0.01, 0.9]).map(({ level }) => level)
    expect(levels[0]).toBeCloseTo(0.0303963551, 9)
    expect(levels[1]).toBeCloseTo(0.0151981775, 9)
    expect(levels[2]).toBeCloseTo(0.05 * (6 / (9 * Math.PI ** 2)) * 3, 9)
    expect(eLond([40, 60]).map(({ rejected }) => rejected)).toEqual([true, false])
  })

  it('refuses p-values and e-values that are none', () => {
    expect(() => holmAdjustedPValues([0.2, NaN])).toThrow(RangeError)
    expect(() => lond([1.2])).toThrow(RangeError)
    expect(() => eLond([-1])).toThrow(RangeError)
    expect(() => eBenjaminiHochberg([NaN])).toThrow(RangeError)
  })
})

describe('factorial contrasts', () => {
  const cell = (tone: string, channel: string, estimate: number): FactorialCell => ({
    levels: { tone, channel },
    estimate,
    variance: 0.0004,
  })
  const cells = [
    cell('soft', 'mail', 0.5),
    cell('soft', 'sms', 0.5),
    cell('firm', 'mail', 0.5),
    cell('firm', 'sms', 0.6),
  ]

  it('separate main effects from the interaction', () => {
    const result = contrastEstimates(cells, [
      mainEffect(cells, 'tone', 'soft', 'firm'),
      mainEffect(cells, 'channel', 'mail', 'sms'),
      twoWayInteraction(
        cells,
        { factor: 'tone', from: 'soft', to: 'firm' },
        { factor: 'channel', from: 'mail', to: 'sms' },
      ),
    ])
    expect(result.estimates[0]).toBeCloseTo(0.05, 12)
    expect(result.estimates[1]).toBeCloseTo(0.05, 12)
    expect(result.estimates[2]).toBeCloseTo(0.1, 12)
    expect(result.standardErrors[0]).toBeCloseTo(0.02, 12)
    expect(result.standardErrors[2]).toBeCloseTo(0.04, 12)
    expect(result.covariance[0]?.[1]).toBeCloseTo(0, 12)
  })

  it('pool cells by their sizes', () => {
    const { weights } = pooledContrast(
      'any firm',
      [100, 300, 50, 200],
      [false, true, true, false],
      [true, false, false, false],
    )
    expect(weights[0]).toBe(-1)
    expect(weights[1]).toBeCloseTo(300 / 350, 12)
    expect(weights[3]).toBe(0)
  })

  it('refuse a main effect that would mix factors, and weights that do not sum to zero', () => {
    expect(() => mainEffect(cells.slice(0, 3), 'tone', 'soft', 'firm')).toThrow(RangeError)
    expect(() => contrastEstimates(cells, [{ name: 'sum', weights: [1, 1, 0, 0] }])).toThrow(RangeError)
  })
})
