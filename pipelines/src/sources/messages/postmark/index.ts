import type { Json } from '../../webhooks/json'
import { at, firstText, isObject, textAt } from '../../webhooks/json'
import { momentOf } from '../../webhooks/moment'
import { header, ourIds } from '../convention'
import type { MessageNotice, MessageOutcome, MessageProvider } from '../message'
import { isAutomatic, isProxy } from '../proxy'

/** Types of bounces that are no hard or soft bounce. */
const BOUNCES: Record<string, MessageOutcome> = {
  AutoResponder: 'replied',
  Unsubscribe: 'unsubscribed',
  Subscribe: 'resubscribed',
  SpamComplaint: 'complained',
  SpamNotification: 'complained',
  ManuallyDeactivated: 'failed',
  TemplateRenderingFailed: 'failed',
  SMTPApiError: 'failed',
  InboundError: 'failed',
  Unconfirmed: 'failed',
}
const HARD = new Set(['HardBounce', 'BadEmailAddress', 'AddressChange'])
const RECORDS: Record<string, MessageOutcome> = {
  Delivery: 'delivered',
  Open: 'opened',
  Click: 'clicked',
  SpamComplaint: 'complained',
}

/** Postmark's webhooks, which name their kind in RecordType; an inbound message has none. */
export const postmark: MessageProvider = {
  name: 'postmark',
  title: 'Postmark',
  sure(payload) {
    if (textAt(payload, 'MessageID') === '') return 0
    return textAt(payload, 'RecordType') !== '' || isObject(at(payload, 'FromFull')) ? 1 : 0
  },
  read(payload) {
    const outcome = outcomeOf(payload)
    return outcome === undefined ? null : [notice(payload, outcome)]
  },
}

function outcomeOf(payload: Json): MessageOutcome | undefined {
  const record = textAt(payload, 'RecordType')
  if (record === '' || record === 'Inbound') return isObject(at(payload, 'FromFull')) ? 'replied' : undefined
  if (record === 'Bounce') return BOUNCES[textAt(payload, 'Type')] ?? 'bounced'
  if (record !== 'SubscriptionChange') return RECORDS[record]
  if (at(payload, 'SuppressSending') !== true) return 'resubscribed'
  const reason = textAt(payload, 'SuppressionReason')
  return reason === 'HardBounce' ? 'bounced' : reason === 'SpamComplaint' ? 'complained' : 'unsubscribed'
}

function notice(payload: Json, outcome: MessageOutcome): MessageNotice {
  const record = textAt(payload, 'RecordType')
  const userAgent = textAt(payload, 'UserAgent')
  const headers = at(payload, 'Headers')
  const hard = HARD.has(textAt(payload, 'Type')) || textAt(payload, 'SuppressionReason') === 'HardBounce'
  return {
    outcome,
    // A bounce has an id of its own; the others are told apart by message and moment.
    eventId: record === 'Bounce' || record === 'SpamComplaint' ? textAt(payload, 'ID') : '',
    at:
      ['DeliveredAt', 'BouncedAt', 'ReceivedAt', 'ChangedAt', 'Date']
        .map((key) => momentOf(at(payload, key)))
        .find((moment) => moment !== '') ?? '',
    recipient: firstText(payload, ['Recipient'], ['Email'], ['FromFull', 'Email']),
    messageId: textAt(payload, 'MessageID'),
    channel: 'email',
    ids: ourIds({
      variables: [at(payload, 'Metadata')],
      headers,
      tags: at(payload, 'Tag'),
      messageIds: [header(headers, 'In-Reply-To'), header(headers, 'References')],
    }),
    reason: firstText(payload, ['Details'], ['Description'], ['Name']),
    url: textAt(payload, 'OriginalLink'),
    ...(outcome === 'bounced' ? { bounce: hard ? ('hard' as const) : ('soft' as const) } : {}),
    ...(outcome === 'opened' ? { userAgent, proxy: isProxy(userAgent) } : {}),
    ...(outcome === 'replied'
      ? {
          automatic:
            textAt(payload, 'Type') === 'AutoResponder' ||
            isAutomatic(header(headers, 'Auto-Submitted'), textAt(payload, 'Subject')),
        }
      : {}),
  }
}
