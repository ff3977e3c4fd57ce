import { Readable } from 'node:stream'
import { z } from 'zod'
import { ingestStream } from '../ingest/ingest-stream'
import type { IngestResult } from '../ingest/ingest.contract'
import { FIRST_MATCHED_VERSION } from '../sources/bank/bank-entry'
import { MATCHING } from '../sources/matching'
import type { Warehouse } from '../warehouse/warehouse'
import { entryEvent } from './entry-event'
import type { Matched } from './entry-event'
import type { Scope } from './scope'

/** SQL: one row = the next version of each of these events; undone versions count, so that none is used twice. */
export const nextVersions = (ids: string): string =>
  `SELECT event_id, toString(greatest(${FIRST_MATCHED_VERSION}, max(version) + 1)) AS next_version FROM events WHERE event_id IN (${ids}) GROUP BY event_id`

/** One row = one entry that counts otherwise than the run has found, with what it is to become. */
const CHANGES = `SELECT e.event_id AS event_id, toString(e.occurred_on) AS occurred_on, e.units AS units, s.kind AS kind, s.customer_id AS customer_id,
    s.parts AS parts, s.payment_id AS payment_id, s.confidence AS confidence, s.reasons AS reasons, s.key AS key
  FROM (SELECT * FROM matching_entries WHERE fate IN ('open', 'ignored')) AS e
  LEFT JOIN matching_sure AS s ON s.event_id = e.event_id
  WHERE transform(s.kind, ['payment', 'rejection', 'refund'], ['payment.received', 'payment.rejected', 'payment.refunded'], 'bank.entry') != e.now_type
     OR s.customer_id != e.now_customer OR s.payment_id != e.now_payment OR arraySort(s.parts) != arraySort(e.now_parts)
  SETTINGS join_use_nulls = 0`

const change = z.object({
  event_id: z.string(),
  occurred_on: z.string(),
  units: z.coerce.number(),
  kind: z.enum(['', 'payment', 'rejection', 'refund']),
  customer_id: z.string(),
  parts: z
    .array(z.tuple([z.string(), z.coerce.number()]))
    .or(z.array(z.object({ invoice_id: z.string(), units: z.coerce.number() }))),
  payment_id: z.string(),
  confidence: z.number(),
  reasons: z.array(z.string()),
  key: z.string(),
  attributes: z.string(),
  next_version: z.coerce.number(),
})

const COLUMNS = Object.keys(change.shape)
  .slice(0, -2)
  .map((name) => `c.${name} AS ${name}`)
  .join(', ')

const CHANGES_TO_WRITE = `SELECT ${COLUMNS}, a.attributes AS attributes, v.next_version AS next_version
  FROM (${CHANGES}) AS c
  INNER JOIN (SELECT event_id, toString(attributes) AS attributes FROM events_current WHERE event_id IN (SELECT event_id FROM (${CHANGES}))) AS a ON a.event_id = c.event_id
  INNER JOIN (${nextVersions(`SELECT event_id FROM (${CHANGES})`)}) AS v ON v.event_id = c.event_id`

/** Writes what the run has found as a load of its own; null when everything counts so already. */
export async function applyRun(
  warehouse: Warehouse,
  scope: Scope,
  loadedBy: string,
): Promise<IngestResult | null> {
  const lines = warehouse.rows({ name: 'matching-changes', sql: CHANGES_TO_WRITE, row: change })
  const first = await lines.next()
  if (first.done) return null
  async function* text() {
    if (!first.done) yield line(first.value)
    for await (const row of lines) yield line(row)
  }
  const line = (row: z.output<typeof change>) => `${JSON.stringify(eventOf(row, scope))}\n`
  return loadEvents(warehouse, Readable.from(text()), scope, loadedBy)
}

function eventOf(row: z.output<typeof change>, scope: Scope): Record<string, unknown> {
  const entry = {
    ...row,
    entity_id: scope.entityId,
    currency: scope.currency,
    attributes: JSON.parse(row.attributes) as Record<string, unknown>,
  }
  if (row.kind === '') return entryEvent(entry, null)
  const allocations = row.parts.map((part) =>
    Array.isArray(part) ? { invoice_id: part[0], units: part[1] } : part,
  )
  const matched: Matched = { ...row, kind: row.kind, allocations, by: 'automatic' }
  return entryEvent(entry, matched)
}

/** Versions of entries, through the path that every event takes: they are a load that can be listed and undone. */
export function loadEvents(
  warehouse: Warehouse,
  lines: Readable,
  scope: Scope,
  loadedBy: string,
): Promise<IngestResult> {
  return ingestStream(warehouse, lines, {
    source: MATCHING,
    fileName: 'bank matching',
    entityId: scope.entityId,
    currency: scope.currency,
    loadedBy,
    strict: true,
  })
}
