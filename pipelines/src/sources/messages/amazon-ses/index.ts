import type { Json } from '../../webhooks/json'
import { at, firstText, isObject, listAt, objectAt, textAt } from '../../webhooks/json'
import { momentOf } from '../../webhooks/moment'
import { header, ourIds } from '../convention'
import type { MessageNotice, MessageOutcome, MessageProvider } from '../message'
import { isAutomatic, isProxy } from '../proxy'

const OUTCOMES: Record<string, MessageOutcome> = {
  Send: 'progress',
  DeliveryDelay: 'progress',
  Delivery: 'delivered',
  Bounce: 'bounced',
  Reject: 'failed',
  'Rendering Failure': 'failed',
  RenderingFailure: 'failed',
  Open: 'opened',
  Click: 'clicked',
  Complaint: 'complained',
  Subscription: 'unsubscribed',
  Received: 'replied',
}
/** The object that an event keeps its facts under. */
const PART: Record<string, string> = { 'Rendering Failure': 'failure', RenderingFailure: 'failure' }

/** Amazon SES by Amazon SNS: the event stands as text in the envelope, or bare (raw message delivery). */
export const amazonSes: MessageProvider = {
  name: 'amazon_ses',
  title: 'Amazon SES',
  sure(payload) {
    if (/^(Notification|SubscriptionConfirmation|UnsubscribeConfirmation)$/.test(textAt(payload, 'Type')))
      return textAt(payload, 'TopicArn') === '' && typeof at(payload, 'Message') !== 'string' ? 0 : 1
    return kindOf(payload) !== '' && isObject(at(payload, 'mail')) ? 1 : 0
  },
  read(payload) {
    const event = textAt(payload, 'Type') === '' ? payload : objectAt(payload, 'Message')
    const outcome = OUTCOMES[kindOf(event)]
    return outcome === undefined ? null : notices(event, outcome)
  },
}

const kindOf = (event: Json): string => firstText(event, ['eventType'], ['notificationType'])

function notices(event: Json, outcome: MessageOutcome): MessageNotice[] {
  const kind = kindOf(event)
  const part = at(event, PART[kind] ?? `${kind[0]?.toLowerCase()}${kind.slice(1)}`)
  const headers = at(event, 'mail', 'headers')
  const userAgent = textAt(part, 'userAgent')
  const opened = outcome === 'opened'
  const common = {
    outcome: kind === 'Subscription' && subscribed(part) ? ('resubscribed' as const) : outcome,
    at: momentOf(at(part, 'timestamp')) || momentOf(at(event, 'mail', 'timestamp')),
    messageId: textAt(event, 'mail', 'messageId'),
    channel: 'email' as const,
    ids: ourIds({
      variables: [at(event, 'mail', 'tags')],
      headers,
      messageIds: ['Message-ID', 'In-Reply-To', 'References'].map((name) => header(headers, name)),
    }),
    reason: firstText(part, ['reason'], ['errorMessage'], ['complaintFeedbackType'], ['bounceSubType']),
    url: textAt(part, 'link'),
    ...(opened ? { userAgent, proxy: isProxy(userAgent) } : {}),
    ...(outcome === 'bounced' ? { bounce: bounceOf(part) } : {}),
    ...(outcome === 'replied' ? { automatic: isAutomatic(header(headers, 'Auto-Submitted')) } : {}),
  }
  const id = textAt(part, 'feedbackId')
  const recipients = recipientsOf(event, part)
  return recipients.map((recipient) => ({
    ...common,
    recipient,
    eventId: id === '' ? '' : recipients.length > 1 ? `${id}:${recipient}` : id,
    ...detail(part, recipient),
  }))
}

const bounceOf = (part: Json) =>
  textAt(part, 'bounceType') === 'Permanent' ? ('hard' as const) : ('soft' as const)
const subscribed = (part: Json) => at(part, 'newTopicPreferences', 'unsubscribeAll') === false

/** Whom the event is about: the first list that names somebody; several only where each has an outcome. */
function recipientsOf(event: Json, part: Json): string[] {
  const named = [...listAt(part, 'bouncedRecipients'), ...listAt(part, 'complainedRecipients')].map((one) =>
    textAt(one, 'emailAddress'),
  )
  if (named.length > 0) return named
  const listed = listAt(part, 'recipients')
  const all = listed.length > 0 ? listed : listAt(event, 'mail', 'destination').slice(0, 1)
  const texts = all.map((one) => textAt({ one }, 'one')).filter((one) => one !== '')
  return texts.length > 0 ? texts : ['']
}

function detail(part: Json, recipient: string): { reason?: string } {
  const own = listAt(part, 'bouncedRecipients').find((one) => textAt(one, 'emailAddress') === recipient)
  const reason = textAt(own, 'diagnosticCode')
  return reason === '' ? {} : { reason }
}
