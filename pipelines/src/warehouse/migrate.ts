import { z } from 'zod'
import { checkPlaces, createAbove, joinShards } from './above-shards'
import type { Migration } from './migrations'
import { checksum, schemaMigrations } from './migrations'
import { renderStatements } from './render'
import { createPeopleViews } from './people-views'
import { onEachShard } from './shards'
import type { Warehouse } from './warehouse'

export interface MigrateOptions {
  /** default: the files of pipelines/schema */
  migrations?: Migration[]
}

/** The schema on the server cannot be brought to this version; the message says what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError'
  readonly code = 'warehouse/migration'
}

const BOOKS = `
CREATE TABLE IF NOT EXISTS relance.migrations (
  number UInt32 COMMENT 'Number of the file in pipelines/schema',
  name String COMMENT 'Name of the file',
  checksum String COMMENT 'SHA-256 of its text; a file that was applied may not change',
  applied_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC') COMMENT 'When its last statement ended'
) ENGINE = MergeTree ORDER BY number
COMMENT 'One row per migration that was applied in full'
`
/** Says of a file that it makes tables of customers anew: what stands above shards has no rows and stays as it is. */
const WHERE_ROWS_ARE = /^-- where rows are$/m
const applied = z.object({ number: z.number(), name: z.string(), checksum: z.string() })

/**
 * Brings the database to this version: creates it when there is none, then applies in order what was not applied.
 * A migration is written in the books after its last statement; each statement can be run again (IF NOT EXISTS),
 * so a run that was cut short is taken up by the next one. On a cluster each shard gets the whole schema for the rows
 * of its customers, then the first one the tables above them.
 * @throws MigrationError when an applied file was changed or is unknown to this version; WarehouseError
 */
export async function migrate(warehouse: Warehouse, options: MigrateOptions = {}): Promise<Applied> {
  const migrations = options.migrations ?? schemaMigrations()
  checkNumbers(migrations)
  await warehouse.createDatabase()
  await checkPlaces(warehouse)
  if (!warehouse.shards) return applyAll(warehouse, migrations)
  await onEachShard(warehouse, async (shard) => {
    await shard.createDatabase()
    await applyAll(shard, migrations)
  })
  await createAbove(warehouse)
  const applied = await applyAll(warehouse, migrations)
  await joinShards(warehouse)
  await createPeopleViews(warehouse)
  return applied
}

interface Applied {
  applied: string[]
  already: string[]
}

async function applyAll(warehouse: Warehouse, migrations: Migration[]): Promise<Applied> {
  await run(warehouse, 'migrate-books', BOOKS)
  const done = await appliedMigrations(warehouse)
  checkUnchanged(migrations, done)
  const result: Applied = { applied: [], already: [] }
  for (const migration of migrations) {
    const label = fileName(migration)
    if (done.has(migration.number)) {
      result.already.push(label)
      continue
    }
    if (!warehouse.shards || !WHERE_ROWS_ARE.test(migration.sql))
      await run(warehouse, `migrate-${label}`, migration.sql)
    await warehouse.insert({
      name: 'migrate-note',
      table: `${warehouse.database}.migrations`,
      columns: ['number', 'name', 'checksum'],
      format: 'JSONEachRow',
      body: [{ number: migration.number, name: migration.name, checksum: checksum(migration) }],
    })
    result.applied.push(label)
  }
  return result
}

/** Names and checksums of the migrations that the database has, in order. */
export async function appliedSchema(warehouse: Warehouse): Promise<string[]> {
  const rows = await appliedMigrations(warehouse)
  return [...rows.values()].map((row) => `${fileName(row)} ${row.checksum}`)
}

async function run(warehouse: Warehouse, name: string, sql: string): Promise<void> {
  for (const [index, statement] of renderStatements(sql).entries()) {
    await warehouse.command({ name: `${name}-${index + 1}`, sql: statement })
  }
}

async function appliedMigrations(warehouse: Warehouse): Promise<Map<number, z.output<typeof applied>>> {
  const rows = await warehouse.query({
    name: 'migrate-applied',
    sql: 'SELECT number, any(name) AS name, any(checksum) AS checksum FROM migrations GROUP BY number ORDER BY number',
    row: applied,
  })
  return new Map(rows.map((row) => [row.number, row]))
}

function checkNumbers(migrations: Migration[]): void {
  for (const [index, migration] of migrations.entries()) {
    if (index > 0 && migration.number <= (migrations[index - 1]?.number ?? 0)) {
      throw new MigrationError(`Two migrations have number ${migration.number}, or they are out of order.`)
    }
  }
}

function checkUnchanged(migrations: Migration[], done: Map<number, z.output<typeof applied>>): void {
  const known = new Map(migrations.map((migration) => [migration.number, migration]))
  for (const row of done.values()) {
    const migration = known.get(row.number)
    if (!migration) {
      const label = fileName(row)
      throw new MigrationError(
        `The data was written by a newer version of Relance: ClickHouse has migration ${label}. Install that version or a later one, or restore a backup of this one.`,
      )
    }
    if (checksum(migration) !== row.checksum) {
      const label = fileName(migration)
      throw new MigrationError(
        `Migration ${label} was changed after it was applied. Restore it and write a new file.`,
      )
    }
  }
}

const fileName = ({ number, name }: { number: number; name: string }) =>
  `${String(number).padStart(4, '0')}_${name}`
