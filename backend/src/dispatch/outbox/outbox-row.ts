import type { PlannedContact } from '../planner/verdict'
import { decodeContact, encodeContact } from './payload'
import { uuidOf } from './reminder-id'

/** A planned contact with what the planner knows beside it. */
export interface NewMessage {
  readonly entityId: string
  readonly customerId: string
  readonly plannedDay: string
  readonly contact: PlannedContact
  /** what a reaction answers, e.g. the id of a payment; its kind and the day where it is not given */
  readonly trigger?: string
}

/** A claimed message. */
export interface OutboxMessage {
  readonly id: string
  readonly entityId: string
  readonly customerId: string
  readonly plannedDay: string
  readonly campaignId: string
  readonly channel: string
  readonly attempts: number
  /** times that a crash left it unknown whether it went out */
  readonly interrupted: number
  readonly contact: PlannedContact
}

/** Empty for reminders, of which a customer gets one a day whatever the campaign. */
export function triggerKey(message: NewMessage): string {
  const { contact, entityId, customerId, plannedDay, trigger } = message
  if (contact.kind !== 'reaction') return ''
  return JSON.stringify([entityId, customerId, contact.campaignId, contact.reaction, trigger ?? plannedDay])
}

export function messageId(message: NewMessage): string {
  const key = triggerKey(message)
  return key === ''
    ? uuidOf('reminder', message.entityId, message.customerId, message.plannedDay)
    : uuidOf('reaction', key)
}

/** The columns of a new row, named as in the table, for one statement that inserts many. */
export function toColumns(message: NewMessage) {
  const { contact } = message
  const notBefore = new Date(contact.notBefore).toISOString()
  return {
    id: messageId(message),
    entity_id: message.entityId,
    customer_id: message.customerId,
    planned_day: message.plannedDay,
    trigger_key: triggerKey(message),
    campaign_id: contact.campaignId,
    campaign_version: contact.campaignVersion,
    segment_id: contact.segmentId,
    variant_id: contact.variantId,
    probability: contact.probability,
    step_id: contact.stepId,
    kind: contact.kind,
    level: contact.level,
    channel: contact.channel,
    tone: contact.tone,
    template: contact.template,
    template_version: contact.templateVersion,
    language: contact.language,
    recipient: contact.recipient.address,
    payload: encodeContact(contact),
    not_before: notBefore,
    next_attempt_at: notBefore,
  }
}

/** A row of the table as a claimed message. */
export function toMessage(row: Record<string, unknown>): OutboxMessage {
  const text = (name: string) => String(row[name] ?? '')
  return {
    id: text('id'),
    entityId: text('entity_id'),
    customerId: text('customer_id'),
    plannedDay: text('planned_day'),
    campaignId: text('campaign_id'),
    channel: text('channel'),
    attempts: Number(row['attempts']),
    interrupted: Number(row['interrupted']),
    contact: decodeContact(row['payload']),
  }
}
