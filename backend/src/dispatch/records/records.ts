import type { Warehouse } from '@relance/pipelines'
import { bucketCount } from '@relance/pipelines'
import type { CustomerRecord, Day, QueuedContact } from '../planner/customer-record'
import recordsSql from './queries/records.sql?raw'
import { rawRecord } from './raw'
import { toRecord } from './to-record'

/** One customer of one creditor. */
export interface CustomerName {
  readonly entityId: string
  readonly customerId: string
}

/** Messages that wait, by customer; see `queuedContacts`. */
export type Queued = ReadonlyMap<string, readonly QueuedContact[]>

export const customerKey = ({ entityId, customerId }: CustomerName): string =>
  `${entityId}\u0000${customerId}`

const NONE: readonly QueuedContact[] = []
const everyBucket = Array.from({ length: bucketCount }, (_, bucket) => bucket)

/**
 * Every customer of a share of the customers who owes something, or did since a day, one after the other and in flat
 * memory.
 * @param options.since customers all of whose invoices were settled before this day are left out
 * @throws WarehouseError
 */
export async function* streamRecords(
  warehouse: Warehouse,
  options: { bucket: number; since: Day; entities?: readonly string[]; signal?: AbortSignal },
  queued: Queued,
): AsyncGenerator<CustomerRecord> {
  const { bucket, since, entities = [], signal } = options
  const params = { buckets: [bucket], since, entities, ask_entities: [], ask_customers: [], all: 1 }
  const query = {
    name: 'planner-records',
    sql: recordsSql,
    params,
    row: rawRecord,
    ...(signal ? { signal } : {}),
  }
  for await (const row of warehouse.rows(query)) {
    yield toRecord(row, queued.get(`${row.e}\u0000${row.c}`) ?? NONE)
  }
}

/**
 * The records of certain customers as they are now, by `customerKey`; who is not known has none.
 * @param since invoices settled before this day are left out
 * @throws WarehouseError
 */
export async function recordsOf(
  warehouse: Warehouse,
  customers: readonly CustomerName[],
  since: Day,
  queued: Queued = new Map(),
): Promise<Map<string, CustomerRecord>> {
  const found = new Map<string, CustomerRecord>()
  if (customers.length === 0) return found
  const ask_entities = customers.map(({ entityId }) => entityId)
  const ask_customers = customers.map(({ customerId }) => customerId)
  const params = { buckets: everyBucket, since, entities: [], ask_entities, ask_customers, all: 0 }
  const rows = await warehouse.query({ name: 'records-of', sql: recordsSql, params, row: rawRecord })
  for (const row of rows) {
    const record = toRecord(row, queued.get(`${row.e}\u0000${row.c}`) ?? NONE)
    found.set(customerKey(record), record)
  }
  return found
}
