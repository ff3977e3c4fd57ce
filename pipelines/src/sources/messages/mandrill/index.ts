import type { Json } from '../../webhooks/json'
import { at, firstText, isObject, textAt } from '../../webhooks/json'
import { momentOf } from '../../webhooks/moment'
import { header, ourIds } from '../convention'
import type { MessageOutcome, MessageProvider } from '../message'
import { isAutomatic, isProxy } from '../proxy'

const OUTCOMES: Record<string, MessageOutcome> = {
  send: 'progress',
  deferral: 'progress',
  delivered: 'delivered',
  hard_bounce: 'bounced',
  soft_bounce: 'bounced',
  reject: 'failed',
  open: 'opened',
  click: 'clicked',
  spam: 'complained',
  unsub: 'unsubscribed',
  inbound: 'replied',
}

/** Mandrill's webhooks (Mailchimp Transactional): arrays, posted as a form field; sync events are about its own lists. */
export const mandrill: MessageProvider = {
  name: 'mandrill',
  title: 'Mandrill',
  sure(payload) {
    if (textAt(payload, 'event') !== '' && isObject(at(payload, 'msg'))) return 1
    return /^(blacklist|whitelist|allowlist|denylist)$/.test(textAt(payload, 'type')) &&
      textAt(payload, 'action') !== ''
      ? 1
      : 0
  },
  read(payload) {
    const name = textAt(payload, 'event')
    const outcome = OUTCOMES[name]
    if (outcome === undefined) return null
    const msg: Json = at(payload, 'msg')
    const headers = at(msg, 'headers')
    const userAgent = textAt(payload, 'user_agent')
    return [
      {
        outcome,
        eventId: '',
        at: momentOf(at(payload, 'ts')),
        recipient: firstText(msg, outcome === 'replied' ? ['from_email'] : ['email'], ['email']),
        messageId: firstText(payload, ['_id'], ['msg', '_id']),
        channel: 'email',
        ids: ourIds({
          variables: [at(msg, 'metadata')],
          headers,
          tags: at(msg, 'tags'),
          messageIds: [header(headers, 'In-Reply-To'), header(headers, 'References')],
        }),
        reason: firstText(msg, ['diag'], ['bounce_description'], ['reject', 'reason']),
        url: textAt(payload, 'url'),
        ...(outcome === 'bounced'
          ? { bounce: name === 'hard_bounce' ? ('hard' as const) : ('soft' as const) }
          : {}),
        ...(outcome === 'opened' ? { userAgent, proxy: isProxy(userAgent) } : {}),
        ...(outcome === 'replied'
          ? { automatic: isAutomatic(header(headers, 'Auto-Submitted'), textAt(msg, 'subject')) }
          : {}),
      },
    ]
  },
}
