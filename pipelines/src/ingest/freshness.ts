import { z } from 'zod'
import type { Warehouse } from '../warehouse/warehouse'

/** How far one source of one creditor reaches. */
export interface SourceFreshness {
  entity_id: string
  source: string
  /** ISO 8601 */
  last_load: string
  loads: number
  /** day of the latest event; null when its loads brought none */
  last_day: string | null
  /** day up to which payments of the source are known; null when it never said */
  complete_through: string | null
  /** events that wait for their invoice, payment or reminder */
  waiting: number
}

const row = z.object({
  entity_id: z.string(),
  source: z.string(),
  last_load: z.string(),
  loads: z.coerce.number(),
  last_day: z.string().nullable(),
  complete_through: z.string().nullable(),
  waiting: z.coerce.number(),
})

const SQL = `
SELECT l.entity_id AS entity_id, l.source AS source, toString(max(l.finished_at)) AS last_load, count() AS loads,
  max(l.last_day) AS last_day, max(l.complete_through) AS complete_through, any(w.waiting) AS waiting
FROM (SELECT * FROM loads FINAL WHERE state = 'accepted') AS l
LEFT JOIN (
  SELECT entity_id, source, uniqExact(event_id) AS waiting FROM waiting_events
  WHERE batch_id NOT IN (SELECT batch_id FROM hidden_loads)
    AND (event_id, version, batch_id) NOT IN (
      SELECT event_id, version, batch_id FROM events WHERE event_id IN (SELECT event_id FROM waiting_events))
  GROUP BY entity_id, source) AS w ON w.entity_id = l.entity_id AND w.source = l.source
WHERE empty({entities: Array(String)}) OR has({entities: Array(String)}, l.entity_id)
GROUP BY l.entity_id, l.source ORDER BY l.entity_id, l.source`

/**
 * Each source of each creditor by the loads that count, in alphabetical order.
 * @param entities only these creditors, all by default
 */
export async function sourceFreshness(
  warehouse: Warehouse,
  entities: readonly string[] = [],
): Promise<SourceFreshness[]> {
  const rows = await warehouse.query({ name: 'source-freshness', sql: SQL, params: { entities }, row })
  return rows.map((one) => ({ ...one, last_load: `${one.last_load.replace(' ', 'T')}Z` }))
}
