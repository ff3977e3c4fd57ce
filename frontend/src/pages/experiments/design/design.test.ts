import type { Step } from '@relance/backend/contract'
import { expect, it } from 'vitest'
import { cellsOf, dayLevel, levelDay, levelsOf, stepOf, testableSteps } from './cells'
import { keptWeights, merged, parted, segmentsOf } from './segments'

const step: Step = {
  ...{ id: 'first', kind: 'courteous', day: { from_due: 4 }, channels: ['email', 'sms'], rotate: false },
  ...{ tone: 'friendly', template: 'courteous', contact_role: 'accounts_payable', required: true },
  ...{ attach: [], copy_to_account_manager: false },
}
const none = { tone: [], channel: [], timing: [], template: [] }
const nameOf = (levels: Record<string, string>) => Object.values(levels).join(' ')

it('makes every combination of levels, of which the first is today’s and changes nothing', () => {
  const cells = cellsOf(step, { ...none, tone: ['firm'], timing: ['before3'] }, nameOf)
  expect(cells.map(({ id, changes }) => [id, changes])).toEqual([
    ['today', []],
    ['before3', [{ step: 'first', day: { from_due: -3 } }]],
    ['firm', [{ step: 'first', tone: 'firm' }]],
    ['firm-before3', [{ step: 'first', tone: 'firm', day: { from_due: -3 } }]],
  ])
  expect(cells.map(({ levels }) => levels)).toEqual([
    { tone: 'friendly', timing: 'day4' },
    { tone: 'friendly', timing: 'before3' },
    { tone: 'firm', timing: 'day4' },
    { tone: 'firm', timing: 'before3' },
  ])
  expect(levelsOf(cells, 'today')).toEqual({ ...none, tone: ['firm'], timing: ['before3'] })
  expect(stepOf(cells)).toBe('first')
  expect([-3, 0, 12].map((day) => levelDay(dayLevel(day)))).toEqual([-3, 0, 12])
})

it('never makes more combinations than a design may have', () => {
  const tone = ['neutral', 'firm', 'formal', 'empathic', 'thank_you']
  expect(
    cellsOf(step, { ...none, tone, channel: ['sms', 'letter', 'phone'], timing: ['day1'] }, nameOf),
  ).toHaveLength(24)
})

it('offers each step once, and none that the law has its word in', () => {
  const notice = { ...step, id: 'notice', kind: 'formal_notice' as const }
  const scenarios = [
    { segment: 's', steps: [step, notice] },
    { segment: null, steps: [step] },
  ]
  expect(testableSteps({ scenarios } as Parameters<typeof testableSteps>[0])).toEqual([step])
})

it('puts a segment into another and takes them apart again', () => {
  const all = segmentsOf(
    { scenarios: ['a', 'b', null].map((segment) => ({ segment, steps: [] })) },
    (id) => id ?? 'rest',
  )
  const two = merged(all, 'a', 'everyone_else')
  expect(two).toEqual([
    { id: 'b', name: 'b' },
    { id: 'everyone_else', name: 'rest + a', of: ['everyone_else', 'a'] },
  ])
  expect(merged(two, 'b', 'everyone_else')[0]?.of).toEqual(['everyone_else', 'a', 'b'])
  expect(parted(two, 'everyone_else', all).map(({ id }) => id)).toEqual(['b', 'everyone_else', 'a'])
  expect(merged(all, 'a', 'a')).toEqual(all)
  expect(keptWeights({ a: { today: 1 }, b: { today: 2 } }, two)).toEqual({ b: { today: 2 } })
})
