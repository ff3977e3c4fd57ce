import { expect, it } from 'vitest'
import { KINDS, overrideOf, type OverrideDraft } from './override-draft'

const draft: OverrideDraft = {
  kind: 'hold',
  entity: 'MAIN',
  until: '',
  campaign: 'k1',
  step: 'firm',
  channel: 'letter',
  reason: ' visit planned ',
}
const whose = { entity_id: 'MAIN', customer_id: 'C1', reason: 'visit planned' }

it('a decision has what its kind needs and nothing else', () => {
  expect(KINDS.map((kind) => overrideOf({ ...draft, kind }, 'C1'))).toEqual([
    { kind: 'hold', ...whose, until: null },
    { kind: 'channel', ...whose, channel: 'letter' },
    { kind: 'skip_step', ...whose, campaign_id: 'k1', step_id: 'firm' },
    { kind: 'force_step', ...whose, campaign_id: 'k1', step_id: 'firm' },
    { kind: 'resume', ...whose },
  ])
  expect(overrideOf({ ...draft, until: '2026-12-01' }, 'C1')).toMatchObject({ until: '2026-12-01' })
})

it.each([{ reason: ' ' }, { entity: '' }, { kind: 'skip_step', step: '' } as const])(
  'is none while %o',
  (change) => {
    expect(overrideOf({ ...draft, ...change }, 'C1')).toBeNull()
  },
)
