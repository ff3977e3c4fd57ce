import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawOf, sharesOf } from './draws'
import { aCell, aDesign } from './testing'

const cells = [aCell('a'), aCell('b'), aCell('c')]
const everyone = 'everyone_else'
const ask = (unit: string, mayBeHeldOut: boolean) => ({ segment: everyone, unit, mayBeHeldOut })

describe('a draw', () => {
  it('gives each cell its planned share of random customers, the holdout first, and logs that share', () => {
    const weight = fc.integer({ min: 1, max: 5 })
    const given = fc.record({
      weights: fc.tuple(weight, weight, weight),
      holdout: fc.constantFrom(0, 0.1, 0.25),
      seed: fc.string({ minLength: 1, maxLength: 20 }),
      prefix: fc.uuid(),
    })
    fc.assert(
      fc.property(given, ({ weights: [a, b, c], holdout, seed, prefix }) => {
        const design = aDesign({ cells, weights: { [everyone]: { a, b, c } }, holdout_share: holdout, seed })
        const draw = drawOf('x', design, { epoch: 3, weights: sharesOf(design), paused: [] })
        const customers = 4000
        const seen = new Map<string, number>()
        const planned = new Map<string, number>()
        for (let n = 0; n < customers; n++) {
          const drawn = draw(ask(`${prefix}-${n}`, true))
          if (!drawn) throw new Error('everybody is covered')
          seen.set(drawn.cell, (seen.get(drawn.cell) ?? 0) + 1)
          planned.set(drawn.cell, drawn.probability)
          expect(drawn.epoch).toBe(3)
        }
        expect([...planned.values()].reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
        for (const [cell, share] of planned) {
          const error = Math.sqrt((share * (1 - share)) / customers)
          expect(Math.abs((seen.get(cell) ?? 0) / customers - share)).toBeLessThan(5 * error)
        }
      }),
      { seed: 20261122, numRuns: 25 },
    )
  })

  it('depends on who asks alone, not on who asked before', () => {
    const design = aDesign({ cells, holdout_share: 0.1 })
    const units = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 12 }), { minLength: 2, maxLength: 60 })
    const given = units.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    )
    fc.assert(
      fc.property(given, ([all, shuffled]) => {
        const cellsOf = (order: readonly string[]) => {
          const draw = drawOf('x', design, { epoch: 1, weights: sharesOf(design), paused: [] })
          return new Map(order.map((unit) => [unit, draw(ask(unit, true))?.cell]))
        }
        const [one, two] = [cellsOf(all), cellsOf(shuffled)]
        for (const unit of all) expect(two.get(unit)).toBe(one.get(unit))
      }),
      { seed: 7, numRuns: 50 },
    )
  })

  it('leaves out whom the tested share does not cover, and holds out nobody who may not be', () => {
    const design = aDesign({ cells, coverage: 0.3, holdout_share: 0.5 })
    const draw = drawOf('x', design, { epoch: 1, weights: sharesOf(design), paused: [] })
    const drawn = Array.from({ length: 2000 }, (_, n) => draw(ask(`u${n}`, false)))
    const inside = drawn.filter((one) => one !== null)
    expect(inside.length / drawn.length).toBeGreaterThan(0.25)
    expect(inside.length / drawn.length).toBeLessThan(0.35)
    expect(inside.every(({ cell, holdoutPossible }) => cell !== 'holdout' && !holdoutPossible)).toBe(true)
  })
})

describe('the weights of an epoch', () => {
  const design = aDesign({ cells, weights: { [everyone]: { a: 2, b: 1, c: 1 } } })

  it('are shares of each segment, without what is paused', () => {
    expect(sharesOf(design)).toEqual({ [everyone]: { a: 0.5, b: 0.25, c: 0.25 } })
    expect(sharesOf(design, ['a'])).toEqual({ [everyone]: { a: 0, b: 0.5, c: 0.5 } })
    expect(sharesOf(design, ['a', 'b', 'c'])).toEqual({})
  })

  it('let nobody into a paused cell', () => {
    const paused = ['b']
    const draw = drawOf('x', design, { epoch: 2, weights: sharesOf(design, paused), paused })
    const drawn = Array.from({ length: 500 }, (_, n) => draw(ask(`u${n}`, false))?.cell)
    expect(new Set(drawn)).toEqual(new Set(['a', 'c']))
  })
})
