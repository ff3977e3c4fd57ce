import { z } from 'zod'
import { literal } from '../ingest/sql-text'
import { onEachShard, shardedTables } from './shards'
import shardViews from './shard-views.sql?raw'
import { renderStatements } from './render'
import type { Warehouse } from './warehouse'
import { ClusterError } from './cluster'

/**
 * Refuses tables that were filled for another number of servers: rows would be looked for where they are not.
 * @throws ClusterError
 */
export async function checkPlaces(warehouse: Warehouse): Promise<void> {
  const [events] = await warehouse.query({
    name: 'migrate-places',
    sql: `SELECT engine FROM system.tables WHERE database = {database: String} AND name = 'events'`,
    params: { database: warehouse.database },
    row: z.object({ engine: z.string() }),
  })
  const distributed = events?.engine === 'Distributed'
  if (events && distributed !== (warehouse.shards !== undefined)) {
    throw new ClusterError(
      distributed
        ? `The database ${warehouse.database} is the first shard of a cluster: set RELANCE_CLUSTER to its name.`
        : `The database ${warehouse.database} holds the data of one server without a cluster. Make a backup (relance backup), start with an empty database on the cluster and restore it.`,
    )
  }
  if (!distributed) return
  await onEachShard(warehouse, async (shard, index) => {
    const shards = warehouse.shards?.length ?? 1
    const strays = await shard.query({
      name: 'migrate-strays',
      sql: `SELECT 1 AS stray FROM relance.events WHERE bucket % {shards: UInt8} != {index: UInt8} LIMIT 1`,
      params: { shards, index },
      row: z.object({ stray: z.number() }),
    })
    if (strays.length === 0) return
    throw new ClusterError(
      `Shard ${index + 1} of ${shards} has customers of another shard: the cluster had another number or order of shards when it was filled. Go back to it, make a backup (relance backup), and restore it into an empty database on the new cluster.`,
    )
  })
}

/** On the first shard: above the tables that each shard has for its customers, one of all. */
export async function createAbove(warehouse: Warehouse): Promise<void> {
  const comments = await commentsOf(warehouse)
  for (const [table, bucket] of Object.entries(shardedTables)) {
    // What a shard's schema does not have yet comes with the migration that makes it.
    if (!comments.has(table)) continue
    const sql = `CREATE TABLE IF NOT EXISTS ${above(warehouse, table, bucket)} COMMENT ${literal(comments.get(table) ?? '')}`
    await warehouse.command({ name: 'migrate-above', sql })
  }
}

/** Views that look at each customer by himself, and so are worked out on his shard. */
const VIEWS = ['events_current', 'invoice_flows']

/**
 * Lets the shards see what stands on the first one, which loads do not count and which events are repeated, and each
 * other's corrections; then puts the views of all customers above theirs.
 */
export async function joinShards(warehouse: Warehouse): Promise<void> {
  await onEachShard(warehouse, async (shard, index) => {
    // Quoted, it is not taken for the shard's own.
    const first = `\`${index === 0 ? warehouse.database : shard.database}\``
    const text = shardViews
      .replaceAll('{cluster}', String(warehouse.cluster))
      .replaceAll('{first}', first)
      .replaceAll('{shard}', shard.database)
    for (const [step, sql] of renderStatements(text).entries())
      await shard.command({ name: `migrate-shard-${step + 1}`, sql })
  })
  const comments = await commentsOf(warehouse)
  for (const view of VIEWS) {
    const sql = `CREATE OR REPLACE TABLE ${above(warehouse, view, 'bucket')} COMMENT ${literal(comments.get(view) ?? '')}`
    await warehouse.command({ name: 'migrate-above', sql })
  }
}

const above = ({ database, cluster }: Warehouse, table: string, bucket: string): string =>
  `${database}.${table} AS ${database}_local.${table} ENGINE = Distributed(${clusterName(String(cluster))}, ${database}_local, ${table}, ${bucket})`

async function commentsOf(warehouse: Warehouse): Promise<Map<string, string>> {
  const rows = await warehouse.query({
    name: 'migrate-comments',
    sql: 'SELECT name, comment FROM system.tables WHERE database = {database: String}',
    params: { database: `${warehouse.database}_local` },
    row: z.object({ name: z.string(), comment: z.string() }),
  })
  return new Map(rows.map((row) => [row.name, row.comment]))
}

function clusterName(text: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) throw new ClusterError(`not a name of a cluster: ${text}`)
  return text
}
