import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { migrate } from '../warehouse/migrate'
import type { Warehouse } from '../warehouse/warehouse'
import { connectWarehouse } from '../warehouse/warehouse'
import type { Engine, EngineOptions } from './engine'
import { startEngine } from './engine'

export interface TestWarehouse {
  readonly warehouse: Warehouse
  readonly engine: Engine
  readonly dataDir: string
  /** drops the database and migrates again: empty tables for the next test */
  reset(): Promise<void>
}

/**
 * Test aid: one engine for the whole test file, in a temporary folder, migrated; taken away after the last test.
 * Call it at the top of the file or of a `describe`; its members may be read inside tests and hooks only.
 * @param options.migrated false leaves the database out
 */
export function useWarehouse(
  options: { migrated?: boolean; engine?: Partial<EngineOptions> } = {},
): TestWarehouse {
  let running: { warehouse: Warehouse; engine: Engine; dataDir: string } | undefined
  const current = () => {
    if (!running) throw new Error('the warehouse is there inside tests and hooks only')
    return running
  }
  beforeAll(async () => {
    const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-test-'))
    const engine = await startEngine({ memoryLimitBytes: 2e9, ...options.engine, dataDir })
    const warehouse = connectWarehouse(engine)
    running = { warehouse, engine, dataDir }
    if (options.migrated !== false) await migrate(warehouse)
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
      await current().warehouse.command({ name: 'test-reset', sql: 'DROP DATABASE IF EXISTS relance SYNC' })
      await migrate(current().warehouse)
    },
  }
}
