import { createHash } from 'node:crypto'
import type { EventRecord, SourceRecord } from '../source'
import type { Json } from '../webhooks/json'
import type { PayloadContext, PayloadReading } from '../webhooks/payload-source'
import type { OurIds } from './convention'

/** What happened to a message. `progress`: accepted, queued or deferred, which is no outcome yet. */
export type MessageOutcome =
  | 'progress'
  | 'delivered'
  | 'bounced'
  | 'failed'
  | 'opened'
  | 'clicked'
  | 'replied'
  | 'complained'
  | 'unsubscribed'
  | 'resubscribed'

/** One thing that a provider says of one message to one recipient. */
export interface MessageNotice {
  outcome: MessageOutcome
  /** the provider's id of this event; empty: made from the content */
  eventId: string
  /** ISO 8601 in UTC */
  at: string
  recipient: string
  /** the provider's id of the message */
  messageId: string
  ids: OurIds
  channel: 'email' | 'sms'
  /** hard: will never arrive; soft: may arrive another time */
  bounce?: 'hard' | 'soft'
  reason?: string
  url?: string
  /** a machine opened it, which says nothing of a reader */
  proxy?: boolean
  /** an automatic answer */
  automatic?: boolean
  userAgent?: string
}

/** One provider: how its payloads are told from others, and what they say. */
export interface MessageProvider {
  /** name of the source, e.g. sendgrid */
  name: string
  /** as the provider calls itself */
  title: string
  sure(payload: Json): number
  /** null: the payload is about something else than one of our messages */
  read(payload: Json): MessageNotice[] | null
}

const TYPES: Record<Exclude<MessageOutcome, 'progress'>, string> = {
  delivered: 'reminder.delivered',
  bounced: 'reminder.bounced',
  failed: 'reminder.failed',
  opened: 'reminder.opened',
  clicked: 'reminder.clicked',
  replied: 'reminder.replied',
  complained: 'complaint.received',
  unsubscribed: 'optout.received',
  resubscribed: 'optin.received',
}

/** The reading of a provider's payloads as a source of events. */
export const messageReading = (provider: MessageProvider): PayloadReading => ({
  name: provider.name,
  kind: 'messages',
  preset: provider.title,
  sure: (payload) => provider.sure(payload),
  read: (payload, context) => toRecord(provider, provider.read(payload), context),
})

/**
 * Notices as events. A message that carries none of our ids is somebody else's: named, and left out, as is what is no
 * outcome yet.
 */
export function toRecord(
  provider: MessageProvider,
  notices: MessageNotice[] | null,
  context: PayloadContext,
): SourceRecord {
  const ours = (notices ?? []).filter(({ ids }) => ids.reminder !== '' || ids.customer !== '')
  const events = ours.flatMap((notice) => eventOf(provider.name, notice, context))
  return events.length > 0 ? { events } : { events: [], ignored: 'unknown_topic' }
}

function eventOf(provider: string, notice: MessageNotice, context: PayloadContext): EventRecord[] {
  const { outcome, ids, channel } = notice
  if (outcome === 'progress') return []
  const type = TYPES[outcome]
  if (type.startsWith('reminder.') && ids.reminder === '') return []
  return [
    {
      event_id: `message:${provider}:${outcome}:${notice.eventId || contentId(notice)}`,
      event_type: type,
      occurred_at: notice.at,
      entity_id: ids.entity || context.entityId,
      customer_id: ids.customer,
      reminder_id: ids.reminder,
      channel,
      attributes: attributesOf(provider, notice),
    },
  ]
}

/** The same whenever the same is told again. */
function contentId(notice: MessageNotice): string {
  const { at, recipient, messageId, ids, url = '' } = notice
  const parts = [at, recipient, messageId, ids.reminder, url]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24)
}

function attributesOf(provider: string, notice: MessageNotice): Record<string, unknown> {
  const { outcome, reason, url, bounce, proxy, automatic, userAgent } = notice
  const found: Record<string, unknown> = {
    provider,
    message_id: notice.messageId,
    recipient: notice.recipient,
    severity: outcome === 'complained' ? 'spam' : undefined,
    bounce,
    reason,
    url,
    proxy: proxy ? true : undefined,
    automatic: automatic ? true : undefined,
    user_agent: userAgent,
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined && value !== ''))
}
