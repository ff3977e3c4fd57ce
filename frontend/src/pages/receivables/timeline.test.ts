import type { TimelineEvent } from '@relance/backend/contract'
import { expect, it } from 'vitest'
import { withDueDate } from './timeline'

const anEvent = (event_type: string, occurred_on: string) =>
  ({ event_id: event_type, event_type, occurred_on, channel: '' }) as TimelineEvent

it('puts the due date after what happened on its day and before what came later', () => {
  const events = [
    anEvent('invoice.issued', '2013-06-01'),
    anEvent('reminder.sent', '2013-07-01'),
    anEvent('payment.received', '2013-07-02'),
  ]
  expect(withDueDate(events, '2013-07-01').map((item) => item.event?.event_type ?? 'due')).toEqual([
    'invoice.issued',
    'reminder.sent',
    'due',
    'payment.received',
  ])
})

it('ends with the due date while nothing has happened after it', () => {
  expect(withDueDate([anEvent('invoice.issued', '2013-06-01')], '2013-07-01').at(-1)?.key).toBe('due')
})
