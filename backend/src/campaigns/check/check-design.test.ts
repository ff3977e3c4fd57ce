import { describe, expect, it } from 'vitest'
import { campaignDefinition } from '../campaign.contract'
import { plans } from '../plans'
import { checkCaps } from './check-caps'
import { checkDesign } from './check-design'

const ON = '2026-11-10'
const step = (id: string, kind: string, day: object, more: object = {}) => ({
  id,
  kind,
  day,
  channels: ['email'],
  tone: 'neutral',
  template: kind,
  ...more,
})
const design = (steps: object[], more: object = {}) =>
  campaignDefinition.parse({ name: 'C', scenarios: [{ segment: null, steps }], ...more })
const codes = (definition: ReturnType<typeof design>) =>
  checkDesign(definition, ON).map(({ code, place }) => `${code} ${place?.step ?? ''}`.trim())

describe('the check of a design', () => {
  it.each(plans.map((plan) => [plan.id, plan] as const))(
    'finds nothing wrong with the plan %s',
    (_, plan) => {
      const found = [
        ...checkDesign(plan.definition, ON),
        ...checkCaps(plan.definition, ['professional'], ON),
      ].filter(({ severity }) => severity === 'error')
      expect(found).toEqual([])
    },
  )

  it.each([
    ['steps_out_of_order b', [step('a', 'courteous', { from_due: 9 }), step('b', 'firm', { from_due: 8 })]],
    ['step_twice a', [step('a', 'courteous', { from_due: 3 }), step('a', 'firm', { from_due: 9 })]],
    ['softer_after b', [step('a', 'firm', { from_due: 3 }), step('b', 'courteous', { from_due: 9 })]],
    ['first_after_previous', [step('a', 'courteous', { after_previous: 3 })]],
    ['before_due_late a', [step('a', 'before_due', { from_due: 1 })]],
    ['reminder_before_due a', [step('a', 'courteous', { from_due: 0 })]],
    ['hand_over_without_notice a', [step('a', 'hand_over', { from_due: 60 })]],
    ['channel_twice a', [step('a', 'courteous', { from_due: 3 }, { channels: ['sms', 'sms'] })]],
    ['bounds_empty a', [step('a', 'courteous', { from_due: 3 }, { minimum: '100', maximum: '20' })]],
  ])('finds %s', (code, steps) => {
    const found = codes(design(steps))
    expect(
      found.some((one) => one.startsWith(code)),
      found.join(', '),
    ).toBe(true)
  })

  it('finds what a softer step after a formal notice has to wait for', () => {
    const notice = step('n', 'formal_notice', { from_due: 30 })
    const found = checkDesign(design([notice, step('f', 'firm', { after_previous: 5 })]), ON)
    expect(found.find(({ code }) => code === 'quiet_time')).toMatchObject({
      place: { step: 'f' },
      params: { quiet: 15, days: 5 },
      message: { en: expect.stringContaining('15 days') },
    })
  })

  it('finds a campaign that is over, and segments that come twice or after everyone else', () => {
    const steps = [step('a', 'courteous', { from_due: 3 })]
    const scenarios = [null, 'x', 'x'].map((segment) => ({ segment, steps }))
    const definition = campaignDefinition.parse({ name: 'C', scenarios, ends_on: '2026-01-01' })
    expect(codes(definition)).toEqual(['ended_already', 'rest_not_last', 'segment_twice'])
  })
})

describe('caps', () => {
  const two = (apart: number) =>
    design([step('a', 'courteous', { from_due: 3 }), step('b', 'firm', { after_previous: apart })])
  const delays = (apart: number, audience: 'professional' | 'consumer') =>
    checkCaps(two(apart), [audience], ON).map(({ params }) => Number(params['later']) - Number(params['day']))

  it('move a step that comes within 72 hours, and within a week for consumers', () => {
    expect(delays(3, 'professional')).toEqual([])
    expect(delays(2, 'professional')).toEqual([1])
    expect(delays(6, 'consumer')).toEqual([1])
    expect(delays(7, 'consumer')).toEqual([])
  })

  it('say which step never comes before the campaign ends', () => {
    const definition = design(
      [step('a', 'courteous', { from_due: 3 }), step('b', 'firm', { from_due: 20 })],
      { ends_on: '2026-11-20' },
    )
    const found = checkCaps(definition, ['professional'], ON)
    expect(found.map(({ code, place }) => [code, place?.step])).toEqual([['step_unreachable', 'b']])
  })
})
