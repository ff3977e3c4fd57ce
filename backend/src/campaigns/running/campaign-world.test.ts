import { expect, it } from 'vitest'
import { aCampaign, aCustomer, aReminder } from '../../dispatch/planner/testing'
import { campaignWorld } from './campaign-world'

const campaign = aCampaign()
const world = (segment: string) =>
  campaignWorld(
    () => ({
      members: { segmentOf: (entity, customer) => (entity + customer === 'e1c1' ? segment : undefined) },
      texts: new Map(),
      check: { on: '2026-11-23', version: 1, errors: 0, warnings: 0, findings: [], population: [] },
    }),
    [],
  )
const written = aCustomer({
  contactsMade: [
    aReminder('2026-11-10', {}, { segmentId: 'small' }),
    aReminder('2026-11-20', {}, { segmentId: 'large' }),
  ],
})

it('who was written to stays in the segment of his first message, whatever he is today', () => {
  expect(world('large').segmentOf(written, campaign, '2026-11-23')).toBe('small')
})

it('before his first message he is in the segment of today, and messages of other campaigns freeze nothing', () => {
  expect(world('large').segmentOf(aCustomer(), campaign, '2026-11-23')).toBe('large')
  expect(world('large').segmentOf(written, campaign, '2026-11-09')).toBe('large')
  expect(world('large').segmentOf(written, { ...campaign, id: 'another' }, '2026-11-23')).toBe('large')
})

it('everyone else is a segment to stay in as well', () => {
  const record = aCustomer({ contactsMade: [aReminder('2026-11-10', {}, { segmentId: '' })] })
  expect(world('large').segmentOf(record, campaign, '2026-11-23')).toBe('')
})
