import type { Json } from '../../webhooks/json'
import { at, firstText, isObject, listAt, textAt } from '../../webhooks/json'
import { momentOf } from '../../webhooks/moment'
import { ourIds } from '../convention'
import type { MessageNotice, MessageOutcome, MessageProvider } from '../message'
import { isProxy } from '../proxy'

const OUTCOMES: Record<string, MessageOutcome> = {
  accepted: 'progress',
  sent: 'progress',
  delayed: 'progress',
  delivered: 'delivered',
  soft_bounced: 'bounced',
  hard_bounced: 'bounced',
  opened: 'opened',
  clicked: 'clicked',
  spam: 'complained',
  unsubscribed: 'unsubscribed',
  subscribed: 'resubscribed',
}
const STATUS = 'transactional_email_status'

/** Unisender Go's webhooks: one event, or several by user. */
export const unisenderGo: MessageProvider = {
  name: 'unisender_go',
  title: 'Unisender Go',
  sure: (payload) =>
    textAt(payload, 'event_name').startsWith('transactional_') || Array.isArray(at(payload, 'events_by_user'))
      ? 1
      : 0,
  read(payload) {
    const notices = eventsOf(payload).flatMap(noticeOf)
    return notices.length > 0 ? notices : null
  },
}

/** The events of a payload; each keeps its facts under `event_data` or beside its name. */
function eventsOf(payload: Json): Json[] {
  const users = listAt(payload, 'events_by_user')
  const events = users.length > 0 ? users.flatMap((user) => listAt(user, 'events')) : [payload]
  return events
    .filter((event) => textAt(event, 'event_name') === STATUS)
    .map((event) => (isObject(at(event, 'event_data')) ? at(event, 'event_data') : event))
}

function noticeOf(event: Json): MessageNotice[] {
  const status = textAt(event, 'status')
  const outcome = OUTCOMES[status]
  if (outcome === undefined) return []
  const userAgent = textAt(event, 'delivery_info', 'user_agent')
  return [
    {
      outcome,
      eventId: '',
      at: momentOf(at(event, 'event_time')),
      recipient: textAt(event, 'email'),
      messageId: textAt(event, 'job_id'),
      channel: 'email',
      ids: ourIds({ variables: [at(event, 'metadata')] }),
      reason: firstText(
        event,
        ['delivery_info', 'destination_response'],
        ['delivery_info', 'delivery_status'],
        ['comment'],
      ),
      url: textAt(event, 'url'),
      ...(outcome === 'bounced'
        ? { bounce: status === 'hard_bounced' ? ('hard' as const) : ('soft' as const) }
        : {}),
      ...(outcome === 'opened' ? { userAgent, proxy: isProxy(userAgent) } : {}),
    },
  ]
}
