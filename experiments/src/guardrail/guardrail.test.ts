import { describe, expect, it } from 'vitest'
import { growthAlternatives, guardrailBlock, nullPoint } from './growth-alternatives'
import { guardrailChance } from './guardrail-chance'
import { severeComplaintRule } from './severe-complaints'
import { twoProportionEProcess } from './two-proportion-e-process'
import type { GuardrailObservation } from './two-proportion-e-process'

/** Pairs in which the first `events` variants had the event and no control had. */
const pairs = (count: number, events: number): GuardrailObservation[] =>
  Array.from({ length: count }, (_, i): GuardrailObservation[] => [
    { arm: 'control', event: false },
    { arm: 'variant', event: i < events },
  ]).flat()

describe('the two-proportion e-process', () => {
  it('has expectation at most 1 for every rate pair of the null, and exactly 1 at the null point', () => {
    for (const margin of [0, 0.0025, 0.01]) {
      for (const block of [
        [1, 1],
        [2, 1],
        [1, 3],
      ] as const) {
        for (const bet of growthAlternatives(0.005, margin, block)) {
          const expectation = (a: number, b: number) =>
            (a * Math.exp(bet.logControlEvent) + (1 - a) * Math.exp(bet.logControlNone)) ** block[0] *
            (b * Math.exp(bet.logVariantEvent) + (1 - b) * Math.exp(bet.logVariantNone)) ** block[1]
          const atPoint = expectation(bet.nullControlRate, bet.nullControlRate + margin)
          expect(atPoint).toBeCloseTo(1, 9)
          for (let a = 0; a <= 0.95; a += 0.01) {
            for (const b of [0, a / 2, a, a + margin / 2, a + margin]) {
              expect(expectation(a, b)).toBeLessThanOrEqual(1 + 1e-9)
            }
          }
        }
      }
    }
  })

  it('is at margin 0 the weighted mean of both rates', () => {
    expect(nullPoint(0.005, 0.015, 0, [1, 1])).toBeCloseTo(0.01, 12)
    expect(nullPoint(0.005, 0.015, 0, [3, 1])).toBeCloseTo(0.0075, 12)
  })

  it('fills blocks in the ratio of the weights', () => {
    expect(guardrailBlock(0.6, 0.2)).toEqual([3, 1])
    expect(guardrailBlock(0.5, 0.5)).toEqual([1, 1])
    expect(guardrailBlock(0.02, 0.98)).toEqual([1, 9])
    expect(() => guardrailBlock(0, 1)).toThrow(RangeError)
  })

  it('equals the average of nine likelihood ratios written out', () => {
    const result = twoProportionEProcess(pairs(60, 8), { base: 0.005, margin: 0 })
    let sum = 0
    for (const f of [0.7, 1, 1.4]) {
      for (const d of [0.004, 0.0075, 0.015]) {
        const a = 0.005 * f
        const b = a + d
        const o = (a + b) / 2
        sum += ((b / o) ** 8 * ((1 - b) / (1 - o)) ** 52 * ((1 - a) / (1 - o)) ** 60) / 9
      }
    }
    expect(result.eValue).toBeCloseTo(sum, 9)
    expect(result.blocks).toBe(60)
    expect(result.variant).toEqual({ customers: 60, events: 8 })
  })

  it('breaches once and stays breached', () => {
    const control: GuardrailObservation[] = Array.from({ length: 60 }, () => ({
      arm: 'control',
      event: true,
    }))
    const later = [...control, ...pairs(60, 0)]
    const result = twoProportionEProcess([...pairs(60, 12), ...later], { base: 0.005, margin: 0 })
    expect(result.breached).toBe(true)
    expect(result.breachedAt).toBeLessThan(120)
    expect(result.eValue).toBeLessThan(20)
    expect(result.p).toBeLessThan(0.05)
  })

  it('waits for a full block before it uses an outcome', () => {
    const lone = Array.from({ length: 50 }, (): GuardrailObservation => ({ arm: 'variant', event: true }))
    expect(twoProportionEProcess(lone, { base: 0.005, margin: 0 })).toMatchObject({
      blocks: 0,
      eValue: 1,
      breached: false,
    })
  })

  it('refuses rates outside (0, 1), NaN margins and empty blocks', () => {
    const run = (options: object) => () => twoProportionEProcess([], { base: 0.005, margin: 0, ...options })
    expect(run({ base: 0 })).toThrow(RangeError)
    expect(run({ margin: Number.NaN })).toThrow(RangeError)
    expect(run({ margin: 0.99 })).toThrow(RangeError)
    expect(run({ alpha: 1 })).toThrow(RangeError)
    expect(run({ block: [0, 1] })).toThrow(RangeError)
  })
})

describe('the rule of severe complaints', () => {
  const on = (variant: string, ...days: number[]) => days.map((day) => ({ variant, day }))

  it('pauses a variant on the day of its third within 30 days', () => {
    expect(severeComplaintRule([...on('a', 30, 1, 20), ...on('b', 1, 20, 31)])).toEqual([
      { variant: 'a', day: 30, count: 3 },
    ])
  })

  it('does not add up complaints of different variants or months', () => {
    expect(severeComplaintRule([...on('a', 1, 40, 80), ...on('b', 2, 3)])).toEqual([])
  })
})

describe('the chance that the guardrail acts', () => {
  const question = { controlRate: 0.005, variantRate: 0.015, base: 0.005, margin: 0, pairs: 2000 }

  it('is that of the e-process itself, and says when', () => {
    const { chance, medianPairs } = guardrailChance(question)
    expect(chance).toBeCloseTo(0.83, 1)
    expect(medianPairs).toBeGreaterThan(500)
    expect(medianPairs).toBeLessThan(1500)
  })

  it('keeps the error rate where the variant is no worse', () => {
    const { chance, medianPairs } = guardrailChance({ ...question, variantRate: 0.005, pairs: 8000 })
    expect(chance).toBeLessThan(0.05)
    expect(medianPairs).toBeNull()
  })

  it('refuses rates outside (0, 1)', () => {
    expect(() => guardrailChance({ ...question, variantRate: 0 })).toThrow(RangeError)
  })
})
