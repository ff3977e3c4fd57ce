import type { TimelineEvent } from '@relance/backend/contract'
import type { IconName } from '../../ui/icons'

export interface TimelineItem {
  key: string
  on: string
  icon: IconName
  /** Null for the due date, which is no event but belongs on the line. */
  event: TimelineEvent | null
}

function iconOf(event: TimelineEvent): IconName {
  const [group] = event.event_type.split('.')
  if (event.event_type === 'payment.rejected') return 'undo'
  switch (group) {
    case 'payment':
      return 'bank'
    case 'reminder':
      return event.channel === 'sms' ? 'message' : event.channel === 'phone' ? 'phone' : 'letter'
    case 'contact':
      return 'phone'
    case 'promise':
    case 'plan':
      return 'clock'
    case 'complaint':
    case 'dispute':
      return 'warn'
    default:
      return event.event_type === 'invoice.disputed' ? 'warn' : 'receivables'
  }
}

const order = [
  'invoice.issued',
  'balance.opening',
  'invoice.credited',
  'payment',
  'invoice.disputed',
  'dispute',
]

/** Events of one day apply in this order: issue, credit, payment, dispute, then whatever else. */
export function rankOf(eventType: string): number {
  const rank = order.findIndex((start) => eventType.startsWith(start))
  return rank < 0 ? order.length : rank
}

/** The events in their order with the due date between them: after what happened on that day. */
export function withDueDate(events: TimelineEvent[], dueOn: string): TimelineItem[] {
  const sorted = events.toSorted(
    (a, b) => a.occurred_on.localeCompare(b.occurred_on) || rankOf(a.event_type) - rankOf(b.event_type),
  )
  const items = sorted.map((event, index): TimelineItem => ({
    key: `${event.event_id} ${index}`,
    on: event.occurred_on,
    icon: iconOf(event),
    event,
  }))
  const at = items.findIndex((item) => item.on > dueOn)
  const due: TimelineItem = { key: 'due', on: dueOn, icon: 'flag', event: null }
  return at < 0 ? [...items, due] : [...items.slice(0, at), due, ...items.slice(at)]
}
