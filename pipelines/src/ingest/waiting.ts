import { z } from 'zod'
import type { Warehouse } from '../warehouse/warehouse'
import { writtenColumns } from './event-columns-sql'
import { ownersOf, soughtBy } from './orphans'

const STILL = `batch_id NOT IN (SELECT batch_id FROM hidden_loads) AND (event_id, version, batch_id) NOT IN (
  SELECT event_id, version, batch_id FROM events WHERE event_id IN (SELECT event_id FROM waiting_events))`

/**
 * Moves events whose invoice, payment or reminder has arrived from waiting to events, in their own load. Running it again changes nothing.
 * @returns buckets of the customers that they belong to
 */
export async function resolveWaiting(warehouse: Warehouse): Promise<number[]> {
  const [some] = await warehouse.query({
    name: 'waiting-some',
    sql: 'SELECT count() > 0 AS some FROM waiting_events',
    row: z.object({ some: z.number() }),
  })
  if (!some?.some) return []
  const owners = ownersOf('events_current', 'waiting_events')
  const found = `FROM waiting_events AS w INNER JOIN (${owners}) AS o ON o.entity_id = w.entity_id AND o.told_by = ${soughtBy('w.')} WHERE w.${STILL}`
  const buckets = await warehouse.query({
    name: 'waiting-buckets',
    sql: `SELECT DISTINCT cityHash64(o.owner) % 16 AS bucket ${found}`,
    row: z.object({ bucket: z.coerce.number() }),
  })
  if (buckets.length === 0) return []
  const values = writtenColumns.map((name) => (name === 'customer_id' ? 'o.owner' : `w.${name}`)).join(', ')
  await warehouse.command({
    name: 'waiting-resolve',
    sql: `INSERT INTO events (${writtenColumns.join(', ')}) SELECT ${values} ${found}`,
  })
  return buckets.map(({ bucket }) => bucket)
}
