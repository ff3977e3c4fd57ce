import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../simulate/random'
import { requireMeasurable } from '../errors'
import {
  adjustedSumsOfRows,
  bayesianLift,
  clusteredMeanSums,
  effectMoments,
  maturedMeansSequence,
  meanSumsOfRows,
  quantileSumsOfRows,
  welchTTest,
  type ArmSums,
  type QuantileSums,
} from './index'

const share = (n: number, sum: number): ArmSums => ({ kind: 'proportion', n, sum })
const absolute = { scale: 'absolute' } as const

describe('effects from sums', () => {
  it('refuse sums that no data can have', () => {
    const bad: ArmSums[] = [
      { kind: 'mean', n: 10, sum: 100, sumSquares: 10 },
      { kind: 'mean', n: 10, sum: NaN, sumSquares: 10 },
      { kind: 'mean', n: 1.5, sum: 1, sumSquares: 10 },
      { kind: 'mean', n: -1, sum: 1, sumSquares: 10 },
      { kind: 'mean', n: 0, sum: 1, sumSquares: 1 },
      share(10, 11),
      share(10, -1),
      {
        kind: 'adjusted-ratio',
        n: 3,
        sums: [1, 2, 3],
        products: [
          [1, 2, 3],
          [2, 4, 6],
          [3, 6, 9],
        ],
      },
      {
        kind: 'adjusted-mean',
        n: 3,
        sums: [1, 2],
        products: [
          [3, 2],
          [1, 4],
        ],
      },
    ]
    for (const arm of bad) {
      expect(() => welchTTest({ control: arm, treatment: arm }, absolute), JSON.stringify(arm)).toThrow(
        RangeError,
      )
    }
    expect(() =>
      welchTTest({ control: share(10, 5), treatment: meanSumsOfRows([1, 2]) }, { ...absolute, alpha: 0 }),
    ).toThrow(RangeError)
    expect(() => welchTTest({ strata: [] }, absolute)).toThrow(RangeError)
  })

  it('say why an effect is not measurable, never NaN', () => {
    expect(welchTTest({ control: share(0, 0), treatment: share(5, 2) }, absolute)).toMatchObject({
      code: 'no-units',
    })
    expect(welchTTest({ control: share(5, 5), treatment: share(5, 2) }, absolute)).toMatchObject({
      code: 'zero-variance',
    })
    const zero = { kind: 'mean', n: 4, sum: 0, sumSquares: 4 } as const
    const some = { kind: 'mean', n: 4, sum: 4, sumSquares: 9 } as const
    expect(welchTTest({ control: zero, treatment: some }, { scale: 'relative' })).toMatchObject({
      code: 'zero-baseline',
    })
    expect(requireMeasurable(welchTTest({ control: zero, treatment: some }, absolute)).estimate).toBe(1)
    const tied: QuantileSums = {
      kind: 'quantile',
      n: 4000,
      nStar: 4000,
      rank: 0.9,
      estimate: 60,
      lower: 60,
      upper: 60,
    }
    expect(welchTTest({ control: tied, treatment: tied }, absolute)).toMatchObject({ code: 'quantile-tied' })
    const empty = {
      kind: 'ratio',
      n: 4,
      numerator: { sum: 0, sumSquares: 0 },
      denominator: { sum: 0, sumSquares: 0 },
      crossProduct: 0,
    } as const
    expect(welchTTest({ control: empty, treatment: empty }, absolute)).toMatchObject({
      code: 'zero-variance',
    })
  })

  it('keep p-values positive where 1 − cdf would be 0', () => {
    const { pValue } = requireMeasurable(
      welchTTest({ control: share(20000, 2000), treatment: share(20000, 4000) }, { scale: 'relative' }),
    )
    expect(pValue).toBeGreaterThan(0)
    expect(pValue).toBeLessThan(1e-80)
  })

  it('do not change with the unit of money', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1000, noNaN: true }), { minLength: 5, maxLength: 40 }),
        fc.array(fc.double({ min: 0, max: 1000, noNaN: true }), { minLength: 5, maxLength: 40 }),
        fc.integer({ min: 1, max: 1000 }),
        (a, b, factor) => {
          const spread = (values: number[]): number => Math.max(...values) - Math.min(...values)
          fc.pre(spread(a) > 1 && spread(b) > 1)
          const test = (f: number) =>
            requireMeasurable(
              welchTTest(
                {
                  control: meanSumsOfRows(a.map((x) => x * f)),
                  treatment: meanSumsOfRows(b.map((x) => x * f)),
                },
                absolute,
              ),
            )
          expect(test(factor).pValue).toBeCloseTo(test(1).pValue, 6)
          expect(test(factor).estimate / factor).toBeCloseTo(test(1).estimate, 6)
        },
      ),
      { seed: 4, numRuns: 100 },
    )
  })

  it('are the same from strata of one as from the whole', () => {
    const pair = { control: share(400, 200), treatment: share(420, 240) }
    expect(effectMoments({ strata: [pair] }, 'relative')).toMatchObject({ postStratified: false })
    expect(requireMeasurable(effectMoments({ strata: [pair] }, 'absolute')).estimate).toBeCloseTo(
      240 / 420 - 0.5,
      12,
    )
  })

  it('merge strata without variance into the largest instead of failing', () => {
    const strata = [
      { control: share(300, 150), treatment: share(300, 180) },
      { control: share(200, 100), treatment: share(200, 110) },
      { control: share(3, 3), treatment: share(2, 0) },
    ]
    const merged = requireMeasurable(effectMoments({ strata }, 'absolute'))
    const [first, second] = [
      { control: share(303, 153), treatment: share(302, 180) },
      { control: share(200, 100), treatment: share(200, 110) },
    ]
    const expected = requireMeasurable(effectMoments({ strata: [first, second] }, 'absolute'))
    expect(merged.estimate).toBeCloseTo(expected.estimate, 12)
  })
})

describe('covariates', () => {
  /** Outcome = 2 + 3x − y + treatment + noise, several covariates, ordinary least squares as second computation. */
  const rows = (seed: number, n: number, shift: number): number[][] => {
    const { normal } = seededRandom(seed)
    return Array.from({ length: n }, () => {
      const [x, y] = [normal(), normal()]
      return [2 + 3 * x - y + shift + 0.5 * normal(), x, y]
    })
  }

  it('take out most of the noise and keep the effect, with several at once', () => {
    const [a, b] = [rows(1, 600, 0), rows(2, 500, 0.2)]
    const adjusted = requireMeasurable(
      effectMoments(
        {
          control: adjustedSumsOfRows('adjusted-mean', a),
          treatment: adjustedSumsOfRows('adjusted-mean', b),
        },
        'absolute',
      ),
    )
    const plain = requireMeasurable(
      effectMoments(
        {
          control: meanSumsOfRows(a.map((r) => r[0] ?? 0)),
          treatment: meanSumsOfRows(b.map((r) => r[0] ?? 0)),
        },
        'absolute',
      ),
    )
    expect(adjusted.theta[0]).toBeCloseTo(3, 1)
    expect(adjusted.theta[1]).toBeCloseTo(-1, 1)
    expect(adjusted.standardError).toBeLessThan(0.2 * plain.standardError)
    expect(Math.abs(adjusted.estimate - 0.2)).toBeLessThan(3 * adjusted.standardError)
  })

  it('work inside strata, where the estimate is the share-weighted regression effect', () => {
    const strata = [1, 2, 3].map((s) => ({
      control: adjustedSumsOfRows('adjusted-mean', rows(10 * s, 80 * s, s)),
      treatment: adjustedSumsOfRows('adjusted-mean', rows(10 * s + 1, 70 * s, s + 0.3)),
    }))
    const result = requireMeasurable(effectMoments({ strata }, 'absolute'))
    expect(result.postStratified).toBe(true)
    expect(Math.abs(result.estimate - 0.3)).toBeLessThan(3 * result.standardError)
    expect(result.standardError).toBeLessThan(0.06)
  })

  it('inside strata give the numbers of a regression per stratum (numpy 2, gradient by differences)', () => {
    // rows of [numerator, denominator, x, z]; with few units the error of the covariate means shows.
    const make = (n: number, s: number, arm: number): number[][] =>
      Array.from({ length: n }, (_, i) => [
        2 + 0.5 * ((i * 7 + s) % 11) + ((i * 5 + arm) % 7) / 3 + arm * 0.4 * s,
        3 + 0.3 * (((i * 3 + 2 * s) % 5) + 1) + ((i * 4 + s) % 6) / 2,
        (i * 7 + s) % 11,
        ((i * 3 + 2 * s) % 5) + 1,
      ])
    const sizes = [
      [14, 13, 1],
      [9, 11, 2],
      [8, 7, 3],
    ] as const
    const strataOf = (kind: 'adjusted-mean' | 'adjusted-ratio', columns: number[]) => ({
      strata: sizes.map(([control, treatment, s]) => {
        const sums = (n: number, arm: number) =>
          adjustedSumsOfRows(
            kind,
            make(n, s, arm).map((row) => columns.map((column) => row[column] ?? NaN)),
          )
        return { control: sums(control, 0), treatment: sums(treatment, 1) }
      }),
    })
    const check = (got: ReturnType<typeof effectMoments>, estimate: number, se: number) => {
      const { estimate: found, standardError } = requireMeasurable(got)
      expect(found).toBeCloseTo(estimate, 8)
      expect(standardError).toBeCloseTo(se, 8)
    }
    const mean = strataOf('adjusted-mean', [0, 2])
    check(effectMoments(mean, 'relative'), 0.14169014183731954, 0.0372554741810725)
    check(effectMoments(mean, 'absolute'), 0.7692442373258084, 0.18692279279202617)
    const ratio = strataOf('adjusted-ratio', [0, 1, 2, 3])
    check(effectMoments(ratio, 'relative'), 0.14288877840083605, 0.053950755663605465)
    check(effectMoments(ratio, 'absolute'), 0.14911441499003142, 0.05261704330808943)
  })

  it('that are collinear or constant are left out', () => {
    const constant = (seed: number) =>
      adjustedSumsOfRows(
        'adjusted-mean',
        rows(seed, 50, 0).map(([y]) => [y ?? 0, 7]),
      )
    expect(
      requireMeasurable(effectMoments({ control: constant(1), treatment: constant(2) }, 'absolute')).theta,
    ).toEqual([])
  })
})

describe('rows in clusters', () => {
  const clustered = (seed: number, clusters: number) => {
    const { normal, uniform } = seededRandom(seed)
    const values: number[] = []
    const ids: string[] = []
    for (let c = 0; c < clusters; c++) {
      const common = normal()
      const size = 1 + Math.floor(5 * uniform())
      for (let k = 0; k < size; k++) {
        values.push(20 + 3 * common + 2 * normal())
        ids.push(String(c))
      }
    }
    return { values, ids }
  }

  it.each(['mean', 'median'] as const)('a %s difference is covered 95 % of the time when alike', (what) => {
    const runs = 400
    let covered = 0
    for (let seed = 0; seed < runs; seed++) {
      const [a, b] = [clustered(2 * seed, 200), clustered(2 * seed + 1, 200)]
      const pair =
        what === 'mean'
          ? { control: clusteredMeanSums(a.values, a.ids), treatment: clusteredMeanSums(b.values, b.ids) }
          : {
              control: quantileSumsOfRows(a.values, 0.5, a.ids),
              treatment: quantileSumsOfRows(b.values, 0.5, b.ids),
            }
      const [low, high] = requireMeasurable(welchTTest(pair, absolute)).interval
      if (low <= 0 && 0 <= high) covered++
    }
    const error = Math.sqrt((0.95 * 0.05) / runs)
    expect(covered / runs).toBeGreaterThan(0.93 - 2 * error)
    expect(covered / runs).toBeLessThan(0.965 + 2 * error)
  })

  it('refuse cluster names that do not fit', () => {
    expect(() => clusteredMeanSums([1, 2], ['a'])).toThrow(RangeError)
    expect(() => quantileSumsOfRows([], 0.5)).toThrow(RangeError)
    expect(() => quantileSumsOfRows([1, 2], 1)).toThrow(RangeError)
  })
})

describe('sequence and Bayesian view', () => {
  const pair = { control: share(4000, 2480), treatment: share(4000, 2580) }

  it('cover the one-sided questions of both directions', () => {
    const greater = requireMeasurable(
      maturedMeansSequence(pair, { ...absolute, alternative: 'greater', tuningUnits: 5000 }),
    )
    const less = requireMeasurable(
      maturedMeansSequence(pair, { ...absolute, alternative: 'less', tuningUnits: 5000 }),
    )
    expect(greater.interval[1]).toBe(Infinity)
    expect(less.interval[0]).toBe(-Infinity)
    expect(less.pValue).toBe(0.4999)
    expect(greater.pValue).toBeGreaterThan(0.02)
    // p is the alpha at which the bound touches zero, rho held.
    const at = requireMeasurable(
      maturedMeansSequence(pair, {
        ...absolute,
        alternative: 'greater',
        tuningUnits: 5000,
        alpha: greater.pValue,
        rho: Math.sqrt(6.328838 / 5000),
      }),
    )
    expect(at.interval[0]).toBeCloseTo(0, 6)
  })

  it('label the Bayesian view as unprotected and shrink by a proper prior', () => {
    const flat = requireMeasurable(bayesianLift(pair, { scale: 'relative' }))
    const tight = requireMeasurable(
      bayesianLift(pair, { scale: 'relative', prior: { mean: 0, variance: 0.0001, scale: 'relative' } }),
    )
    expect(flat.protectedAgainstDailyLooks).toBe(false)
    expect(Math.abs(tight.estimate)).toBeLessThan(Math.abs(flat.estimate))
    expect(flat.expectedLoss.control - flat.expectedLoss.treatment).toBeCloseTo(flat.estimate, 12)
    expect(() =>
      bayesianLift(pair, { scale: 'relative', prior: { mean: 0, variance: 0, scale: 'relative' } }),
    ).toThrow(RangeError)
  })

  it('refuse a daily impact of a relative effect', () => {
    expect(() =>
      welchTTest(pair, { scale: 'relative', daily: { customers: 10, trafficShare: 1, days: 1 } }),
    ).toThrow(RangeError)
    expect(() =>
      welchTTest(pair, { ...absolute, daily: { customers: 10, trafficShare: 0, days: 1 } }),
    ).toThrow(RangeError)
  })
})
