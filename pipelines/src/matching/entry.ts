import { z } from 'zod'
import type { Warehouse } from '../warehouse/warehouse'
import { nextVersions } from './apply'
import { MatchingError } from './matching-error'
import type { EntryNow } from './entry-event'

const row = z.object({
  event_id: z.string(),
  entity_id: z.string(),
  currency: z.string(),
  occurred_on: z.string(),
  event_type: z.string(),
  customer_id: z.string(),
  units: z.coerce.number(),
  attributes: z.string(),
  next_version: z.coerce.number(),
  ignored: z.coerce.boolean(),
})

export interface Entry extends EntryNow {
  event_type: string
  customer_id: string
  ignored: boolean
}

/** One bank entry as it counts now. @throws MatchingError `matching/entry-not-found` */
export async function readEntry(warehouse: Warehouse, eventId: string): Promise<Entry> {
  const one = 'SELECT {id: String} AS event_id'
  const [found] = await warehouse.query({
    name: 'matching-entry',
    sql: `SELECT c.event_id AS event_id, c.entity_id AS entity_id, c.currency AS currency, toString(c.occurred_on) AS occurred_on,
        c.event_type AS event_type, c.customer_id AS customer_id,
        toInt64(c.amount * 10000) * if(c.event_type IN ('payment.rejected', 'payment.refunded'), -1, 1) AS units,
        toString(c.attributes) AS attributes, v.next_version AS next_version,
        c.event_id IN (SELECT event_id FROM bank_decisions FINAL WHERE event_id = {id: String} AND kind = 'ignored' AND active = 1) AS ignored
      FROM (SELECT * FROM events_current WHERE event_id = {id: String} AND event_id IN (SELECT event_id FROM events WHERE event_type = 'bank.entry')) AS c
      INNER JOIN (${nextVersions(one)}) AS v ON v.event_id = c.event_id`,
    params: { id: eventId },
    row,
  })
  if (!found) throw new MatchingError('matching/entry-not-found', `There is no bank entry ${eventId}.`)
  return { ...found, attributes: JSON.parse(found.attributes) as Record<string, unknown> }
}

let lastRevision = 0

/** Writes a decision that is no match. */
export async function writeDecision(
  warehouse: Warehouse,
  entry: Entry,
  decision: { kind: 'ignored' | 'held' | 'declined'; proposal?: string; active: boolean; by: string },
): Promise<void> {
  lastRevision = Math.max(lastRevision + 1, Date.now() * 1000)
  await warehouse.insert({
    name: 'matching-decide',
    table: `${warehouse.database}.bank_decisions`,
    format: 'JSONEachRow',
    body: [
      {
        entity_id: entry.entity_id,
        event_id: entry.event_id,
        kind: decision.kind,
        proposal: decision.proposal ?? '',
        active: decision.active ? 1 : 0,
        decided_by: decision.by,
        decided_at: new Date().toISOString().replace('T', ' ').replace('Z', ''),
        revision: lastRevision,
      },
    ],
  })
}
