import { at, firstText, isObject, objectAt, textAt } from '../../webhooks/json'
import { momentOf } from '../../webhooks/moment'
import { header, ourIds } from '../convention'
import type { MessageOutcome, MessageProvider } from '../message'
import { isProxy } from '../proxy'

const OUTCOMES: Record<string, MessageOutcome> = {
  injection: 'progress',
  delay: 'progress',
  delivery: 'delivered',
  bounce: 'bounced',
  out_of_band: 'bounced',
  policy_rejection: 'failed',
  generation_failure: 'failed',
  generation_rejection: 'failed',
  open: 'opened',
  initial_open: 'opened',
  amp_open: 'opened',
  amp_initial_open: 'opened',
  click: 'clicked',
  amp_click: 'clicked',
  spam_complaint: 'complained',
  list_unsubscribe: 'unsubscribed',
  link_unsubscribe: 'unsubscribed',
  relay_message: 'replied',
}
/** Classes of bounces that are none: an automatic answer, a wish. */
const CLASSES: Record<string, MessageOutcome> = {
  '60': 'replied',
  '80': 'resubscribed',
  '90': 'unsubscribed',
  '100': 'replied',
}
const HARD = new Set(['10', '25', '30'])

/** SparkPost's webhooks: arrays of events, each in an envelope that names its class. An empty one is a ping. */
export const sparkpost: MessageProvider = {
  name: 'sparkpost',
  title: 'SparkPost',
  sure: (payload) => (isObject(at(payload, 'msys')) ? 1 : 0),
  read(payload) {
    const event = Object.values(objectAt(payload, 'msys')).find(isObject)
    const said = OUTCOMES[textAt(event, 'type')]
    if (said === undefined) return null
    const kind = textAt(event, 'bounce_class')
    const outcome = said === 'bounced' ? (CLASSES[kind] ?? said) : said
    const userAgent = textAt(event, 'user_agent')
    const headers = at(event, 'content', 'headers')
    const prefetched = at(event, 'is_prefetched') === true || textAt(event, 'is_prefetched') === 'true'
    return [
      {
        outcome,
        eventId: textAt(event, 'event_id'),
        at: momentOf(at(event, 'timestamp')),
        recipient: firstText(event, ['raw_rcpt_to'], ['rcpt_to'], ['msg_from']),
        messageId: firstText(event, ['transmission_id'], ['message_id']),
        channel: 'email',
        ids: ourIds({
          variables: [at(event, 'rcpt_meta')],
          headers,
          tags: at(event, 'rcpt_tags'),
          messageIds: [header(headers, 'In-Reply-To')],
        }),
        reason: firstText(event, ['raw_reason'], ['reason'], ['fbtype']),
        url: textAt(event, 'target_link_url'),
        ...(outcome === 'bounced' ? { bounce: HARD.has(kind) ? ('hard' as const) : ('soft' as const) } : {}),
        ...(outcome === 'opened' ? { userAgent, proxy: prefetched || isProxy(userAgent) } : {}),
        ...(said === 'bounced' && outcome === 'replied' ? { automatic: true } : {}),
      },
    ]
  },
}
