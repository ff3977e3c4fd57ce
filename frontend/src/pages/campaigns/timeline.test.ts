import type { Step } from '@relance/backend/contract'
import { describe, expect, it } from 'vitest'
import { addStep, daysOf, freshId, moveStep } from './timeline'

const step = (id: string, day: Step['day']): Step => ({
  ...(addStep([], 'courteous')[0] as Step),
  id,
  day,
})
const three = [step('a', { from_due: 4 }), step('b', { from_due: 15 }), step('c', { after_previous: 10 })]
const short = (steps: readonly Step[]) => steps.map(({ id }, at) => `${id}${daysOf(steps)[at]}`).join(' ')

describe('the timeline of a scenario', () => {
  it('counts a step from the due date or from the one before it', () => {
    expect(daysOf(three)).toEqual([4, 15, 25])
  })

  it('moves what counts from a step along with it', () => {
    expect(short(moveStep(three, 1, 20).steps)).toBe('a4 b20 c30')
  })

  it('keeps steps in the order of their days and says where the moved one went', () => {
    const moved = moveStep(three, 0, 18)
    expect(short(moved.steps)).toBe('b15 a18 c25')
    expect(moved.index).toBe(1)
    expect(moved.steps[2]?.day).toEqual({ from_due: 25 })
  })

  it('stays within the days that a design may name', () => {
    expect(daysOf(moveStep(three, 0, -900).steps)[0]).toBe(-60)
  })

  it('gives an added step a name of its own', () => {
    expect(freshId([{ id: 'firm' }, { id: 'firm-2' }], 'firm')).toBe('firm-3')
    expect(short(addStep(three, 'firm'))).toBe('a4 b15 c25 firm32')
  })
})
