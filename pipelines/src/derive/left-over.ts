import { z } from 'zod'
import type { Warehouse } from '../warehouse/warehouse'
import { isLookedAt } from './known-then'

/** Seconds after which a table of a look at an earlier day is nobody's, wherever it was made: looks take minutes. */
const LONGEST_LOOK = 3600

/**
 * Drops tables that a crash left in the middle of a derivation or of a look at an earlier day; not those of looks that
 * go on. Called between loads, when nobody derives.
 * @param shared whether other processes look as well: then a table must be old to be nobody's
 */
export async function dropLeftOver(warehouse: Warehouse, shared: boolean): Promise<void> {
  await Promise.all([warehouse, ...(warehouse.shards ?? [])].map((one) => dropIn(one, shared)))
}

async function dropIn(warehouse: Warehouse, shared: boolean): Promise<void> {
  const found = await warehouse.query({
    name: 'derive-left-over',
    sql: `SELECT name, startsWith(name, 'then_') AS of_look, dateDiff('second', metadata_modification_time, now()) AS age
      FROM system.tables WHERE database = {database: String}
      AND match(name, '^(then_[0-9a-f]{32}_[a-z]+|((plain|paid)_invoices|account_cash|current_events)_[0-9]+)$')`,
    params: { database: warehouse.database },
    row: z.object({ name: z.string(), of_look: z.number(), age: z.coerce.number() }),
  })
  const left = found.filter(
    ({ name, of_look: ofLook, age }) =>
      ofLook === 0 || (!isLookedAt(name) && (!shared || age > LONGEST_LOOK)),
  )
  for (const { name } of left) {
    await warehouse.command({
      name: 'derive-drop',
      sql: `DROP TABLE IF EXISTS ${warehouse.database}.${name}`,
    })
  }
}
