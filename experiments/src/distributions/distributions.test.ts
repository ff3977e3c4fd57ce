import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as d from './index'

const seeded = { seed: 20261121, numRuns: 300 }

describe('distribution functions', () => {
  it('refuses NaN and arguments outside the domain instead of answering NaN', () => {
    const calls: (() => number)[] = [
      () => d.normalCdf(NaN),
      () => d.normalQuantile(1.2),
      () => d.normalQuantile(NaN),
      () => d.studentTCdf(1, 0),
      () => d.studentTSf(NaN, 4),
      () => d.studentTQuantile(-0.1, 4),
      () => d.chiSquareSf(-1, 2),
      () => d.chiSquareSf(1, 0),
      () => d.fSf(-1, 2, 2),
      () => d.betaCdf(1.5, 1, 1),
      () => d.betaQuantile(0.5, -1, 1),
      () => d.gammaP(0, 1),
      () => d.gammaQuantile(1, 1),
      () => d.logGamma(0),
      () => d.binomialCdf(1.5, 3, 0.5),
      () => d.binomialCdf(1, 3, NaN),
    ]
    for (const call of calls) expect(call).toThrow(RangeError)
  })

  it('inverts every quantile function', () => {
    const probability = fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true })
    const shape = fc.double({ min: 0.2, max: 5000, noNaN: true })
    fc.assert(
      fc.property(probability, shape, shape, (p, a, b) => {
        expect(d.normalCdf(d.normalQuantile(p))).toBeCloseTo(p, 12)
        expect(d.studentTCdf(d.studentTQuantile(p, a), a)).toBeCloseTo(p, 11)
        expect(d.chiSquareCdf(d.chiSquareQuantile(p, a), a)).toBeCloseTo(p, 11)
        const x = d.betaQuantile(p, a, b)
        // A quantile that rounds to an end, or sits on a step of the doubles, cannot be inverted.
        if (x > 1e-300 && x < 1 - 1e-9) expect(d.betaCdf(x, a, b)).toBeCloseTo(p, 7)
      }),
      seeded,
    )
  })

  it('keeps the two tails of a distribution at a sum of one', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 500 }),
        fc.nat({ max: 500 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (k, extra, p) => {
          expect(d.binomialCdf(k, k + extra, p) + d.binomialSf(k, k + extra, p)).toBeCloseTo(1, 12)
        },
      ),
      seeded,
    )
  })
})
