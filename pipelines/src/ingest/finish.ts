import { z } from 'zod'
import { bucketCount, derive } from '../derive'
import type { Warehouse } from '../warehouse/warehouse'
import type { Load } from './ingest.contract'
import { writeLoad } from './loads'
import { resolveWaiting } from './waiting'

/**
 * Makes the derived state follow a load that was accepted or undone. It may be run again at any time; a start runs
 * it for loads that a crash left without.
 */
export async function finishLoad(warehouse: Warehouse, load: Load): Promise<Load> {
  const resolved = load.state === 'accepted' ? await resolveWaiting(warehouse) : []
  const buckets = new Set([...(await touchedBuckets(warehouse, load.batch_id)), ...resolved])
  if (buckets.size > 0)
    await derive(
      warehouse,
      [...buckets].sort((a, b) => a - b),
    )
  const finished = { ...load, derived: true }
  await writeLoad(warehouse, finished)
  return finished
}

/**
 * Buckets of the events that a load brought, or kept visible by repeating them; and of the other versions of these
 * events, which may be another customer's.
 */
async function touchedBuckets(warehouse: Warehouse, batchId: string): Promise<number[]> {
  const ask = (sql: string) =>
    warehouse.query({
      name: 'load-buckets',
      sql,
      params: { batch: batchId },
      row: z.object({ bucket: z.number() }),
    })
  const own = 'SELECT event_id FROM events WHERE batch_id = {batch: UUID}'
  const [rows, corrected] = await Promise.all([
    ask(`SELECT DISTINCT bucket FROM (
      SELECT bucket FROM events WHERE batch_id = {batch: UUID}
      UNION ALL
      SELECT bucket FROM events WHERE event_id IN (SELECT event_id FROM repeated_events WHERE batch_id = {batch: UUID}))`),
    // Nothing was ever corrected in most ledgers: then no id needs to be looked up.
    ask('SELECT bucket FROM events WHERE corrects = 1 LIMIT 1'),
  ])
  if (corrected.length > 0) {
    const several = `SELECT event_id FROM events WHERE corrects = 1 AND (event_id IN (${own}) OR event_id IN (
      SELECT event_id FROM repeated_events WHERE batch_id = {batch: UUID}))`
    rows.push(...(await ask(`SELECT DISTINCT bucket FROM events WHERE event_id IN (${several})`)))
  }
  return [...new Set(rows.map(({ bucket }) => bucket))].filter((bucket) => bucket < bucketCount)
}
