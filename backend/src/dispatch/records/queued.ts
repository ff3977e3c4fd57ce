import { sql } from 'drizzle-orm'
import type { Metadata } from '../../metadata'
import { decodeContact } from '../outbox/payload'
import type { QueuedContact } from '../planner/customer-record'
import { customerKey } from './records'
import type { CustomerName, Queued } from './records'

/**
 * Messages that wait to be sent, and those that were sent and of which the warehouse does not know yet: without them
 * the planner would write to the same customer again.
 * @param customers undefined: of all customers
 */
export async function queuedContacts(
  db: Metadata['db'],
  customers?: readonly CustomerName[],
): Promise<Queued> {
  const pairs = JSON.stringify(
    (customers ?? []).map(({ entityId, customerId }) => ({ entityId, customerId })),
  )
  const asked = customers
    ? sql`and (entity_id, customer_id) in (
        select "entityId", "customerId" from jsonb_to_recordset(${pairs}::jsonb) as p("entityId" text, "customerId" text))`
    : sql``
  const result = await db.execute(sql`
    select id, entity_id, customer_id, not_before, ended_at, created_at, error_code, payload
    from outbox
    where (state in ('queued', 'claimed', 'sending', 'held') or state = 'sent' and not told_warehouse) ${asked}
    order by not_before, id`)
  const queued = new Map<string, QueuedContact[]>()
  for (const row of result.rows) {
    const name = { entityId: String(row['entity_id']), customerId: String(row['customer_id']) }
    const key = customerKey(name)
    const list = queued.get(key)
    if (list) list.push(toQueued(row))
    else queued.set(key, [toQueued(row)])
  }
  return queued
}

function toQueued(row: Record<string, unknown>): QueuedContact {
  const contact = decodeContact(row['payload'])
  const time = (name: string) => new Date(row[name] as string | Date).getTime()
  return {
    reminderId: String(row['id']),
    at: row['ended_at'] === null ? time('not_before') : time('ended_at'),
    plannedAt: time('created_at'),
    ...(row['error_code'] === 'rate_missing' ? { waitsForRate: true } : {}),
    channel: contact.channel,
    campaignId: contact.campaignId,
    stepId: contact.stepId,
    segmentId: contact.segmentId,
    kind: contact.kind,
    counts: contact.kind !== 'reaction',
    claims: [...contact.claims, ...contact.alsoClaimed].map(({ invoiceId, level, dueOn }) => ({
      invoiceId,
      level,
      dueOn,
    })),
  }
}
