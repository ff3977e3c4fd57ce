import fs from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import zlib from 'node:zlib'
import { z } from 'zod'
import { quoteTable } from './names'
import { localDatabase } from './shards'
import type { Warehouse } from './warehouse'

/**
 * Tables whose rows are data. Left out: the books of the migrations, which the target has of its own, what only stands
 * between two steps of a computation, and what stands above views of the shards of a cluster.
 */
const TABLES = `SELECT name FROM system.tables
  WHERE database = {database: String} AND (engine LIKE '%MergeTree' OR engine = 'Distributed') AND name != 'migrations'
    AND NOT match(name, '_stage$|^load_[0-9a-f]{32}_|^matching_')
    AND (engine != 'Distributed' OR name NOT IN (
      SELECT name FROM system.tables WHERE database = {local: String} AND engine = 'View'))
  ORDER BY name`

const fileOf = (folder: string, table: string) => path.join(folder, `${table}.native.gz`)

/**
 * Writes every table into a folder, one packed file each in ClickHouse's Native format, in flat memory.
 * @param told is called with the name of each table before it is written
 * @returns the names of the tables
 * @throws WarehouseError; the error of the disk
 */
export async function copyTables(
  warehouse: Warehouse,
  folder: string,
  signal: AbortSignal,
  told: (table: string) => void,
): Promise<string[]> {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  const found = await warehouse.query({
    name: 'copy-tables',
    sql: TABLES,
    params: { database: warehouse.database, local: localDatabase(warehouse.peopleDatabase) },
    row: z.object({ name: z.string() }),
  })
  const tables = found.map(({ name }) => name)
  for (const table of tables) {
    told(table)
    const rows = await warehouse.exportStream({
      name: 'copy-table',
      sql: `SELECT * FROM ${quoteTable(table)}`,
      format: 'Native',
      signal,
    })
    const file = fs.createWriteStream(fileOf(folder, table), { mode: 0o600, flush: true })
    await pipeline(rows, zlib.createGzip({ level: 1 }), file, { signal })
  }
  return tables
}

/**
 * Puts back what `copyTables` wrote, into empty tables of the same version.
 * @throws WarehouseError; the error of a file that is missing, cut short or damaged
 */
export async function fillTables(
  warehouse: Warehouse,
  folder: string,
  tables: readonly string[],
): Promise<void> {
  for (const table of tables) {
    const packed = fs.createReadStream(fileOf(folder, table))
    const body = packed.pipe(zlib.createGunzip())
    packed.once('error', (error) => body.destroy(error))
    await warehouse.insert({
      name: 'fill-table',
      table: `${warehouse.database}.${table}`,
      format: 'Native',
      body,
      // Each bucket, and each creditor and currency, is a partition; all of them come at once.
      settings: { max_partitions_per_insert_block: 0, distributed_foreground_insert: 1 },
    })
  }
}
