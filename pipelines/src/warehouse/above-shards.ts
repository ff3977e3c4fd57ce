import { z } from 'zod'
import { literal } from '../ingest/sql-text'
import { aboveDatabase, localDatabase, onEachShard, shardedTables } from './shards'
import shardViews from './shard-views.sql?raw'
import { renderStatements } from './render'
import type { Warehouse } from './warehouse'
import { ClusterError } from './cluster'

/**
 * Refuses tables that were filled for another number of servers: rows would be looked for where they are not.
 * @throws ClusterError
 */
export async function checkPlaces(warehouse: Warehouse): Promise<void> {
  const { peopleDatabase: database } = warehouse
  const [events] = await warehouse.query({
    name: 'migrate-places',
    // The view of people; its table alone where the start was cut short before.
    sql: `SELECT if(database = {database: String}, engine, 'View') AS engine FROM system.tables
      WHERE database IN ({database: String}, {above: String}) AND name = 'events' ORDER BY database`,
    params: { database, above: aboveDatabase(database) },
    row: z.object({ engine: z.string() }),
  })
  const onShards = events?.engine === 'View'
  if (events && onShards !== (warehouse.shards !== undefined)) {
    throw new ClusterError(
      onShards
        ? `The database ${database} is the first shard of a cluster: set RELANCE_CLUSTER to its name.`
        : `The database ${database} holds the data of one server without a cluster. Make a backup (relance backup), start with an empty database on the cluster and restore it.`,
    )
  }
  if (!onShards) return
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

/** Views that are worked out on each shard: they look at each customer by himself, or at the shard. */
const VIEWS = {
  ...{ events_current: 'bucket', invoice_flows: 'bucket' },
  ...{ known_entities: 'cityHash64(entity_id)', asked_as: 'cityHash64(user)' },
}

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
  for (const [view, bucket] of Object.entries(VIEWS)) {
    const sql = `CREATE OR REPLACE TABLE ${above(warehouse, view, bucket)} COMMENT ${literal(comments.get(view) ?? '')}`
    await warehouse.command({ name: 'migrate-above', sql })
  }
}

function above(warehouse: Warehouse, table: string, bucket: string): string {
  const local = localDatabase(warehouse.peopleDatabase)
  const engine = `Distributed(${clusterName(String(warehouse.cluster))}, ${local}, ${table}, ${bucket})`
  return `${warehouse.database}.${table} AS ${local}.${table} ENGINE = ${engine}`
}

async function commentsOf(warehouse: Warehouse): Promise<Map<string, string>> {
  const rows = await warehouse.query({
    name: 'migrate-comments',
    sql: 'SELECT name, comment FROM system.tables WHERE database = {database: String}',
    params: { database: localDatabase(warehouse.peopleDatabase) },
    row: z.object({ name: z.string(), comment: z.string() }),
  })
  return new Map(rows.map((row) => [row.name, row.comment]))
}

function clusterName(text: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) throw new ClusterError(`not a name of a cluster: ${text}`)
  return text
}
