import type { Statement, Warehouse, WarehouseSettings } from './types'

/** On a cluster, by the name that is configured: tables above the shards, and those of each shard for its customers. */
export const aboveDatabase = (name: string): string => `${name}_all`
export const localDatabase = (name: string): string => `${name}_local`
/** Databases that people may not name: they hold what their views are made of. None without a cluster. */
export const behindPeople = ({ shards, peopleDatabase }: Warehouse): string[] =>
  shards ? [aboveDatabase(peopleDatabase), localDatabase(peopleDatabase)] : []

/**
 * Above shards whatever a table is compared or joined with is worked out once, here, and sent along: right however
 * rows lie. A condition on a subquery stays above it, because the engine would send it on without what it compares with.
 */
export const ABOVE_SHARDS: WarehouseSettings = {
  prefer_global_in_and_join: 1,
  distributed_product_mode: 'global',
  allow_push_predicate_ast_for_distributed_subqueries: 0,
  distributed_foreground_insert: 1,
  // The first shard is asked as the others are: its plan inside ours makes the engine mix up columns of ARRAY JOIN,
  // and would be worked out with our rights where people ask.
  prefer_localhost_replica: 0,
}

/** Customers fall into so many buckets, each wholly on one shard. */
export const BUCKETS = 16

const OF_CUSTOMER = `cityHash64(customer_id) % ${BUCKETS}`

/** Tables that derive fills; each has a stage of the same shape. */
const DERIVED = [
  'customers',
  'invoices',
  'settlements',
  'settlement_days',
  'allocations',
  'letterings',
  'account_flows',
  'reminders',
  'complaints',
  'costs',
  'exposures',
  'kpi_daily',
  'kpi_totals',
]

/**
 * Tables whose rows belong to customers, with the bucket of a row as SQL: on a cluster each shard holds those of its
 * customers. All other tables stand on the first shard.
 */
export const shardedTables: Readonly<Record<string, string>> = {
  events: OF_CUSTOMER,
  verdicts: OF_CUSTOMER,
  ...Object.fromEntries(
    DERIVED.flatMap((table) => [table, `${table}_stage`]).map((name) => [name, 'bucket']),
  ),
}

/** Where whatever is computed for each customer runs: each shard of a cluster; without one the warehouse itself. */
export const shardsOf = (warehouse: Warehouse): readonly Warehouse[] => warehouse.shards ?? [warehouse]

/** The buckets that a shard holds, of those given. */
export const bucketsOf = (buckets: readonly number[], shard: number, shards: number): number[] =>
  buckets.filter((bucket) => bucket % shards === shard)

/** Does something on every shard at the same time; waits for all of them even when one fails. */
export async function onEachShard<T>(
  warehouse: Warehouse,
  work: (shard: Warehouse, index: number) => Promise<T>,
): Promise<T[]> {
  const done = await Promise.allSettled(shardsOf(warehouse).map(work))
  return done.map((result) => {
    if (result.status === 'rejected') throw result.reason
    return result.value
  })
}

/** A statement on a table whose rows belong to customers that a Distributed table does not take: ALTER, TRUNCATE. */
export async function commandEachShard(warehouse: Warehouse, statement: Statement): Promise<void> {
  await onEachShard(warehouse, (shard) => shard.command(statement))
}
