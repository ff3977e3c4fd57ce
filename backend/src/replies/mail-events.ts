import type { EventRow } from '@relance/pipelines'
import type { KeepBack } from '../dispatch/outbox/keep-back'
import type { Classified } from './classify'
import type { MAIL_KINDS } from './mailbox.contract'
import type { Matched } from './match'

export interface Outcome {
  readonly kind: (typeof MAIL_KINDS)[number]
  /** null: nothing happened that the plan needs to know */
  readonly event: EventRow | null
  /** which waiting messages it answers for */
  readonly keep: KeepBack | null
}

/**
 * What a message of the mailbox means for its customer: an answer ends the automatic part, an automatic one does not;
 * an address that takes nothing is left alone; STOP closes e-mail and nothing else.
 * @param id of the message: told again, the event is the same
 */
export function outcomeOf(
  id: string,
  said: Classified,
  { entityId, customerId, reminderId, address }: Matched,
  at: Date,
): Outcome {
  const event = (type: EventRow['event_type'], attributes: Record<string, unknown>): EventRow => ({
    event_id: `mail:${id}`,
    event_type: type,
    occurred_at: at.toISOString(),
    entity_id: entityId,
    customer_id: customerId,
    reminder_id: reminderId,
    channel: 'email',
    attributes,
  })
  switch (said.kind) {
    case 'reply':
      return {
        kind: 'reply',
        event: event('reminder.replied', { automatic: '0', text: said.text }),
        keep: { reason: 'reply_pending' },
      }
    case 'automatic':
      return { kind: 'automatic', event: event('reminder.replied', { automatic: '1' }), keep: null }
    case 'stop':
      return {
        kind: 'stop',
        event: event('optout.received', { text: said.text }),
        keep: { reason: 'opted_out', channel: 'email', reactions: true },
      }
    case 'complaint':
      return {
        kind: 'complaint',
        event: event('complaint.received', { reason: 'spam', severity: 'normal' }),
        keep: { reason: 'complaint', reactions: true },
      }
    case 'bounce': {
      if (!said.permanent) return { kind: 'soft_bounce', event: null, keep: null }
      const reason = [said.status, said.reason].filter((part) => part !== '').join(' ')
      // The planner knows an address by how it is written among the contacts.
      const attributes = { reason, address: address.toLowerCase() === said.address ? address : said.address }
      return {
        kind: 'bounce',
        event: event('reminder.bounced', attributes),
        keep: { reason: 'bounced', channel: 'email', reactions: true },
      }
    }
  }
}
