// The embedded engine and the warehouse.
export { EngineError } from './engine/engine-error'
export type { EngineErrorCode } from './engine/engine-error'
export { freePort, startEngine } from './engine/engine'
export type { Engine, EngineOptions } from './engine/engine'
export type { EngineUser } from './engine/users'
export { usersSql } from './engine/users'
export { libraryPath } from './engine/platform'
export { connectWarehouse } from './warehouse/warehouse'
export type {
  Insert,
  Query,
  Statement,
  Warehouse,
  WarehouseOptions,
  WarehouseSettings,
} from './warehouse/warehouse'
export type { InsertBody } from './warehouse/body'
export { WarehouseError } from './warehouse/warehouse-error'
export type { WarehouseErrorCode } from './warehouse/warehouse-error'
export { MigrationError, migrate } from './warehouse/migrate'
export type { MigrateOptions } from './warehouse/migrate'
export type { Migration } from './warehouse/migrations'
export { lockDataDir } from './engine/lock'
export type { DataDirLock } from './engine/lock'
