import { z } from 'zod'
import { derive } from '../derive'
import { oneAtATime } from '../ingest/one-at-a-time'
import { commandEachShard } from '../warehouse/shards'
import type { Warehouse } from '../warehouse/warehouse'
import eraseEventsSql from './erase-events.sql?raw'
import eraseRejectsSql from './erase-rejects.sql?raw'
import { codeAttributes, keptAttributes, payerAttributes } from './kept-attributes'
import type { CustomerKey } from './customer-key'

/** People who trade in their own name: the number of their payer is their own. */
const IN_PERSON = ['consumer', 'sole_trader', '']

/** One row = a fingerprint of an address by which a payer of his is known, as JSON, that another customer has too. */
const SHARED = `SELECT DISTINCT toJSONString(toString(attributes.cluster)) AS cluster FROM relance.events
  WHERE event_type = 'experiment.exposed' AND (entity_id, customer_id) != ({entity: String}, {customer: String})
    AND toString(attributes.cluster) IN (SELECT toString(attributes.cluster) FROM relance.events
      WHERE event_type = 'experiment.exposed' AND entity_id = {entity: String} AND customer_id = {customer: String}
        AND startsWith(ifNull(toString(attributes.cluster), ''), 'ap:'))`
const fingerprint = z.object({ cluster: z.string() })
const known = z.object({ bucket: z.number(), kind: z.string() })

/**
 * Takes out of the warehouse what tells who a customer is, and derives him anew. Figures stay: amounts, days and what
 * they are cut by are not touched. Running it again does no harm, so that a crash is mended by doing so.
 * @param words texts by which he is known, for rows that were refused (see `personalWords`)
 * @throws WarehouseError
 */
export function eraseCustomer(
  warehouse: Warehouse,
  customer: CustomerKey,
  words: readonly string[],
): Promise<void> {
  return oneAtATime(warehouse, () => eraseNow(warehouse, customer, words))
}

async function eraseNow(
  warehouse: Warehouse,
  customer: CustomerKey,
  words: readonly string[],
): Promise<void> {
  const params = { entity: customer.entityId, customer: customer.customerId }
  const [row] = await warehouse.query({
    name: 'erase-known',
    sql: `SELECT toUInt8(cityHash64({customer: String}) % 16) AS bucket,
      (SELECT any(kind) FROM relance.customers WHERE entity_id = {entity: String} AND customer_id = {customer: String}) AS kind`,
    params,
    row: known,
  })
  const payer = IN_PERSON.includes(row?.kind ?? '') ? [] : payerAttributes
  // Whoever waits for the answer is told once every copy of the rows is rewritten.
  const settings = { mutations_sync: 2 }
  if (words.length > 0) {
    const refused = { entity: customer.entityId, words }
    await warehouse.command({ name: 'erase-rejects', sql: eraseRejectsSql, params: refused, settings })
  }
  const clusters = await warehouse.query({ name: 'erase-shared', sql: SHARED, params, row: fingerprint })
  const shared = clusters.map(({ cluster }) => cluster)
  const erase = (table: string, all: string) => ({
    name: 'erase-events',
    sql: eraseEventsSql.replaceAll('{table}', table).replaceAll('{all}', all),
    params: { ...params, kept: [...keptAttributes, ...payer], codes: codeAttributes, shared },
    settings,
  })
  // A bank entry may be on another shard than the customer whose it was found to be.
  await commandEachShard(warehouse, erase('events', warehouse.shards ? 'events_everywhere' : 'events'))
  await warehouse.command(erase('waiting_events', 'waiting_events'))
  if (row) await derive(warehouse, [row.bucket])
}
