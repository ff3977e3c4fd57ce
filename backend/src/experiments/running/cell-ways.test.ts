import { describe, expect, it } from 'vitest'
import { campaignDefinition } from '../../campaigns/campaign.contract'
import { LADDER } from '../../dispatch/planner/testing'
import { AppError } from '../../http/app-error'
import { experimentDesign } from '../experiment.contract'
import type { ExperimentDesign } from '../experiment.contract'
import { cellDefinition, cellSteps, requireCells, segmentInDesign, templatesOf } from './cell-ways'

const definition = campaignDefinition.parse({
  name: 'Relances',
  scenarios: [
    { segment: 'small', steps: LADDER.slice(0, 2) },
    { segment: null, steps: [...LADDER] },
  ],
})
const cell = (id: string, changes: ExperimentDesign['cells'][number]['changes']) => ({
  id,
  label: id,
  levels: {},
  changes,
})
const design = (
  changes: ExperimentDesign['cells'][number]['changes'],
  segments = ['small', 'everyone_else'],
) =>
  experimentDesign.parse({
    name: 'Un test',
    hypothesis: 'Plus tôt fait payer plus tôt.',
    cells: [cell('today', []), cell('other', changes)],
    control: 'today',
    segments: segments.map((id) => ({ id, name: id })),
    worth_having: 0.03,
    max_customers: 1000,
    max_days: 90,
    unit_variance: 0.2,
  })
const refusal = (given: ExperimentDesign, known = true) => {
  try {
    requireCells(given, definition, () => known)
  } catch (error) {
    return error instanceof AppError ? error.code : error
  }
  return null
}

describe('the way of a cell', () => {
  const early = design([{ step: 'courteous', day: { from_due: 2 }, channels: ['sms'], template: 'soft' }])
  const [control, other] = early.cells

  it('is that of the segment with the changes of its steps, everything else as the campaign has it', () => {
    const [first, second] = cellSteps(definition, 'small', other ?? cell('', []))
    expect(first).toEqual({ ...LADDER[0], day: { from_due: 2 }, channels: ['sms'], template: 'soft' })
    expect(second).toEqual(LADDER[1])
    expect(cellSteps(definition, 'everyone_else', control ?? cell('', []))).toEqual(LADDER)
    expect(templatesOf(early)).toEqual(['soft'])
  })

  it('leaves segments alone that are not tested', () => {
    const [tested, rest] = cellDefinition(definition, design([], ['small']), other ?? cell('', [])).scenarios
    expect(tested?.steps[0]?.template).toBe('soft')
    expect(rest?.steps).toEqual(LADDER)
  })
})

describe('a segment of the test that is made of several of the campaign', () => {
  const [whole] = design([]).segments
  const merged = {
    ...design([{ step: 'firm', tone: 'formal' }]),
    segments: [{ ...whole, id: 'small', name: 'All', of: ['small', 'everyone_else'] }],
  }

  it('has all of them, everyone else as well, and no other', () => {
    expect(['small', '', 'large'].map((segment) => segmentInDesign(merged, segment))).toEqual([
      'small',
      'small',
      undefined,
    ])
    const [, other] = merged.cells
    const changedWays = cellDefinition(definition, merged, other ?? cell('', []))
    expect(changedWays.scenarios.map(({ steps }) => steps.find(({ id }) => id === 'firm')?.tone)).toEqual([
      'formal',
      'formal',
    ])
    expect(refusal(merged)).toBeNull()
    expect(refusal({ ...merged, segments: [{ id: 'small', name: 'All', of: ['small', 'large'] }] })).toBe(
      'experiments/unknown-segment',
    )
  })
})

describe('a design is refused whose variant', () => {
  it.each([
    ['names a step that no tested segment has', [{ step: 'nowhere' }], 'experiments/unknown-step'],
    ['changes a formal notice', [{ step: 'notice', tone: 'firm' }], 'experiments/fixed-step'],
    ['changes one step twice', [{ step: 'firm' }, { step: 'firm' }], 'experiments/step-changed-twice'],
  ] as const)('%s', (_, changes, code) => {
    expect(refusal(design([...changes]))).toBe(code)
  })

  it('sends a template that does not exist', () => {
    const given = design([{ step: 'firm', template: 'gone' }])
    expect(refusal(given, false)).toBe('experiments/unknown-template')
    expect(refusal(given)).toBeNull()
  })

  it('bears the name of the holdout, or whose segment the campaign does not have', () => {
    expect(refusal(design([], ['large']))).toBe('experiments/unknown-segment')
    const given = design([])
    const named = { ...given, cells: [...given.cells, cell('holdout', [])] }
    expect(refusal(named)).toBe('experiments/reserved-cell')
  })
})
