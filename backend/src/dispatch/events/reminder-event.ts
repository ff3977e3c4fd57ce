import type { EventRow } from '@relance/pipelines'
import { LOGGED } from '../channels/log/log-channel'
import type { PlannedContact } from '../planner/verdict'

/** What became of a message, as far as the warehouse is to know it. */
export interface EndedMessage {
  readonly id: string
  readonly entityId: string
  readonly customerId: string
  readonly plannedDay: string
  readonly state: 'sent' | 'dead'
  readonly endedAt: Date
  readonly providerId: string
  readonly messageId: string
  readonly errorCode: string
  readonly error: string
  /** decimal text */
  readonly cost: string
  /** result of a task that a person did */
  readonly outcome: string
  readonly contact: PlannedContact
}

const SCALE = 10_000n

/** 12345600n → 1234.56, with as many decimals as it needs, at least two. */
export function toDecimal(amount: bigint): string {
  const sign = amount < 0n ? '-' : ''
  const size = amount < 0n ? -amount : amount
  const decimals = (size % SCALE)
    .toString()
    .padStart(4, '0')
    .replace(/0{1,2}$/, '')
  return `${sign}${size / SCALE}.${decimals}`
}

/**
 * The event of a message that was sent, came back or was given up. Its id is made of the reminder's, so that telling
 * it again changes nothing.
 */
export function reminderEvent(message: EndedMessage): EventRow {
  const { id, contact, errorCode } = message
  const type = message.state === 'sent' ? 'sent' : errorCode.startsWith('address:') ? 'bounced' : 'failed'
  const logged = message.providerId === LOGGED
  const common = {
    event_id: `reminder:${id}:${type}`,
    event_type: `reminder.${type}`,
    occurred_at: message.endedAt.toISOString(),
    entity_id: message.entityId,
    customer_id: message.customerId,
    reminder_id: id,
    campaign_id: contact.campaignId,
    variant_id: contact.variantId,
    segment_id: contact.segmentId,
    // What was only shown reached nobody, and shall not be counted as an e-mail that did.
    channel: logged ? LOGGED : contact.channel,
    tone: contact.tone,
    step: contact.level,
  }
  const said = type === 'sent' ? sentAttributes(message, logged) : failedAttributes(message)
  const money = type === 'sent' ? { amount: message.cost, currency: contact.currency } : {}
  return { ...common, ...money, attributes: { ...plan(message), ...said } }
}

function plan({ contact, plannedDay }: EndedMessage) {
  return {
    step_id: contact.stepId,
    kind: contact.kind,
    ...(contact.reaction === '' ? {} : { reaction: contact.reaction }),
    planned_day: plannedDay,
    campaign_version: contact.campaignVersion,
    template: contact.template,
    template_version: contact.templateVersion,
    probability: contact.probability,
    ...(contact.experimentId === undefined ? {} : { experiment_id: contact.experimentId }),
  }
}

function sentAttributes({ contact, cost, messageId, providerId, outcome }: EndedMessage, logged: boolean) {
  const claimed = [...contact.claims, ...contact.alsoClaimed]
  return {
    invoices: claimed.map(({ invoiceId, level, open, dueOn }) => ({
      invoice_id: invoiceId,
      level,
      open: toDecimal(open),
      due_on: dueOn,
    })),
    cost,
    language: contact.language,
    ...(messageId === '' ? {} : { message_id: messageId }),
    ...(logged || providerId === '' ? {} : { provider_id: providerId }),
    ...(logged ? { planned_channel: contact.channel } : {}),
    ...(outcome === '' ? {} : { outcome }),
  }
}

const failedAttributes = ({ errorCode, error, contact }: EndedMessage) => ({
  reason: errorCode.replace(/^address:/, ''),
  message: error,
  address: contact.recipient.address,
})
