import { at, firstText, textAt } from '../../webhooks/json'
import { momentOf } from '../../webhooks/moment'
import { ourIds } from '../convention'
import type { MessageOutcome, MessageProvider } from '../message'
import { isProxy } from '../proxy'

const OUTCOMES: Record<string, MessageOutcome> = {
  sent: 'delivered',
  open: 'opened',
  click: 'clicked',
  bounce: 'bounced',
  blocked: 'failed',
  spam: 'complained',
  unsub: 'unsubscribed',
}

/** Mailjet's event API; `sent` says that the recipient's server took it. Our ids come back in Payload or CustomID. */
export const mailjet: MessageProvider = {
  name: 'mailjet',
  title: 'Mailjet',
  sure: (payload) =>
    textAt(payload, 'event') !== '' &&
    textAt(payload, 'MessageID') !== '' &&
    at(payload, 'time') !== undefined
      ? 1
      : 0,
  read(payload) {
    const outcome = OUTCOMES[textAt(payload, 'event')]
    if (outcome === undefined) return null
    const userAgent = textAt(payload, 'agent')
    return [
      {
        outcome,
        eventId: '',
        at: momentOf(at(payload, 'time')),
        recipient: textAt(payload, 'email'),
        // The number is longer than a number of JSON keeps; text is exact.
        messageId: firstText(payload, ['Message_GUID'], ['mj_message_id'], ['MessageID']),
        channel: 'email',
        ids: ourIds({
          variables: [at(payload, 'Payload')],
          tags: [at(payload, 'CustomID'), at(payload, 'Payload')],
        }),
        reason: firstText(payload, ['comment'], ['error'], ['source'], ['smtp_reply']),
        url: textAt(payload, 'url'),
        ...(outcome === 'bounced'
          ? { bounce: at(payload, 'hard_bounce') === true ? ('hard' as const) : ('soft' as const) }
          : {}),
        ...(outcome === 'opened' ? { userAgent, proxy: isProxy(userAgent) } : {}),
      },
    ]
  },
}
