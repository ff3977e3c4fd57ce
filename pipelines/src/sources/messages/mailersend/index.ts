import { at, firstText, textAt } from '../../webhooks/json'
import { momentOf } from '../../webhooks/moment'
import { ourIds } from '../convention'
import type { MessageOutcome, MessageProvider } from '../message'
import { isProxy } from '../proxy'

const OUTCOMES: Record<string, MessageOutcome> = {
  sent: 'progress',
  deferred: 'progress',
  delivered: 'delivered',
  soft_bounced: 'bounced',
  hard_bounced: 'bounced',
  opened: 'opened',
  opened_unique: 'opened',
  clicked: 'clicked',
  clicked_unique: 'clicked',
  spam_complaint: 'complained',
  unsubscribed: 'unsubscribed',
}

/** MailerSend's webhooks. */
export const mailersend: MessageProvider = {
  name: 'mailersend',
  title: 'MailerSend',
  sure: (payload) =>
    textAt(payload, 'type').startsWith('activity.') && at(payload, 'data') !== undefined ? 1 : 0,
  read(payload) {
    const name = textAt(payload, 'type').replace('activity.', '')
    const outcome = OUTCOMES[name]
    if (outcome === undefined) return null
    const email = at(payload, 'data', 'email')
    const morph = at(payload, 'data', 'morph')
    const userAgent = firstText(morph, ['user_agent'], ['ua'])
    return [
      {
        outcome,
        eventId: textAt(payload, 'data', 'id'),
        at: momentOf(at(payload, 'data', 'created_at')),
        recipient: textAt(email, 'recipient', 'email'),
        messageId: textAt(email, 'message', 'id'),
        channel: 'email',
        ids: ourIds({ headers: at(email, 'headers'), tags: at(email, 'tags') }),
        reason: firstText(morph, ['readable_reason'], ['reason']),
        url: textAt(morph, 'url'),
        ...(outcome === 'bounced'
          ? { bounce: name === 'hard_bounced' ? ('hard' as const) : ('soft' as const) }
          : {}),
        ...(outcome === 'opened' ? { userAgent, proxy: isProxy(userAgent) } : {}),
      },
    ]
  },
}
