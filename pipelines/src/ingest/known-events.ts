import { z } from 'zod'
import type { Warehouse } from '../warehouse/warehouse'
import type { LoadTables } from './load-tables'

/** Ids of this many events are compared at a time, so that memory does not grow with the load. */
const CHUNK = 2_000_000

/** SQL: rows of a table of events that count or wait today. */
const visible = (table: string): string => `SELECT event_id, version, content_hash, batch_id FROM ${table}
  WHERE batch_id NOT IN (SELECT batch_id FROM hidden_loads)
     OR (event_id, version, batch_id) IN (
          SELECT event_id, version, of_batch_id FROM repeated_events
          WHERE batch_id NOT IN (SELECT batch_id FROM hidden_loads))`

const chunksOf = (events: number): { count: number; condition: string }[] => {
  const count = Math.max(1, Math.ceil(events / CHUNK))
  return Array.from({ length: count }, (_, index) => ({
    count,
    condition: count === 1 ? '1' : `cityHash64(event_id) % ${count} = ${index}`,
  }))
}

/** Whether any id of the load is known already, seen or not. */
export async function anyKnown(warehouse: Warehouse, from: string, events: number): Promise<boolean> {
  for (const table of ['events', 'waiting_events']) {
    const [stored] = await warehouse.query({
      name: 'load-known-count',
      sql: `SELECT count() > 0 AS some FROM ${table}`,
      row: z.object({ some: z.number() }),
    })
    if (!stored?.some) continue
    for (const { condition } of chunksOf(events)) {
      const found = await warehouse.query({
        name: 'load-any-known',
        sql: `SELECT 1 AS one FROM ${table} WHERE event_id IN (SELECT event_id FROM ${from} WHERE ${condition}) LIMIT 1`,
        row: z.object({ one: z.number() }),
      })
      if (found.length > 0) return true
    }
  }
  return false
}

/**
 * Judges each event of a load: `known` (the same is there), `repeated` (the same came before in this load),
 * `conflict` (the same id and version with other content), `correction` (another version of it exists). What is new
 * and alone gets no row.
 */
export async function judge(
  warehouse: Warehouse,
  tables: LoadTables,
  from: string,
  events: number,
): Promise<void> {
  await warehouse.command({
    name: 'load-create',
    sql: `CREATE TABLE ${tables.verdicts} (line UInt64, event_id String, version UInt64, verdict LowCardinality(String), of_batch_id UUID, entity_id LowCardinality(String)) ENGINE = ${tables.engine}`,
  })
  for (const { condition } of chunksOf(events)) {
    const ids = `(SELECT event_id FROM ${from} WHERE ${condition})`
    await warehouse.command({
      name: 'load-judge',
      sql: `INSERT INTO ${tables.verdicts}
WITH own AS (
  SELECT line, event_id, version, content_hash, entity_id,
    row_number() OVER same AS nth,
    first_value(content_hash) OVER same AS first_hash,
    min(version) OVER by_id != max(version) OVER by_id AS several
  FROM ${from} WHERE ${condition}
  WINDOW same AS (PARTITION BY event_id, version ORDER BY line), by_id AS (PARTITION BY event_id)
), seen AS (
  SELECT event_id, version, any(content_hash) AS hash, any(batch_id) AS of_batch_id
  FROM (${visible('events')} UNION ALL ${visible('waiting_events')})
  WHERE event_id IN ${ids} GROUP BY event_id, version
), stored AS (
  SELECT event_id, groupUniqArray(version) AS versions
  FROM (SELECT event_id, version FROM events UNION ALL SELECT event_id, version FROM waiting_events)
  WHERE event_id IN ${ids} GROUP BY event_id
)
SELECT line, event_id, version,
  multiIf(
    of_batch_id != toUUID('00000000-0000-0000-0000-000000000000'), if(hash = content_hash, 'known', 'conflict'),
    nth > 1, if(first_hash = content_hash, 'repeated', 'conflict'),
    several OR arrayExists(v -> v != version, versions), 'correction', '') AS verdict,
  of_batch_id, entity_id
FROM own LEFT JOIN seen USING (event_id, version) LEFT JOIN stored USING (event_id)
WHERE verdict != ''`,
    })
  }
}
