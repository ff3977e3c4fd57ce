import { createHash } from 'node:crypto'
import type { EventRow } from '@relance/pipelines'
import type { PageLink } from '../links/link-token'

/** What a customer said by a form of his page, ready to become an event. */
export interface Said {
  readonly type: EventRow['event_type']
  /** decimal text */
  readonly amount?: string | undefined
  readonly currency?: string | undefined
  readonly invoiceId?: string | undefined
  readonly channel?: string | undefined
  readonly instalments?: readonly { readonly due_on: string; readonly amount: string }[] | undefined
  readonly attributes: Readonly<Record<string, unknown>>
}

/** A link that a person made belongs to no message; what must name one names the page. */
const NO_MESSAGE = 'page'

/** One form sent twice has one id, so that it counts once wherever the second goes. */
export const actId = ({ entityId, customerId }: PageLink, nonce: string): string =>
  `page:${createHash('sha256')
    .update(JSON.stringify([entityId, customerId, nonce]))
    .digest('hex')
    .slice(0, 32)}`

/** The event of an act; the message whose link was followed is named, so that complaints find their reminder. */
export function actEvent(link: PageLink, nonce: string, said: Said, at: Date): EventRow {
  const { type, amount, currency, invoiceId, channel, instalments, attributes } = said
  const needed = type.startsWith('reminder.') ? NO_MESSAGE : ''
  return {
    event_id: actId(link, nonce),
    event_type: type,
    occurred_at: at.toISOString(),
    entity_id: link.entityId,
    customer_id: link.customerId,
    reminder_id: link.reminderId === '' ? needed : link.reminderId,
    channel: channel ?? 'page',
    ...(amount === undefined ? {} : { amount }),
    ...(currency === undefined ? {} : { currency }),
    ...(invoiceId === undefined ? {} : { invoice_id: invoiceId }),
    ...(instalments === undefined ? {} : { instalments: [...instalments] }),
    attributes: { ...attributes, by: 'customer_page' },
  }
}
