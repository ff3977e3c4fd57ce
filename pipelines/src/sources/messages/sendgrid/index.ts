import { at, textAt } from '../../webhooks/json'
import { momentOf } from '../../webhooks/moment'
import { ourIds } from '../convention'
import type { MessageOutcome, MessageProvider } from '../message'
import { isProxy } from '../proxy'

const OUTCOMES: Record<string, MessageOutcome> = {
  processed: 'progress',
  deferred: 'progress',
  delivered: 'delivered',
  bounce: 'bounced',
  dropped: 'failed',
  open: 'opened',
  click: 'clicked',
  spamreport: 'complained',
  unsubscribe: 'unsubscribed',
  group_unsubscribe: 'unsubscribed',
  group_resubscribe: 'resubscribed',
}

/** SendGrid's event webhook: arrays of events; our ids are unique arguments, which stand beside its own fields. */
export const sendgrid: MessageProvider = {
  name: 'sendgrid',
  title: 'SendGrid',
  sure: (payload) =>
    textAt(payload, 'event') !== '' &&
    ['sg_event_id', 'sg_message_id'].some((key) => textAt(payload, key) !== '')
      ? 1
      : 0,
  read(payload) {
    const outcome = OUTCOMES[textAt(payload, 'event')]
    if (outcome === undefined) return null
    const userAgent = textAt(payload, 'useragent')
    const soft = textAt(payload, 'type') === 'blocked' || textAt(payload, 'status').startsWith('4')
    return [
      {
        outcome,
        eventId: textAt(payload, 'sg_event_id'),
        at: momentOf(at(payload, 'timestamp')),
        recipient: textAt(payload, 'email'),
        messageId: textAt(payload, 'sg_message_id'),
        channel: 'email',
        ids: ourIds({
          variables: [payload],
          tags: at(payload, 'category'),
          messageIds: [textAt(payload, 'smtp-id')],
        }),
        reason: textAt(payload, 'reason'),
        url: textAt(payload, 'url'),
        ...(outcome === 'bounced' ? { bounce: soft ? ('soft' as const) : ('hard' as const) } : {}),
        ...(outcome === 'opened'
          ? { userAgent, proxy: at(payload, 'sg_machine_open') === true || isProxy(userAgent) }
          : {}),
      },
    ]
  },
}
