import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findSums } from './sums'
import type { SumKind } from './sums'

/** The obvious slow way: every subset, kept when it is one of the kinds that are looked for. */
function slowly(target: number, open: number[]): Map<string, SumKind> {
  const rank: SumKind[] = ['single', 'all', 'oldest', 'run', 'pair', 'triple']
  const found = new Map<string, SumKind>()
  for (let set = 1; set < 1 << open.length; set += 1) {
    const picks = open.map((_, at) => at).filter((at) => set & (1 << at))
    if (picks.reduce((sum, at) => sum + (open[at] ?? 0), 0) !== target) continue
    const last = picks.at(-1) ?? 0
    const isRun = last - (picks[0] ?? 0) === picks.length - 1
    const kinds: SumKind[] = []
    if (picks.length === 1) kinds.push('single')
    else if (isRun && picks[0] === 0) kinds.push(last === open.length - 1 ? 'all' : 'oldest')
    else if (isRun) kinds.push('run')
    if (picks.length === 2) kinds.push('pair')
    if (picks.length === 3) kinds.push('triple')
    const key = picks
      .map((at) => open[at] ?? 0)
      .sort((a, b) => a - b)
      .join(' ')
    for (const kind of kinds) {
      const known = found.get(key)
      if (known === undefined || rank.indexOf(kind) < rank.indexOf(known)) found.set(key, kind)
    }
  }
  return found
}

describe('findSums', () => {
  it('finds one invoice, all, the oldest, neighbours, pairs and triples, and nothing that comes near', () => {
    expect(findSums(300, [100, 300, 700])).toEqual([{ kind: 'single', picks: [1] }])
    expect(findSums(1100, [100, 300, 700])).toEqual([{ kind: 'all', picks: [0, 1, 2] }])
    expect(findSums(400, [100, 300, 700])).toEqual([{ kind: 'oldest', picks: [0, 1] }])
    expect(findSums(1000, [100, 300, 700])).toEqual([{ kind: 'run', picks: [1, 2] }])
    expect(findSums(800, [100, 300, 700])).toEqual([{ kind: 'pair', picks: [0, 2] }])
    expect(findSums(1001, [100, 300, 700])).toEqual([])
  })

  it('lets the oldest of equal invoices stand for the others', () => {
    expect(findSums(100, [50, 100, 100])).toEqual([{ kind: 'single', picks: [1] }])
  })

  it('finds what trying every subset finds, of the same kind', () => {
    const amounts = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 9 })
    fc.assert(
      fc.property(amounts, fc.integer({ min: 1, max: 40 }), (open, target) => {
        const found = findSums(target, open)
        for (const { picks } of found)
          expect(picks.reduce((sum, at) => sum + (open[at] ?? 0), 0)).toBe(target)
        const keyed = found.map(({ kind, picks }): [string, SumKind] => [
          picks
            .map((at) => open[at] ?? 0)
            .sort((a, b) => a - b)
            .join(' '),
          kind,
        ])
        expect(new Map(keyed)).toEqual(slowly(target, open))
      }),
      { seed: 20_261_122, numRuns: 400 },
    )
  })
})
