import type { Json } from '../../webhooks/json'
import { at, firstText, isObject, textAt } from '../../webhooks/json'
import { momentOf } from '../../webhooks/moment'
import { ourIds } from '../convention'
import type { MessageOutcome, MessageProvider } from '../message'
import { isAutomatic, isProxy } from '../proxy'

const OUTCOMES: Record<string, MessageOutcome> = {
  accepted: 'progress',
  stored: 'progress',
  delivered: 'delivered',
  rejected: 'failed',
  opened: 'opened',
  clicked: 'clicked',
  complained: 'complained',
  unsubscribed: 'unsubscribed',
}

/** Mailgun's webhooks; an inbound route posts the fields of the answer itself. */
export const mailgun: MessageProvider = {
  name: 'mailgun',
  title: 'Mailgun',
  sure(payload) {
    if (isObject(at(payload, 'event-data'))) return 1
    return textAt(payload, 'stripped-text') !== '' && textAt(payload, 'Message-Id') !== '' ? 0.9 : 0
  },
  read(payload) {
    const event = at(payload, 'event-data')
    if (!isObject(event)) return textAt(payload, 'stripped-text') === '' ? null : [reply(payload)]
    const name = textAt(event, 'event')
    const outcome = name === 'failed' ? failure(event) : OUTCOMES[name]
    if (outcome === undefined) return null
    const userAgent = textAt(event, 'client-info', 'user-agent')
    const bot = textAt(event, 'client-info', 'bot')
    const status = at(event, 'delivery-status')
    return [
      {
        outcome,
        eventId: textAt(event, 'id'),
        at: momentOf(at(event, 'timestamp')),
        recipient: firstText(event, ['recipient'], ['message', 'headers', 'to']),
        messageId: textAt(event, 'message', 'headers', 'message-id'),
        channel: 'email',
        ids: ourIds({
          variables: [at(event, 'user-variables')],
          headers: at(event, 'message', 'headers'),
          tags: at(event, 'tags'),
          messageIds: [textAt(event, 'message', 'headers', 'message-id')],
        }),
        reason:
          firstText(status, ['message'], ['description']) ||
          firstText(event, ['reject', 'reason'], ['reason']),
        url: textAt(event, 'url'),
        ...(outcome === 'bounced' ? { bounce: isHard(event) ? ('hard' as const) : ('soft' as const) } : {}),
        ...(outcome === 'opened' ? { userAgent, proxy: bot !== '' || isProxy(userAgent) } : {}),
      },
    ]
  },
}

/** A temporary failure is tried again; an address on a suppression list was never tried. */
function failure(event: Json): MessageOutcome {
  if (textAt(event, 'severity') === 'temporary') return 'progress'
  return textAt(event, 'reason').startsWith('suppress') ? 'failed' : 'bounced'
}

const isHard = (event: Json): boolean =>
  textAt(event, 'reason') === 'bounce' || Number(textAt(event, 'delivery-status', 'code')) >= 500

const reply = (payload: Json) => ({
  outcome: 'replied' as const,
  eventId: textAt(payload, 'Message-Id'),
  at: momentOf(at(payload, 'timestamp')),
  recipient: textAt(payload, 'sender'),
  messageId: textAt(payload, 'Message-Id'),
  channel: 'email' as const,
  ids: ourIds({ messageIds: [textAt(payload, 'In-Reply-To'), textAt(payload, 'References')] }),
  automatic: isAutomatic(textAt(payload, 'Auto-Submitted'), textAt(payload, 'subject')),
})
