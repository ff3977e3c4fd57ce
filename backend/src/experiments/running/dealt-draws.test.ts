import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CellDrawer, blockOf, everyoneElse, stickyDocumentOf } from '@relance/experiments'
import type { Strata } from '@relance/experiments'
import type { Asked, Dealing, Drawn } from '../../dispatch/experiment/running-experiment'
import { asDealt, drawOf, sharesOf } from './draws'
import type { Epoch } from './draws'
import { aCell, aDesign } from './testing'

const STRATA: Strata = {
  amountCuts: [100, 1000],
  latenessCuts: [2, 20],
  merged: { a0l0: 'a0l0+a0l1', a0l1: 'a0l0+a0l1' },
}
const cells = [aCell('a'), aCell('b'), aCell('c')]
const SEGMENT = 'everyone_else'

/** Counters in memory, moved on by whoever enters. */
function counters(next = new Map<string, number>()) {
  const dealing = (owed: number, late: 0 | 1 | 2): Dealing => ({
    owed: () => owed,
    lateThird: () => late,
    nextPlace: (key) => next.get(key) ?? 0,
  })
  const take = (drawn: Drawn | null): Drawn => {
    if (!drawn?.place) throw new Error('no place was given')
    next.set(drawn.place.key, drawn.place.number + 1)
    return drawn
  }
  return { dealing, take, next }
}

const arrival = fc.record({
  unit: fc.uuid(),
  owed: fc.constantFrom(50, 500, 5000),
  late: fc.constantFrom<0 | 1 | 2>(0, 1, 2),
  mayBeHeldOut: fc.boolean(),
})
const given = fc.record({
  arrivals: fc.array(arrival, { minLength: 1, maxLength: 250 }),
  weights: fc.record({ a: fc.integer({ min: 1, max: 4 }), b: fc.integer({ min: 1, max: 4 }) }),
  holdout: fc.constantFrom(0, 0.05, 0.25),
  seed: fc.string({ minLength: 1, maxLength: 12 }),
})
interface Arrival {
  readonly unit: string
  readonly owed: number
  readonly late: 0 | 1 | 2
  readonly mayBeHeldOut: boolean
}

const designOf = (weights: object, holdout: number, seed: string) =>
  aDesign({ cells, holdout_share: holdout, seed, weights: { [SEGMENT]: { c: 2, ...weights } as never } })

function dealt(draw: (asked: Asked) => Drawn | null, arrivals: readonly Arrival[]) {
  const { dealing, take } = counters()
  return arrivals.map(({ unit, owed, late, mayBeHeldOut }) => {
    const drawn = take(draw({ segment: SEGMENT, unit, mayBeHeldOut, dealing: dealing(owed, late) }))
    return { ...drawn, key: drawn.place?.key ?? '' }
  })
}

const first = (design: ReturnType<typeof aDesign>): Epoch => ({
  epoch: 1,
  weights: sharesOf(design),
  paused: [],
})

describe('a dealt draw', () => {
  it('keeps every cell of every stratum within one block of its probability, at every moment', () => {
    fc.assert(
      fc.property(given, ({ arrivals, weights, holdout, seed }) => {
        const design = designOf(weights, holdout, seed)
        const drawn = dealt(drawOf('x', design, first(design), { [SEGMENT]: STRATA }), arrivals)
        const seen = new Map<string, Map<string, number>>()
        for (const { key, cell, probability, holdoutPossible } of drawn) {
          const ofKey = seen.get(key) ?? new Map<string, number>()
          seen.set(key, ofKey.set(cell, (ofKey.get(cell) ?? 0) + 1))
          const places = [...ofKey.values()].reduce((a, b) => a + b, 0)
          const shares = Object.values(first(design).weights[SEGMENT] ?? {})
          const planned = holdoutPossible ? [...shares.map((w) => w * (1 - holdout)), holdout] : shares
          const block = blockOf(planned).reduce((a, b) => a + b, 0)
          expect(Math.abs((ofKey.get(cell) ?? 0) - places * probability)).toBeLessThanOrEqual(
            probability * block,
          )
        }
      }),
      { seed: 20261122, numRuns: 60 },
    )
  })

  it('is the same for whoever comes to the same place, also by another process after a restart', () => {
    fc.assert(
      fc.property(given, fc.nat(), ({ arrivals, weights, holdout, seed }, cut) => {
        const design = designOf(weights, holdout, seed)
        const draw = () => drawOf('x', design, first(design), { [SEGMENT]: STRATA })
        const whole = dealt(draw(), arrivals)
        // Two backends, the second with the counters that the first left in the store.
        const at = cut % arrivals.length
        const shared = counters()
        const half = (from: number, to: number) => {
          const one = draw()
          return arrivals
            .slice(from, to)
            .map(({ unit, owed, late, mayBeHeldOut }) =>
              shared.take(one({ segment: SEGMENT, unit, mayBeHeldOut, dealing: shared.dealing(owed, late) })),
            )
        }
        const again = [...half(0, at), ...half(at, arrivals.length)]
        expect(again.map(({ cell }) => cell)).toEqual(whole.map(({ cell }) => cell))
      }),
      { seed: 4, numRuns: 40 },
    )
  })

  it('has the probability that is logged, over seeds, at each place of a block', () => {
    const seeds = 3000
    for (const place of [0, 3]) {
      const seen = new Map<string, number>()
      const logged = new Map<string, number>()
      for (let n = 0; n < seeds; n++) {
        const design = designOf({ a: 1, b: 1 }, 0.2, `seed ${n}`)
        const draw = drawOf('x', design, first(design), { [SEGMENT]: STRATA })
        const dealing = { owed: () => 50, lateThird: () => 0 as const, nextPlace: () => place }
        const drawn = draw({ segment: SEGMENT, unit: 'u', mayBeHeldOut: true, dealing })
        if (!drawn) throw new Error('everybody is covered')
        seen.set(drawn.cell, (seen.get(drawn.cell) ?? 0) + 1)
        logged.set(drawn.cell, drawn.probability)
      }
      expect([...logged.values()].reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12)
      for (const [cell, share] of logged) {
        const error = Math.sqrt((share * (1 - share)) / seeds)
        expect(Math.abs((seen.get(cell) ?? 0) / seeds - share)).toBeLessThan(4 * error)
      }
    }
  })

  it('puts merged strata under one counter, and those who may not be held out under another', () => {
    const design = designOf({ a: 1, b: 1 }, 0.2, 's')
    const draw = drawOf('x', design, first(design), { [SEGMENT]: STRATA })
    const keyOf = (owed: number, late: 0 | 1 | 2, mayBeHeldOut: boolean) =>
      draw({ segment: SEGMENT, unit: 'u', mayBeHeldOut, dealing: counters().dealing(owed, late) })?.place?.key
    expect(keyOf(50, 0, true)).toBe(keyOf(50, 1, true))
    expect(
      new Set([keyOf(50, 0, true), keyOf(50, 0, false), keyOf(50, 2, true), keyOf(500, 0, true)]).size,
    ).toBe(4)
  })

  it('begins new blocks with new weights, and gives nothing to a paused cell', () => {
    const design = designOf({ a: 1, b: 1 }, 0, 's')
    const paused = ['b']
    const draw = drawOf(
      'x',
      design,
      { epoch: 2, weights: sharesOf(design, paused), paused },
      {
        [SEGMENT]: STRATA,
      },
    )
    const arrivals = Array.from({ length: 30 }, (_, n) => ({
      ...{ unit: `u${n}`, owed: 50, late: 0 as const, mayBeHeldOut: false },
    }))
    const drawn = dealt(draw, arrivals)
    expect(drawn.map(({ place }) => place?.number)).toEqual(arrivals.map((_, n) => n))
    expect(drawn.filter(({ cell }) => cell === 'a')).toHaveLength(10)
    expect(drawn.filter(({ cell }) => cell === 'c')).toHaveLength(20)
  })

  it('is returned by the SDK from its sticky bucket, and lets in only the share that is tested', () => {
    const design = { ...designOf({ a: 1, b: 1 }, 0, 's'), coverage: 0.3 }
    const draw = drawOf('x', design, first(design), { [SEGMENT]: STRATA })
    const { dealing, take } = counters()
    const assignment = {
      ...{ key: 'x', seed: 's', cells: cells.map(({ id, levels }) => ({ id, levels })), segments: [] },
      weights: { [everyoneElse]: [0.25, 0.25, 0.5] },
    }
    const drawer = new CellDrawer(assignment)
    let inside = 0
    for (let n = 0; n < 1000; n++) {
      const asked = { segment: SEGMENT, unit: `u${n}`, mayBeHeldOut: false, dealing: dealing(50, 0) }
      const drawn = draw(asked)
      if (!drawn) continue
      inside += 1
      const { cell, levels, probability, epoch, holdoutPossible } = take(drawn)
      const previous = {
        ...{ cell, levels, probability, epoch, holdoutPossible, segment: everyoneElse },
        ...{ entered: true as const, bucket: undefined, sticky: false },
        document: stickyDocumentOf('x', asked.unit, cell),
      }
      expect(drawer.draw({ customer: { id: asked.unit }, eligible: true, previous })).toMatchObject({
        ...{ cell, sticky: true },
      })
    }
    expect(inside / 1000).toBeGreaterThan(0.25)
    expect(inside / 1000).toBeLessThan(0.35)
  })
})

describe('the check of places', () => {
  it('finds the one entry that is in another cell than its place deals', () => {
    const design = designOf({ a: 1, b: 1 }, 0.2, 's')
    const epoch = first(design)
    const arrivals = Array.from({ length: 50 }, (_, n) => ({
      ...{ unit: `u${n}`, owed: 50 * n, late: (n % 3) as 0 | 1 | 2, mayBeHeldOut: n % 2 === 0 },
    }))
    const entries = dealt(drawOf('x', design, epoch, { [SEGMENT]: STRATA }), arrivals).map((drawn) => ({
      ...drawn,
      segmentId: SEGMENT,
    }))
    const isDealt = asDealt('x', design, [epoch])
    expect(entries.filter((one) => !isDealt(one))).toEqual([])
    const other = entries[7]?.cell === 'a' ? 'b' : 'a'
    const moved = entries.map((one, n) => (n === 7 ? { ...one, cell: other } : one))
    expect(moved.filter((one) => !isDealt(one))).toEqual([moved[7]])
  })
})
