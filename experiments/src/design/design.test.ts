import { describe, expect, it } from 'vitest'
import {
  cellShares,
  comparisonPower,
  customersNeeded,
  plannedInformation,
  smallestEffect,
} from './comparison-design'
import { designEffect, unitVariances } from './design-metric'
import {
  customersForEvents,
  eventsNeeded,
  eventsPower,
  hazardRatioOfShares,
  paidShareWithEntry,
} from './event-design'
import { baselineFromColumns, baselineFromEvents } from './history'
import { enteredBy, feasibility } from './running-time'
import { segmentsFeasibility } from './segments-feasibility'
import { driftForPower, powerOfDrift, sequentialSampleFactor } from './stopping-rule'
import { customerPayments } from '../recovery'
import type { ComparisonDesign } from './comparison-design'
import type { StoppingRule } from './stopping-rule'

const fixed: StoppingRule = { kind: 'fixed' }
const sequential: StoppingRule = { kind: 'sequential' }
const halves = (metric: ComparisonDesign['metric'], rule: StoppingRule = fixed): ComparisonDesign => ({
  metric,
  rule,
  controlShare: 0.5,
  variantShare: 0.5,
})
const rate = (value: number) => ({ kind: 'proportion', rate: value }) as const

describe('the stopping rule', () => {
  it('has its textbook drift when fixed', () => {
    expect(driftForPower(0.9, 0.05, fixed)).toBeCloseTo(3.2415155, 6)
    expect(powerOfDrift(3.2415155, 0.05, fixed)).toBeCloseTo(0.9, 6)
  })

  it('needs about 1.6 times the sample when sequential', () => {
    expect(sequentialSampleFactor(0.9, 0.05)).toBeCloseTo(1.6103, 3)
  })

  it('finds nothing more often than its error rate allows when there is nothing', () => {
    expect(2 * powerOfDrift(0, 0.05, sequential)).toBeLessThan(0.05)
    expect(powerOfDrift(0, 0.05, { kind: 'sequential', looks: [1] })).toBeCloseTo(0.0012018, 6)
  })

  it('agrees with a walk drawn step by step', () => {
    let state = 7
    const uniform = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return (state + 0.5) / 4294967296
    }
    const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
    const r = 1 / (-2 * Math.log(0.05) + Math.log(1 - 2 * Math.log(0.05)))
    const looks = [0.2, 0.4, 0.6, 0.8, 1]
    let found = 0
    for (let run = 0; run < 20_000; run++) {
      let x = 0
      for (const t of looks) {
        x += 3.6 * 0.2 + Math.sqrt(0.2) * normal()
        if (x > Math.sqrt((t + r) * Math.log((t + r) / (r * 0.0025)))) {
          found++
          break
        }
      }
    }
    expect(powerOfDrift(3.6, 0.05, { kind: 'sequential', looks })).toBeCloseTo(found / 20_000, 1.8)
  })

  it('refuses looks that do not end at 1, and a power not above alpha', () => {
    expect(() => powerOfDrift(1, 0.05, { kind: 'sequential', looks: [0.5, 0.9] })).toThrow(RangeError)
    expect(() => powerOfDrift(1, 0.05, { kind: 'sequential', looks: [0.5, 0.5, 1] })).toThrow(RangeError)
    expect(() => driftForPower(0.05, 0.05, fixed)).toThrow(RangeError)
    expect(() => powerOfDrift(Number.NaN, 0.05, fixed)).toThrow(RangeError)
  })
})

describe('one comparison', () => {
  it('has the worked numbers', () => {
    expect(comparisonPower(halves(rate(0.62)), 8000, 0.025)).toBeCloseTo(0.6405, 4)
    expect(customersNeeded(halves(rate(0.5)), 0.1, 0.8)).toBe(770)
    const effect = smallestEffect(halves(rate(0.5)), 770, 0.8)
    expect(effect.measurable && effect.effect).toBeCloseTo(0.09998, 4)
    expect(designEffect(3, 0, 0.3)).toBeCloseTo(1.6, 12)
    expect(unitVariances(rate(0.5), 0.1)).toEqual([0.25, expect.closeTo(0.24, 12)])
  })

  it('is consistent: the needed sample has the power, and its smallest effect is the effect', () => {
    const metrics: ComparisonDesign['metric'][] = [
      rate(0.3),
      { kind: 'mean', standardDeviation: 11 },
      {
        kind: 'unit_variance',
        variance: 0.4,
        clusters: { meanSize: 1.3, sizeVariation: 0.5, correlation: 0.2 },
      },
      {
        kind: 'ratio',
        numerator: { mean: 0.6, variance: 0.5 },
        denominator: { mean: 1, variance: 0.4 },
        covariance: 0.3,
        explained: 0.25,
      },
    ]
    for (const rule of [fixed, sequential]) {
      for (const metric of metrics) {
        for (const effect of [0.05, -0.05]) {
          const design = { ...halves(metric, rule), controlShare: 0.4, variantShare: 0.2, contrasts: 3 }
          const n = customersNeeded(design, effect, 0.85)
          expect(comparisonPower(design, n, effect)).toBeGreaterThanOrEqual(0.85)
          expect(comparisonPower(design, n - 1, effect)).toBeLessThan(0.85)
          const smallest = smallestEffect(design, n, 0.85, effect > 0 ? 1 : -1)
          expect(smallest.measurable && smallest.effect / effect).toBeCloseTo(1, 3)
        }
      }
    }
  })

  it('splits alpha over the contrasts', () => {
    const design = halves(rate(0.5))
    expect(comparisonPower({ ...design, contrasts: 4 }, 770, 0.1)).toBeCloseTo(
      comparisonPower({ ...design, alpha: 0.0125 }, 770, 0.1),
      12,
    )
  })

  it('has the delta-method variance of a ratio that the rows themselves have', () => {
    const [paid, invoices] = [
      [3, 0, 2, 5, 1, 4],
      [4, 2, 2, 6, 3, 4],
    ]
    if (paid === undefined || invoices === undefined) throw new Error('no rows')
    const mean = (x: number[]) => x.reduce((a, b) => a + b, 0) / x.length
    const cross = (x: number[], y: number[]) =>
      x.reduce((sum, a, i) => sum + (a - mean(x)) * ((y[i] ?? 0) - mean(y)), 0) / (x.length - 1)
    const metric = {
      kind: 'ratio',
      numerator: { mean: mean(paid), variance: cross(paid, paid) },
      denominator: { mean: mean(invoices), variance: cross(invoices, invoices) },
      covariance: cross(paid, invoices),
    } as const
    const rows = baselineFromColumns(paid, { denominators: invoices })
    expect(rows.measurable && rows.metric).toMatchObject({
      variance: expect.closeTo(unitVariances(metric, 0)[0], 10) as number,
    })
  })

  it('takes the holdout first', () => {
    expect(cellShares([1 / 3, 1 / 3, 1 / 3], 0.1).map((s) => Math.round(s * 1000))).toEqual([
      300, 300, 300, 100,
    ])
    // With a holdout of 5 % and 2,000 customers about 14 points can be seen at 95 % power, 4.5 at 20,000.
    const design = { ...halves(rate(0.5)), controlShare: 0.95, variantShare: 0.05 }
    const [small, large] = [smallestEffect(design, 2000, 0.8), smallestEffect(design, 20_000, 0.8)]
    expect(small.measurable && small.effect).toBeCloseTo(0.14, 2)
    expect(large.measurable && large.effect).toBeCloseTo(0.045, 2)
  })

  it('knows the information at the planned end', () => {
    expect(plannedInformation(halves(rate(0.5)), 1000)).toBeCloseTo(1000, 9)
  })

  it('refuses nonsense', () => {
    const design = halves(rate(0.5))
    expect(() => comparisonPower(design, 0, 0.1)).toThrow(RangeError)
    expect(() => comparisonPower(design, 100, Number.NaN)).toThrow(RangeError)
    expect(() => customersNeeded(design, 0, 0.8)).toThrow(RangeError)
    expect(() => customersNeeded(design, 0.6, 0.8)).toThrow(RangeError)
    expect(() => customersNeeded({ ...design, controlShare: 0.7 }, 0.1, 0.8)).toThrow(RangeError)
    expect(() => cellShares([0.5, 0.4])).toThrow(RangeError)
    expect(() => comparisonPower(halves({ kind: 'unit_variance', variance: -1 }), 100, 1)).toThrow(RangeError)
    const tiny = smallestEffect(halves(rate(0.99)), 20, 0.8)
    expect(tiny).toMatchObject({ measurable: false, code: 'effect-beyond-range' })
  })
})

describe('counting payments', () => {
  it('has the worked numbers', () => {
    expect(eventsNeeded({ rule: fixed }, 1.5, 0.8)).toBe(191)
    expect(eventsPower({ rule: fixed }, 191, 1.5)).toBeGreaterThanOrEqual(0.8)
    expect(eventsPower({ rule: fixed }, 190, 1.5)).toBeLessThan(0.8)
    expect(customersForEvents(191, 0.5, 0.6)).toBe(348)
    expect(hazardRatioOfShares(0.5, 0.6)).toBeCloseTo(1.3219, 4)
    expect(paidShareWithEntry([0, 0.2, 0.4], 1, 1)).toBeCloseTo(0.3, 12)
  })

  it('needs more events when sequential or clustered, and refuses a ratio of 1', () => {
    expect(
      eventsNeeded({ rule: sequential }, 1.5, 0.9) / eventsNeeded({ rule: fixed }, 1.5, 0.9),
    ).toBeCloseTo(1.61, 1)
    expect(eventsNeeded({ rule: fixed, designEffect: 2 }, 1.5, 0.8)).toBe(382)
    expect(() => eventsNeeded({ rule: fixed }, 1, 0.8)).toThrow(RangeError)
    expect(() => paidShareWithEntry([0, 0.2], 5, 0)).toThrow(RangeError)
  })
})

describe('baselines from history', () => {
  it('gives the sample variance without clusters, and more with clusters that agree', () => {
    const values = [1, 2, 3, 4]
    const plain = baselineFromColumns(values)
    expect(plain.measurable && plain.metric).toEqual({
      kind: 'unit_variance',
      variance: expect.closeTo(5 / 3, 12) as number,
    })
    const clustered = baselineFromColumns(values, { clusters: ['a', 'a', 'b', 'b'] })
    expect(clustered.measurable && clustered.metric).toEqual({
      kind: 'unit_variance',
      variance: expect.closeTo(4, 12) as number,
    })
  })

  it('gives n·se² of the estimator for the euro share of event histories', () => {
    const history = customerPayments([
      { exposed: 100, followUp: 3, events: [{ age: 1, paid: 100 }] },
      { exposed: 200, followUp: 3, events: [{ age: 2, paid: 50 }] },
      { exposed: 100, followUp: 3, events: [] },
      { exposed: 100, followUp: 3, events: [{ age: 2, paid: 100 }] },
    ])
    const events = baselineFromEvents({ kind: 'recovered_share', horizon: 3 }, history)
    const columns = baselineFromColumns([100, 50, 0, 100], { denominators: [100, 200, 100, 100] })
    if (!events.measurable || !columns.measurable) throw new Error('not measurable')
    expect(events.value).toBeCloseTo(0.5, 12)
    // On complete histories the estimator is the ratio of means, so both roads meet.
    expect(events.metric).toEqual({
      kind: 'unit_variance',
      variance: expect.closeTo((columns.metric as { variance: number }).variance, 9) as number,
    })
  })

  it('says what it cannot measure', () => {
    expect(baselineFromColumns([1])).toMatchObject({ code: 'too-few-customers' })
    expect(baselineFromColumns([2, 2, 2])).toMatchObject({ code: 'no-variation' })
    expect(baselineFromColumns([1, 2], { clusters: ['a', 'a'] })).toMatchObject({ code: 'too-few-clusters' })
    expect(() => baselineFromColumns([1, Number.NaN])).toThrow(RangeError)
  })
})

describe('several segments', () => {
  const base = { metric: rate(0.5), customersPerWeek: 200 }
  const design = { rule: fixed, controlShare: 0.5, variantShare: 0.5 }
  const question = { design, worthHaving: 0.1, power: 0.8, horizonDays: 30, maxDays: 120 }

  it('merge the one that is too small with the one that is most alike', () => {
    const answer = segmentsFeasibility(
      [
        { ...base, segment: 'large', value: 0.7 },
        { ...base, segment: 'small', value: 0.5 },
        { ...base, segment: 'public', value: 0.55, customersPerWeek: 3 },
      ],
      question,
    )
    expect(answer.map(({ segment, mergeWith }) => [segment, mergeWith])).toEqual([
      ['large', null],
      ['small', null],
      ['public', 'small'],
    ])
  })

  it('split alpha over segments and variants', () => {
    const alone = segmentsFeasibility([{ ...base, segment: 'a', value: 0.5 }], question)
    const two = ['a', 'b'].map((segment) => ({ ...base, segment, value: 0.5 }))
    const both = segmentsFeasibility(two, { ...question, design: { ...design, contrasts: 2 } })
    expect(alone[0]?.customersNeeded).toBe(770)
    expect(both[0]?.customersNeeded).toBe(customersNeeded({ ...halves(rate(0.5)), contrasts: 4 }, 0.1, 0.8))
    expect(() => segmentsFeasibility([], question)).toThrow(RangeError)
  })
})

describe('running time', () => {
  const question = {
    design: halves(rate(0.5)),
    worthHaving: 0.1,
    power: 0.8,
    customersPerWeek: 100,
    horizonDays: 30,
  }

  it('adds the horizon of the last customer to the weeks of entry', () => {
    const answer = feasibility({ ...question, costPerCustomer: 0.5 })
    expect(answer).toMatchObject({
      customersNeeded: 770,
      entryDays: 54,
      totalDays: 84,
      totalWeeks: 12,
      cost: 385,
    })
    expect(answer.advice).toEqual([{ code: 'feasible', detail: { needed: 770, totalDays: 84 } }])
  })

  it('lets customers enter as they did in history, and after it at the weekly rate', () => {
    const arrivals = { customersPerWeek: 20, entered: [30, 50] }
    expect([0, 1, 2, 9].map((day) => enteredBy(arrivals, day))).toEqual([0, 30, 50, 70])
    expect(enteredBy({ customersPerWeek: 20 }, 14)).toBe(40)
    const entered = Array.from({ length: 60 }, (_, day) => Math.floor(900 * (1 - 0.95 ** (day + 1))))
    const answer = feasibility({ ...question, customersPerWeek: 10, entered })
    expect(answer.entryDays).toBe(entered.findIndex((count) => count >= 770) + 1)
    // Beyond the last day of history, day by day until there are enough.
    let slow = 60
    while (enteredBy({ customersPerWeek: 10, entered: entered.map((count) => count / 2) }, slow) < 770) slow++
    const half = entered.map((count) => count / 2)
    expect(feasibility({ ...question, customersPerWeek: 10, entered: half }).entryDays).toBe(slow)
  })

  it('says what is too small or too slow, and what could be seen instead', () => {
    const answer = feasibility({ ...question, worthHaving: 0.03, maxCustomers: 1000, maxDays: 60 })
    expect(answer.advice.map(({ code }) => code)).toEqual(['too-few-customers', 'longer-than-allowed'])
    expect(answer.customersWithinLimits).toBe(428)
    const { smallestEffectWithinLimits: seen } = answer
    expect(seen.measurable && seen.effect).toBeGreaterThan(0.1)
    expect(feasibility({ ...question, maxDays: 20 }).advice[0]?.code).toBe('horizon-beyond-limit')
  })
})
