import { at, firstText, listAt, textAt } from '../../webhooks/json'
import { momentOf } from '../../webhooks/moment'
import { header, ourIds } from '../convention'
import type { MessageOutcome, MessageProvider } from '../message'
import { isAutomatic, isProxy } from '../proxy'

const OUTCOMES: Record<string, MessageOutcome> = {
  sent: 'progress',
  scheduled: 'progress',
  delivery_delayed: 'progress',
  delivered: 'delivered',
  bounced: 'bounced',
  failed: 'failed',
  suppressed: 'failed',
  opened: 'opened',
  clicked: 'clicked',
  complained: 'complained',
  received: 'replied',
}

/** Resend's webhooks. */
export const resend: MessageProvider = {
  name: 'resend',
  title: 'Resend',
  sure: (payload) =>
    textAt(payload, 'type').startsWith('email.') && textAt(payload, 'data', 'email_id') !== '' ? 1 : 0,
  read(payload) {
    const outcome = OUTCOMES[textAt(payload, 'type').replace('email.', '')]
    if (outcome === undefined) return null
    const data = at(payload, 'data')
    const headers = at(data, 'headers')
    const userAgent = firstText(data, ['open', 'userAgent'])
    return [
      {
        outcome,
        eventId: '',
        at: momentOf(at(payload, 'created_at')),
        recipient: textAt(
          { first: outcome === 'replied' ? at(data, 'from') : listAt(data, 'to')[0] },
          'first',
        ),
        messageId: textAt(data, 'email_id'),
        channel: 'email',
        ids: ourIds({
          variables: [at(data, 'tags')],
          headers,
          tags: at(data, 'tags'),
          messageIds: [textAt(data, 'message_id'), header(headers, 'In-Reply-To')],
        }),
        reason: firstText(data, ['bounce', 'message'], ['failed', 'reason']),
        url: textAt(data, 'click', 'link'),
        ...(outcome === 'bounced'
          ? { bounce: textAt(data, 'bounce', 'type') === 'Transient' ? ('soft' as const) : ('hard' as const) }
          : {}),
        ...(outcome === 'opened' ? { userAgent, proxy: isProxy(userAgent) } : {}),
        ...(outcome === 'replied' ? { automatic: isAutomatic(header(headers, 'Auto-Submitted')) } : {}),
      },
    ]
  },
}
