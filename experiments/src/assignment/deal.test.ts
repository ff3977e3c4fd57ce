import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellAtPlace, dealPlace, dealPopulation, needsStratification } from './deal'
import { requireAssignmentDesign } from './design'
import { CellDrawer } from './draw'
import { cutStrata, stratumOf } from './strata'
import { blockOf } from './weights'
import type { StratumCustomer } from './strata'

const design = requireAssignmentDesign({
  key: 'small',
  seed: 's1',
  cells: [
    { id: 'a', levels: { tone: 'a' } },
    { id: 'b', levels: { tone: 'b' } },
    { id: 'c', levels: { tone: 'c' } },
  ],
  segments: [],
  weights: { everyone_else: [0.5, 0.3, 0.2] },
})
const target = { design, segment: 'everyone_else' }

const population = (count: number): StratumCustomer[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `c${i}`,
    amount: ((i * 7919) % 997) + 1,
    lateness: i % 5 === 0 ? null : (i * 31) % 40,
  }))

const customers = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 8 }),
    amount: fc.double({ min: 0, max: 1e6, noNaN: true }),
    lateness: fc.option(fc.double({ min: -30, max: 200, noNaN: true })),
  }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 200 },
)

describe('stratified assignment', () => {
  it('does not depend on the order of the file', () => {
    fc.assert(
      fc.property(customers, fc.integer(), (list, shift) => {
        const turned = [
          ...list.slice(Math.abs(shift) % list.length),
          ...list.slice(0, Math.abs(shift) % list.length),
        ]
        const cells = (deal: ReturnType<typeof dealPopulation>) =>
          Object.fromEntries(deal.customers.map(({ id, draw, stratum }) => [id, `${stratum}:${draw.cell}`]))
        expect(cells(dealPopulation(target, turned.reverse()))).toEqual(cells(dealPopulation(target, list)))
      }),
      { seed: 11, numRuns: 60 },
    )
  })

  it('keeps every cell of every stratum within one block of its weight, whoever arrives later', () => {
    const deal = dealPopulation(target, population(171))
    const counts = blockOf([0.5, 0.3, 0.2])
    const block = counts.reduce((a, b) => a + b, 0)
    for (const [stratum, known] of Object.entries(deal.nextPlace)) {
      const seen: Record<string, number> = {}
      for (let place = 0; place < known + 37; place++) {
        const { cell } = dealPlace(target, `x${place}`, stratum, place)
        seen[cell] = (seen[cell] ?? 0) + 1
        for (const [i, id] of ['a', 'b', 'c'].entries()) {
          const planned = ((place + 1) * (counts[i] ?? 0)) / block
          expect(Math.abs((seen[id] ?? 0) - planned)).toBeLessThanOrEqual(counts[i] ?? 0)
        }
      }
    }
  })

  it('gives each stratum at least two customers a cell where the population allows it', () => {
    fc.assert(
      fc.property(customers, fc.integer({ min: 2, max: 6 }), (list, cells) => {
        const strata = cutStrata(list, cells)
        const counts = new Map<string, number>()
        for (const customer of list) {
          const name = stratumOf(customer, strata)
          counts.set(name, (counts.get(name) ?? 0) + 1)
        }
        if (counts.size > 1)
          for (const count of counts.values()) expect(count).toBeGreaterThanOrEqual(2 * cells)
      }),
      { seed: 12, numRuns: 200 },
    )
  })

  it('is for segments under 400 customers a cell', () => {
    expect([needsStratification(1199, 3), needsStratification(1200, 3)]).toEqual([true, false])
    expect(() => needsStratification(Number.NaN, 3)).toThrow(RangeError)
  })

  it('is returned by the SDK as a sticky bucket', () => {
    const drawer = new CellDrawer(design)
    for (const { id, draw } of dealPopulation(target, population(60)).customers) {
      expect(drawer.draw({ customer: { id }, eligible: true, previous: draw })).toEqual({
        ...draw,
        sticky: true,
      })
    }
  })

  it('draws each cell at a place with its weight over seeds', () => {
    const counts = [0, 0, 0]
    for (let s = 0; s < 3000; s++) {
      const cell = cellAtPlace(`seed ${s}`, 'x', 4, [0.5, 0.3, 0.2])
      counts[cell] = (counts[cell] ?? 0) + 1 / 3000
    }
    expect(counts[0]).toBeCloseTo(0.5, 1.3)
    expect(counts[2]).toBeCloseTo(0.2, 1.3)
  })

  it('deals weights that fit no block by the nearest one, and says the probability that this gives', () => {
    const shares = fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 2, maxLength: 24 })
    fc.assert(
      fc.property(
        shares.filter((list) => list.some((x) => x > 0)),
        (list) => {
          const total = list.reduce((a, b) => a + b, 0)
          const counts = blockOf(list.map((x) => x / total))
          const places = counts.reduce((a, b) => a + b, 0)
          expect(places).toBeLessThanOrEqual(120)
          list.forEach((x, i) => {
            expect((counts[i] ?? 0) > 0).toBe(x > 0)
            if (x / total > 0.1) expect(Math.abs((counts[i] ?? 0) / places - x / total)).toBeLessThan(0.1)
          })
        },
      ),
      { seed: 13, numRuns: 300 },
    )
    const odd = { ...design, weights: { everyone_else: [0.501, 0.299, 0.2] } }
    const dealt = Array.from({ length: 1200 }, (_, place) =>
      dealPlace({ design: odd, segment: 'everyone_else' }, 'x', 's', place),
    )
    for (const { cell, probability } of dealt) {
      expect(dealt.filter((one) => one.cell === cell)).toHaveLength(Math.round(1200 * probability))
    }
  })

  it('refuses repeated ids, NaN and no customer', () => {
    const [one] = population(1)
    if (one === undefined) throw new Error('no customer')
    expect(() => dealPopulation(target, [one, one])).toThrow(RangeError)
    expect(() => dealPopulation(target, [{ ...one, amount: Number.NaN }])).toThrow(RangeError)
    expect(() => dealPopulation(target, [])).toThrow(RangeError)
    expect(() => blockOf([0.5, 0.6])).toThrow(RangeError)
  })
})
