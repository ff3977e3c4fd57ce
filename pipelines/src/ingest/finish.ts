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

/** Buckets of the events that a load brought, or kept visible by repeating them. */
async function touchedBuckets(warehouse: Warehouse, batchId: string): Promise<number[]> {
  const rows = await warehouse.query({
    name: 'load-buckets',
    sql: `SELECT DISTINCT bucket FROM (
        SELECT bucket FROM events WHERE batch_id = {batch: UUID}
        UNION ALL
        SELECT bucket FROM events WHERE event_id IN (SELECT event_id FROM repeated_events WHERE batch_id = {batch: UUID}))`,
    params: { batch: batchId },
    row: z.object({ bucket: z.number() }),
  })
  return rows.map(({ bucket }) => bucket).filter((bucket) => bucket < bucketCount)
}
