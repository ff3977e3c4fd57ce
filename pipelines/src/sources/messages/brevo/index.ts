import type { Json } from '../../webhooks/json'
import { at, firstText, listAt, textAt } from '../../webhooks/json'
import { momentOf } from '../../webhooks/moment'
import { header, ourIds } from '../convention'
import type { MessageNotice, MessageOutcome, MessageProvider } from '../message'
import { isAutomatic } from '../proxy'

/** Names without underscores in lower case: two generations of the provider write them differently. */
const OUTCOMES: Record<string, MessageOutcome> = {
  request: 'progress',
  sent: 'progress',
  deferred: 'progress',
  delivered: 'delivered',
  softbounce: 'bounced',
  hardbounce: 'bounced',
  invalidemail: 'bounced',
  invalid: 'bounced',
  blocked: 'failed',
  error: 'failed',
  opened: 'opened',
  uniqueopened: 'opened',
  proxyopen: 'opened',
  uniqueproxyopen: 'opened',
  loadedbyproxy: 'opened',
  click: 'clicked',
  complaint: 'complained',
  spam: 'complained',
  unsubscribe: 'unsubscribed',
  unsubscribed: 'unsubscribed',
}

/** Brevo's transactional webhooks; our ids come back in X-Mailin-custom or as tags. Inbound messages come in `items`. */
export const brevo: MessageProvider = {
  name: 'brevo',
  title: 'Brevo',
  sure(payload) {
    if (textAt(payload, 'event') !== '' && textAt(payload, 'message-id') !== '') return 1
    return at(listAt(payload, 'items')[0], 'Uuid') === undefined ? 0 : 0.9
  },
  read(payload) {
    const items = listAt(payload, 'items')
    if (items.length > 0) return items.map(reply)
    const name = nameOf(payload)
    const outcome = OUTCOMES[name]
    if (outcome === undefined) return null
    return [
      {
        outcome,
        // `id` is that of the webhook, not of the event.
        eventId: '',
        at: momentOfEvent(payload),
        recipient: textAt(payload, 'email'),
        messageId: textAt(payload, 'message-id'),
        channel: 'email',
        ids: ourIds({
          variables: [at(payload, 'X-Mailin-custom'), payload],
          tags: [...listAt(payload, 'tags'), ...tagsOf(payload), textAt(payload, 'X-Mailin-custom')],
          messageIds: [textAt(payload, 'message-id')],
        }),
        reason: textAt(payload, 'reason'),
        url: textAt(payload, 'link'),
        ...(outcome === 'bounced'
          ? { bounce: name === 'softbounce' ? ('soft' as const) : ('hard' as const) }
          : {}),
        ...(outcome === 'opened'
          ? { proxy: name.includes('proxy'), userAgent: textAt(payload, 'user_agent') }
          : {}),
      },
    ]
  },
}

const nameOf = (payload: Json): string => textAt(payload, 'event').replaceAll('_', '').toLowerCase()

/** `date` is in the time zone of the account and comes last. */
const momentOfEvent = (payload: Json): string =>
  ['ts_epoch', 's_epoch', 'ts_event', 'ts', 'date']
    .map((key) => momentOf(at(payload, key)))
    .find((moment) => moment !== '') ?? ''

const tagsOf = (payload: Json): Json[] => {
  const tag = at(payload, 'tag')
  return Array.isArray(tag) ? (tag as Json[]) : [tag]
}

function reply(item: Json): MessageNotice {
  const headers = at(item, 'Headers')
  return {
    outcome: 'replied',
    eventId: firstText(item, ['MessageId']),
    at: momentOf(at(item, 'SentAtDate')) || momentOf(new Date(textAt(item, 'SentAtDate')).getTime() || ''),
    recipient: textAt(item, 'From', 'Address'),
    messageId: textAt(item, 'MessageId'),
    channel: 'email',
    ids: ourIds({ messageIds: [textAt(item, 'InReplyTo'), header(headers, 'References')] }),
    automatic: isAutomatic(header(headers, 'Auto-Submitted'), textAt(item, 'Subject')),
  }
}
