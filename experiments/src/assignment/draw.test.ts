import { describe, expect, it } from 'vitest'
import { crossFactors, requireAssignmentDesign } from './design'
import { CellDrawer } from './draw'
import { OfflineGrowthBook } from './sdk'
import type { Draw, DrawRequest } from './draw-request'

const design = {
  key: 'tone-test',
  seed: 'seed-8',
  cells: crossFactors({ tone: ['friendly', 'firm'], day: ['2', '5'] }),
  segments: [
    { id: 'large', name: 'Large', rule: { field: 'open_amount', op: 'gte', value: 10_000 } },
    { id: 'late', name: 'Late', rule: { field: 'mean_days_late', op: 'gt', value: 20 } },
  ],
  weights: { large: [0.25, 0.25, 0.25, 0.25], everyone_else: [0.1, 0.2, 0.3, 0.4] },
}

const customer = (id: string, more: object = {}) => ({ id, open_amount: 100, mean_days_late: 3, ...more })
const ask = (id: string, more: object = {}): DrawRequest => ({ customer: customer(id, more), eligible: true })

function drawn(drawer: CellDrawer, request: DrawRequest): Draw {
  const draw = drawer.draw(request)
  if (!draw.entered) throw new Error(`not drawn: ${draw.reason}`)
  return draw
}

function shares(drawer: CellDrawer, count: number, more: Partial<DrawRequest> = {}): Record<string, number> {
  const found: Record<string, number> = {}
  for (let i = 0; i < count; i++) {
    const draw = drawer.draw({ ...ask(`c${i}`), ...more })
    const cell = draw.entered ? draw.cell : draw.reason
    found[cell] = (found[cell] ?? 0) + 1 / count
  }
  return found
}

describe('drawing a cell', () => {
  it('gives each cell its planned share and returns that probability', () => {
    const drawer = new CellDrawer(design)
    const found = shares(drawer, 8000)
    expect(found['friendly.2']).toBeCloseTo(0.1, 1.6)
    expect(found['firm.5']).toBeCloseTo(0.4, 1.6)
    const draw = drawn(drawer, ask('c1'))
    const weights: Record<string, number> = {
      'friendly.2': 0.1,
      'friendly.5': 0.2,
      'firm.2': 0.3,
      'firm.5': 0.4,
    }
    expect(draw.probability).toBe(weights[draw.cell])
    expect(draw.levels).toEqual({ tone: draw.cell.split('.')[0], day: draw.cell.split('.')[1] })
  })

  it('takes the first segment that fits, and leaves out a segment without weights', () => {
    const drawer = new CellDrawer(design)
    expect(drawn(drawer, ask('a', { open_amount: 20_000, mean_days_late: 90 })).segment).toBe('large')
    expect(drawer.draw(ask('a', { mean_days_late: 90 }))).toEqual({
      entered: false,
      reason: 'segment_not_tested',
    })
  })

  it('checks eligibility before it honours an earlier draw', () => {
    const drawer = new CellDrawer(design)
    const previous = drawn(drawer, ask('a'))
    expect(drawer.draw({ ...ask('a'), previous, eligible: false })).toEqual({
      entered: false,
      reason: 'not_eligible',
    })
    const withPopulation = new CellDrawer({
      ...design,
      population: { field: 'kind', op: 'eq', value: 'business' },
    })
    expect(withPopulation.draw({ ...ask('a'), previous })).toEqual({
      entered: false,
      reason: 'not_in_population',
    })
  })

  it('keeps cell, segment, probability and epoch when weights and customer change', () => {
    const before = new CellDrawer(design)
    const after = new CellDrawer({
      ...design,
      epoch: 1,
      weights: { large: [1, 0, 0, 0], everyone_else: [1, 0, 0, 0] },
    })
    for (let i = 0; i < 200; i++) {
      const previous = drawn(before, ask(`c${i}`))
      const again = drawn(after, { ...ask(`c${i}`, { open_amount: 50_000 }), previous })
      expect(again).toEqual({ ...previous, sticky: true })
    }
    expect(drawn(after, ask('new'))).toMatchObject({ cell: 'friendly.2', epoch: 1, probability: 1 })
  })

  it('names a stored cell that the design no longer has instead of drawing another', () => {
    const previous = drawn(new CellDrawer(design), ask('a'))
    const cells = design.cells.map((cell) => ({ ...cell, id: `other.${cell.id}` }))
    const changed = new CellDrawer({ ...design, cells })
    expect(changed.draw({ ...ask('a'), previous })).toEqual({ entered: false, reason: 'unknown_sticky_cell' })
  })

  it('gives all customers of one payer the same cell', () => {
    const drawer = new CellDrawer(design)
    const first = drawn(drawer, { ...ask('a'), payer: '552100554' })
    const second = drawn(drawer, { ...ask('b'), payer: '552100554' })
    expect(second.cell).toBe(first.cell)
  })

  it('holds out only who may be held out, and says for whom that was possible', () => {
    const drawer = new CellDrawer({ ...design, holdoutShare: 0.1 })
    const eligible = shares(drawer, 4000, { holdoutEligible: true })
    const planned = { holdout: 0.1, 'friendly.2': 0.09, 'friendly.5': 0.18, 'firm.2': 0.27, 'firm.5': 0.36 }
    for (const [cell, share] of Object.entries(planned)) {
      expect(Math.abs((eligible[cell] ?? 0) - share), cell).toBeLessThan(
        4 * Math.sqrt((share * (1 - share)) / 4000),
      )
    }
    expect(shares(drawer, 1000, { holdoutEligible: false })['holdout']).toBeUndefined()
    const draw = drawn(drawer, { ...ask('a'), holdoutEligible: false })
    expect(draw.holdoutPossible).toBe(false)
    const held = drawn(drawer, { ...ask('a'), holdoutEligible: true })
    expect(held.holdoutPossible).toBe(true)
    expect(held.probability).toBeCloseTo(planned[held.cell as keyof typeof planned], 12)
  })

  it('shares no customer between experiments with disjoint exclusion ranges, and covers both', () => {
    const half = (key: string, range: [number, number]) =>
      new CellDrawer({ ...design, key, seed: key, exclusion: { seed: 'layer', ranges: [range] } })
    const [one, two] = [half('one', [0, 0.5]), half('two', [0.5, 1])]
    for (let i = 0; i < 1000; i++) {
      const both = [one, two].filter((drawer) => drawer.draw(ask(`c${i}`)).entered)
      expect(both.length).toBe(1)
    }
  })

  it('tests the covered share and says why the others are out', () => {
    const found = shares(new CellDrawer({ ...design, coverage: 0.5 }), 2000)
    expect(found['not_covered']).toBeGreaterThan(0.46)
    expect(found['not_covered']).toBeLessThan(0.54)
  })

  it('hashes by version 2 everywhere: version 1 trips the split check', () => {
    const { payload } = new CellDrawer({
      ...design,
      exclusion: { seed: 'layer', ranges: [[0, 0.5]] },
      holdoutShare: 0.1,
    })
    const rules = payload.features?.['tone-test']?.rules ?? []
    expect(rules.length).toBe(4)
    for (const rule of rules) {
      expect(rule.hashVersion).toBe(2)
      expect(rule.filters?.map((filter) => filter.hashVersion)).toEqual([2])
    }
  })

  it('exports a payload from which the SDK alone draws the same cells', () => {
    const drawer = new CellDrawer({ ...design, holdoutShare: 0.1, coverage: 0.8 })
    const copy = new OfflineGrowthBook(JSON.parse(JSON.stringify(drawer.payload)) as typeof drawer.payload)
    for (let i = 0; i < 500; i++) {
      const id = `c${i}`
      const draw = drawer.draw({ ...ask(id), holdoutEligible: i % 2 === 0 })
      const attributes = { ...customer(id), unit: id, holdout_eligible: i % 2 === 0 }
      const { value } = copy.evaluateFeature('tone-test', { attributes }).result
      expect(value).toBe(draw.entered ? draw.cell : null)
    }
  })

  it('refuses weights that do not sum to 1, unknown segments and repeated cells', () => {
    const wrong = [
      { ...design, weights: { large: [0.5, 0.5, 0.5, 0.5] } },
      { ...design, weights: { large: [Number.NaN, 0.5, 0.25, 0.25] } },
      { ...design, weights: { nowhere: [0.25, 0.25, 0.25, 0.25] } },
      { ...design, weights: {} },
      { ...design, cells: [...design.cells.slice(0, 3), design.cells[0]] },
      { ...design, holdoutShare: 1 },
    ]
    for (const one of wrong) expect(() => requireAssignmentDesign(one)).toThrow(RangeError)
  })
})
