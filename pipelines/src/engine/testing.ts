import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, inject } from 'vitest'
import { z } from 'zod'
import { migrate } from '../warehouse/migrate'
import type { Warehouse } from '../warehouse/warehouse'
import { connectWarehouse } from '../warehouse/warehouse'
import type { WarehouseError } from '../warehouse/warehouse-error'
import type { Engine, EngineOptions } from './engine'
import { startEngine } from './engine'
import { startShards } from './testing-shards'

declare module 'vitest' {
  interface ProvidedContext {
    /** servers that every test of a warehouse runs on, `npm test -- --shards` */
    shards: number
  }
}

export interface TestWarehouse {
  readonly warehouse: Warehouse
  /** the first shard where there are several */
  readonly engine: Engine
  readonly dataDir: string
  /** empty tables for the next test */
  reset(): Promise<void>
}

interface Running {
  warehouse: Warehouse
  engine: Engine
  dataDir: string
  /** tables and views of the schema; none where the test itself migrates */
  schema: ReadonlySet<string>
}

/**
 * Test aid: one engine for the whole test file, in a temporary folder, migrated; taken away after the last test.
 * Call it at the top of the file or of a `describe`; its members may be read inside tests and hooks only.
 * @param options.migrated false leaves the database out
 * @param options.shards engines that are the shards of one cluster; default: as many as the run asks for
 */
export function useWarehouse(
  options: { migrated?: boolean; engine?: Partial<EngineOptions>; shards?: number } = {},
): TestWarehouse {
  let running: Running | undefined
  const current = () => {
    if (!running) throw new Error('the warehouse is there inside tests and hooks only')
    return running
  }
  beforeAll(async () => {
    const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-test-'))
    const engine = await startTested({ memoryLimitBytes: 2e9, ...options.engine, dataDir }, options.shards)
    const warehouse = connectWarehouse(engine)
    const schema = new Set<string>()
    if (options.migrated !== false) {
      await migrate(warehouse)
      for (const { name } of await tablesOf(warehouse)) schema.add(name)
    }
    running = { warehouse, engine, dataDir, schema }
  })
  afterAll(async () => {
    await running?.warehouse.close()
    await running?.engine.stop()
    if (running) fs.rmSync(running.dataDir, { recursive: true, force: true })
  })
  return {
    get warehouse() {
      return current().warehouse
    },
    get engine() {
      return current().engine
    },
    get dataDir() {
      return current().dataDir
    },
    async reset() {
      const { warehouse, schema } = current()
      if (!warehouse.shards && (await emptied(warehouse, schema))) return
      await dropWarehouse(warehouse)
      await migrate(warehouse)
    },
  }
}

/** Test aid: an engine, or as many as the run asks for as the shards of one cluster. */
export function startTested(options: EngineOptions, shards = inject('shards')): Promise<Engine> {
  return shards > 1 ? startShards(shards, options) : startEngine(options)
}

const found = z.object({ name: z.string(), rows: z.number() })

const tablesOf = (warehouse: Warehouse) =>
  warehouse.query({
    name: 'test-tables',
    sql: `SELECT name, toUInt32(ifNull(total_rows, 0)) AS rows FROM system.tables WHERE database = '${warehouse.database}'`,
    row: found,
  })

/**
 * Takes the rows out of the tables of the schema and drops all others, in a tenth of the time that making them anew takes.
 * @returns false, having done nothing, where tables of the schema are missing
 */
async function emptied(warehouse: Warehouse, schema: ReadonlySet<string>): Promise<boolean> {
  if (schema.size === 0) return false
  const tables = await tablesOf(warehouse)
  const isOwn = ({ name }: { name: string }) => schema.has(name)
  if (tables.filter(isOwn).length < schema.size) return false
  const statements = tables.flatMap((table) => {
    if (!isOwn(table)) return [`DROP TABLE IF EXISTS ${warehouse.database}.\`${table.name}\` SYNC`]
    return table.rows > 0 && table.name !== 'migrations'
      ? [`TRUNCATE TABLE ${warehouse.database}.${table.name}`]
      : []
  })
  await Promise.all(statements.map((sql) => warehouse.command({ name: 'test-empty', sql })))
  return true
}

const UNKNOWN_DATABASE = 81

/** Test aid: all tables of a warehouse go, on every shard. */
export async function dropWarehouse(warehouse: Warehouse): Promise<void> {
  const people = warehouse.shards ? [{ database: `\`${warehouse.peopleDatabase}\``, one: warehouse }] : []
  const own = [warehouse, ...(warehouse.shards ?? [])].map((one) => ({ database: one.database, one }))
  for (const { database, one } of [...people, ...own]) {
    const dropped = one.command({ name: 'test-drop', sql: `DROP DATABASE IF EXISTS ${database} SYNC` })
    // Who asks in a database that is not there is told so before the statement is read.
    await dropped.catch((error: unknown) => {
      if ((error as WarehouseError).number !== UNKNOWN_DATABASE) throw error
    })
  }
}
