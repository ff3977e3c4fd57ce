import { eventRow } from '@relance/pipelines'
import { expect, it } from 'vitest'
import { outcomeEvents } from './outcome-events'
import { outcomeRequest } from './work-list.contract'

const task = {
  id: '6f2c1d9a-0000-4000-8000-000000000001',
  entityId: 'MAIN',
  customerId: 'C1',
  kind: 'hand_over',
  person: '',
  by: 'someone',
  currency: 'EUR',
  at: new Date('2026-11-24T10:00:00Z'),
}
const told = (said: unknown) => outcomeEvents(task, outcomeRequest.parse(said))

it('a file that was handed over opens a case, and is no contact', () => {
  const events = told({ outcome: 'handed_over', note: 'Maître Durand' })
  expect(events).toMatchObject([
    {
      event_type: 'case.opened',
      customer_id: 'C1',
      attributes: { kind: 'litigation', note: 'Maître Durand' },
    },
  ])
  expect(eventRow.safeParse(events[0]).success).toBe(true)
})

it('a promise instead of it is a contact about a task', () => {
  const events = told({ outcome: 'promise', promise: { amount: '10', until: '2026-12-01' } })
  expect(events.map(({ event_type: type }) => type)).toEqual(['contact.logged', 'promise.made'])
  expect(events[0]).toMatchObject({ channel: 'task' })
  expect(events.every((event) => eventRow.safeParse(event).success)).toBe(true)
})
