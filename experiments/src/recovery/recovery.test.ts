import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import {
  type CustomerPayments,
  type CustomerRow,
  type RecoveryMetric,
  adjustedRecovery,
  ageSums,
  asAnyPayment,
  asPaidInFull,
  cellSums,
  customerPayments,
  influenceValues,
  influenceWeights,
  mergeAgeSums,
  recoveryContrast,
  recoveryCurves,
  recoveryDifference,
  recoveryFromCustomers,
  recoveryFromSums,
  recoveryInterval,
  stratifiedRecoveryDifference,
} from './index'

const four = customerPayments([
  { exposed: 100, followUp: 3, events: [{ age: 1, paid: 100 }] },
  { exposed: 200, followUp: 3, events: [{ age: 2, paid: 50 }] },
  { exposed: 100, followUp: 1, events: [] },
  { exposed: 100, followUp: 2, events: [{ age: 2, paid: 100 }] },
])
const shareAt = (horizon: number): RecoveryMetric => ({ kind: 'recovered_share', horizon })

function valuesOf(metric: RecoveryMetric, customers: CustomerPayments): Float64Array {
  const weights = influenceWeights(
    metric,
    ageSums(customers, metric.kind === 'recovered_share' ? metric.horizon : metric.tau - 1),
  )
  if (!weights.measurable) throw new Error(weights.code)
  return influenceValues(weights, customers)
}

describe('recovered share, the worked number', () => {
  it('is 0.6 at age 3 where the naive share is 0.5', () => {
    const result = recoveryFromCustomers(shareAt(3), four)
    if (!result.measurable) throw new Error(result.code)
    expect(result.estimate).toBeCloseTo(0.6, 12)
    expect(result.standardError).toBeCloseTo(0.257394, 6)
    expect(result.standardError * Math.sqrt(3 / 4)).toBeCloseTo(0.22291, 6)
    const values = valuesOf(shareAt(3), four)
    const expected = [0.08, -0.173333, -0.02, 0.113333]
    expected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 6))
  })

  it('keeps a restricted mean of 2.2 days within 3 and the curve 0, 0.2, 0.6, 0.6', () => {
    const mean = recoveryFromCustomers({ kind: 'restricted_mean', tau: 3 }, four)
    expect(mean).toMatchObject({ measurable: true })
    expect(mean.measurable && mean.estimate).toBeCloseTo(2.2, 12)
    const curve = recoveryCurves([ageSums(four, 3)], 1)
    expect(
      curve.measurable && curve.curves[0]?.recovered.map((share) => Math.round(share * 1e9) / 1e9),
    ).toEqual([0, 0.2, 0.6, 0.6])
  })
})

/** Estimate where customer i counts with weight w: what the derivative of the influence is taken of. */
function weighted(metric: RecoveryMetric, customers: CustomerPayments, i: number, w: number): number {
  const scaled = (column: ArrayLike<number>): Float64Array => {
    const copy = Float64Array.from(column)
    for (let e = customers.offsets[i] ?? 0; e < (customers.offsets[i + 1] ?? 0); e++)
      copy[e] = (copy[e] ?? 0) * w
    return copy
  }
  const exposed = Float64Array.from(customers.exposed)
  exposed[i] = (exposed[i] ?? 0) * w
  const changed = {
    ...customers,
    exposed,
    paid: scaled(customers.paid),
    left: scaled(customers.left ?? customers.paid),
  }
  const last = metric.kind === 'recovered_share' ? metric.horizon : metric.tau - 1
  const weights = influenceWeights(metric, ageSums(changed, last))
  if (!weights.measurable) throw new Error(weights.code)
  return weights.estimate
}

const row = (horizon: number): fc.Arbitrary<CustomerRow> =>
  fc
    .record({
      exposed: fc.integer({ min: 1, max: 5000 }),
      followUp: fc.integer({ min: 0, max: horizon + 3 }),
      moves: fc.array(
        fc.record({
          age: fc.integer({ min: 0, max: horizon + 2 }),
          part: fc.double({ min: 0, max: 1, noNaN: true }),
          left: fc.boolean(),
        }),
        { maxLength: 4 },
      ),
    })
    .map(({ exposed, followUp, moves }) => ({
      exposed,
      followUp,
      events: moves.map(({ age, part, left }) => {
        const amount = (exposed * part) / (moves.length + 0.5)
        return left ? { age, left: amount } : { age, paid: amount }
      }),
    }))

describe('influence values', () => {
  for (const metric of [shareAt(6), { kind: 'restricted_mean', tau: 7 } as const]) {
    it(`equal numeric derivatives to 1e-6 and sum to 0, with competing exits: ${metric.kind}`, () => {
      fc.assert(
        fc.property(fc.array(row(6), { minLength: 4, maxLength: 25 }), (rows) => {
          const customers = customerPayments([
            ...rows,
            { exposed: 300, followUp: 9, events: [{ age: 3, paid: 20 }] },
          ])
          const values = valuesOf(metric, customers)
          const total = values.reduce((sum, value) => sum + value, 0)
          expect(Math.abs(total)).toBeLessThan(1e-9 * Math.max(1, metric.kind === 'restricted_mean' ? 7 : 1))
          for (let i = 0; i < values.length; i++) {
            const step = 1e-5
            const slope =
              (weighted(metric, customers, i, 1 + step) - weighted(metric, customers, i, 1 - step)) /
              (2 * step)
            if (Math.abs(slope - (values[i] ?? NaN)) > 1e-6) {
              throw new Error(`customer ${i}: expected ${slope}, got ${values[i]}`)
            }
          }
        }),
        { seed: 20261, numRuns: 60 },
      )
    })
  }

  it('sum over clusters before they are squared', () => {
    const paired = { ...four, cluster: Int32Array.of(7, 7, 9, 9) }
    const values = valuesOf(shareAt(3), four)
    const first = (values[0] ?? 0) + (values[1] ?? 0)
    const second = (values[2] ?? 0) + (values[3] ?? 0)
    const result = recoveryFromCustomers(shareAt(3), paired)
    expect(result.measurable && result.standardError).toBeCloseTo(
      Math.sqrt(2 * (first ** 2 + second ** 2)),
      12,
    )
    expect(result.measurable && result.clusters).toBe(2)
  })
})

describe('complete data', () => {
  const rows = Array.from({ length: 400 }, (_, i): CustomerRow => {
    const exposed = 50 + ((i * 37) % 211)
    return {
      exposed,
      followUp: 10,
      events: i % 3 === 0 ? [] : [{ age: i % 8, paid: i % 5 === 0 ? exposed / 2 : exposed }],
    }
  })
  const customers = customerPayments(rows)

  it('make the share the plain ratio of euros with its delta-method variance', () => {
    const result = recoveryFromCustomers(shareAt(10), customers)
    const paid = rows.map((r) => r.events.reduce((sum, e) => sum + (e.paid ?? 0), 0))
    const exposed = rows.map((r) => r.exposed)
    const total = exposed.reduce((a, b) => a + b, 0)
    const ratio = paid.reduce((a, b) => a + b, 0) / total
    const squares = rows.reduce(
      (sum, _, i) => sum + (((paid[i] ?? 0) - ratio * (exposed[i] ?? 0)) / total) ** 2,
      0,
    )
    expect(result.measurable && result.estimate).toBeCloseTo(ratio, 12)
    expect(result.measurable && result.standardError).toBeCloseTo(Math.sqrt((squares * 400) / 399), 12)
  })

  it('make covariate adjustment of a proportion ordinary CUPED', () => {
    const outcome = rows.map((r) => Number(r.events.length > 0))
    const x = rows.map((_, i) => Math.sin(i) + (outcome[i] ?? 0))
    const half = (from: number): CustomerPayments => ({
      ...asAnyPayment(customerPayments(rows.slice(from, from + 200))),
      covariates: { x: x.slice(from, from + 200) },
    })
    const cells = [half(0), half(200)].map((cell) => cellSums(shareAt(10), cell))
    const [first] = adjustedRecovery(
      shareAt(10),
      cells.flatMap((cell) => (cell.measurable ? [cell] : [])),
    )
    const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length
    const xs = x.slice(0, 200)
    const ys = outcome.slice(0, 200)
    const covariance = mean(xs.map((v, i) => (v - mean(xs)) * ((ys[i] ?? 0) - mean(ys))))
    const theta = covariance / mean(xs.map((v) => (v - mean(xs)) ** 2))
    const residual = mean(xs.map((v, i) => ((ys[i] ?? 0) - mean(ys) - theta * (v - mean(xs))) ** 2))
    expect(first?.measurable && first.slopes[0]).toBeCloseTo(theta, 10)
    expect(first?.measurable && first.estimate).toBeCloseTo(mean(ys) - theta * (mean(xs) - mean(x)), 10)
    expect(first?.measurable && first.standardError).toBeCloseTo(Math.sqrt(residual / 199), 10)
  })
})

describe('unit outcomes', () => {
  const customers = customerPayments([
    {
      exposed: 200,
      followUp: 20,
      events: [
        { age: 3, paid: 150 },
        { age: 9, paid: 50 },
      ],
    },
    { exposed: 200, followUp: 20, events: [{ age: 2, left: 200 }] },
    {
      exposed: 200,
      followUp: 20,
      events: [
        { age: 1, paid: 200 },
        { age: 4, paid: -200 },
        { age: 8, paid: 200 },
      ],
    },
  ])

  it('count a customer as paid in full when nothing stays open, and take a rejection back', () => {
    const full = asPaidInFull(customers)
    expect(Array.from(full.paid)).toEqual([0, 1, 0, 1, -1, 1])
    expect(Array.from(full.left ?? [])).toEqual([0, 0, 1, 0, 0, 0])
  })

  it('count a customer as having paid at the first payment only', () => {
    expect(Array.from(asAnyPayment(customers).paid)).toEqual([0 + 1, 0, 0, 1, 0, 0])
  })
})

describe('wrong or thin data', () => {
  it('is answered with a code, never with a number', () => {
    expect(recoveryFromCustomers(shareAt(3), customerPayments([]))).toMatchObject({ code: 'empty-cell' })
    expect(recoveryFromCustomers(shareAt(30), four)).toMatchObject({ code: 'horizon-beyond-follow-up' })
    const censored = customerPayments([1, 2].map((u) => ({ exposed: 5, followUp: u, events: [] })))
    expect(recoveryFromCustomers(shareAt(1), censored)).toMatchObject({ code: 'no-variation' })
    const none = customerPayments([1, 2].map((u) => ({ exposed: 0, followUp: u, events: [] })))
    expect(recoveryFromCustomers(shareAt(1), none)).toMatchObject({ code: 'nothing-owed' })
    const thin = recoveryFromCustomers(shareAt(3), four)
    if (!thin.measurable) throw new Error(thin.code)
    expect(recoveryInterval(thin, 0.05)).toMatchObject({ code: 'too-few-at-risk' })
    expect(recoveryDifference(thin, thin, 0.05)).toMatchObject({ code: 'too-few-at-risk' })
  })

  it('throws a RangeError when the contract is broken', () => {
    expect(() => customerPayments([{ exposed: -1, followUp: 1, events: [] }])).toThrow(RangeError)
    expect(() => customerPayments([{ exposed: 1, followUp: 1, events: [{ age: 1, paid: 2 }] }])).toThrow(
      RangeError,
    )
    expect(() => ageSums({ ...four, exposed: [NaN, 1, 1, 1] }, 3)).toThrow(RangeError)
    expect(() => ageSums(four, -1)).toThrow(RangeError)
    expect(() => ageSums({ ...four, paid: [101, 50, 100] }, 3)).toThrow(RangeError)
    expect(() => recoveryFromCustomers({ kind: 'restricted_mean', tau: 0 }, four)).toThrow(RangeError)
    expect(() => recoveryContrast([], [], 0.05)).toThrow(RangeError)
  })
})

describe('one calculation path', () => {
  it('gives from merged sums what it gives from the union of the arrays', () => {
    const merged = mergeAgeSums([ageSums(four, 3), ageSums(four, 3)])
    expect(Array.from(merged.atRisk)).toEqual([1000, 1000, 600, 300])
    const cell = cellSums(shareAt(3), four)
    if (!cell.measurable) throw new Error(cell.code)
    expect(recoveryFromSums(shareAt(3), cell)).toEqual(recoveryFromCustomers(shareAt(3), four))
  })

  it('draws the log-log and logit bounds of the docstring', () => {
    const base = { metric: shareAt(30), estimate: 0.6, standardError: 0.03, information: 1 / 0.0009 }
    const cell = { ...base, customers: 500, clusters: 500, customersAtRisk: 300, payers: 300 }
    const bounds = (['log_log', 'logit'] as const).map((scale) => {
      const interval = recoveryInterval(cell, 0.05, scale)
      return interval.measurable ? [interval.lower, interval.upper] : []
    })
    console.log('recovered share 0.6, se 0.03:', bounds)
    expect(bounds[1]?.[0]).toBeCloseTo(0.54, 2)
    const difference = recoveryDifference(
      { ...cell, estimate: 0.62, standardError: 0.02 },
      { ...cell, estimate: 0.58, standardError: 0.02 },
      0.05,
    )
    expect(
      difference.measurable &&
        [difference.lower, difference.upper, difference.p].map((v) => Math.round(v * 1e4) / 1e4),
    ).toEqual([-0.0154, 0.0954, 0.1573])
  })

  it('combines strata by their weights, and asks for 100 customers over all of them', () => {
    const cell = {
      metric: shareAt(30),
      information: 1,
      customers: 80,
      clusters: 80,
      customersAtRisk: 60,
      payers: 40,
    }
    const at = (
      estimate: number,
      standardError: number,
    ): typeof cell & { estimate: number; standardError: number } => ({
      ...cell,
      estimate,
      standardError: standardError / Math.SQRT2,
    })
    const strata = [
      { treatment: at(0.54, 0.02), control: at(0.5, 0.02), weight: 3 },
      { treatment: at(0.68, 0.04), control: at(0.6, 0.04), weight: 1 },
    ]
    const both = stratifiedRecoveryDifference(strata, 0.05)
    expect(both.measurable && both.difference).toBeCloseTo(0.05, 12)
    expect(both.measurable && both.standardError).toBeCloseTo(0.018028, 6)
    expect(stratifiedRecoveryDifference(strata.slice(0, 1), 0.05)).toMatchObject({ code: 'too-few-at-risk' })
    expect(() => stratifiedRecoveryDifference([], 0.05)).toThrow(RangeError)
  })

  it('refuses sums that are not numbers', () => {
    const sums = ageSums(four, 3)
    expect(() => influenceWeights(shareAt(3), { ...sums, atRisk: [500, NaN, 300, 150] })).toThrow(RangeError)
    expect(() => influenceWeights(shareAt(3), { ...sums, paid: [0, 600, 0, 0] })).toThrow(RangeError)
    expect(() => influenceWeights(shareAt(4), sums)).toThrow(RangeError)
  })
})
