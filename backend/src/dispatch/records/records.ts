import type { Warehouse } from '@relance/pipelines'
import { bucketCount } from '@relance/pipelines'
import type { CustomerRecord, Day, QueuedContact } from '../planner/customer-record'
import recordsSql from './queries/records.sql?raw'
import { rawRecord } from './raw'
import type { RawRecord } from './raw'
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
const queuedOf = ({ e, c }: RawRecord, queued: Queued) =>
  queued.size === 0 ? NONE : (queued.get(customerKey({ entityId: e, customerId: c })) ?? NONE)
const everyBucket = Array.from({ length: bucketCount }, (_, bucket) => bucket)

interface Share {
  readonly bucket: number
  /** customers all of whose invoices were settled before this day are left out */
  readonly since: Day
  readonly entities?: readonly string[]
  /** in the order of creditor and customer, which costs a sorting */
  readonly ordered?: boolean
  readonly signal?: AbortSignal
}

/**
 * Every customer of a share of the customers who owes something, or did since a day, some at a time as they arrive.
 * @throws WarehouseError
 */
export async function* recordBlocks(
  warehouse: Warehouse,
  { bucket, since, entities = [], ordered = false, signal }: Share,
  queued: Queued,
): AsyncGenerator<CustomerRecord[]> {
  const params = {
    buckets: [bucket],
    since,
    entities,
    ask_entities: [],
    ask_customers: [],
    all: 1,
    by_path: 1,
  }
  const query = {
    name: 'planner-records',
    sql: ordered ? `${recordsSql}\nORDER BY e, c` : recordsSql,
    params,
    row: rawRecord,
    ...(signal ? { signal } : {}),
  }
  for await (const rows of warehouse.blocks(query)) {
    yield rows.map((row) => toRecord(row, queuedOf(row, queued)))
  }
}

/** As recordBlocks, one after the other. */
export async function* streamRecords(
  warehouse: Warehouse,
  share: Share,
  queued: Queued,
): AsyncGenerator<CustomerRecord> {
  for await (const records of recordBlocks(warehouse, share, queued)) yield* records
}

/**
 * The records of certain customers as they are now, by `customerKey`; who is not known has none.
 * @param since invoices settled before this day are left out
 * @param byPath false: attributes of every event as whole JSON, which is slower and must say the same
 * @throws WarehouseError
 */
export async function recordsOf(
  warehouse: Warehouse,
  customers: readonly CustomerName[],
  since: Day,
  queued: Queued = new Map(),
  byPath = true,
): Promise<Map<string, CustomerRecord>> {
  const found = new Map<string, CustomerRecord>()
  if (customers.length === 0) return found
  const ask_entities = customers.map(({ entityId }) => entityId)
  const ask_customers = customers.map(({ customerId }) => customerId)
  const params = {
    buckets: everyBucket,
    since,
    entities: [],
    ask_entities,
    ask_customers,
    all: 0,
    by_path: byPath ? 1 : 0,
  }
  const rows = await warehouse.query({ name: 'records-of', sql: recordsSql, params, row: rawRecord })
  for (const row of rows) {
    const record = toRecord(row, queuedOf(row, queued))
    found.set(customerKey(record), record)
  }
  return found
}
