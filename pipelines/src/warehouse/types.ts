import type { Readable } from 'node:stream'
import type { z } from 'zod'
import type { InsertBody } from './body'
import type { WarehouseErrorCode } from './warehouse-error'

export type WarehouseSettings = Record<string, string | number>

export interface WarehouseOptions {
  url: string
  username: string
  password: string
  /** default `relance` */
  database?: string
  /** settings of every request */
  settings?: WarehouseSettings
  onStatement?: (statement: TimedStatement) => void
  /** whose first shard this is (see cluster.ts) */
  cluster?: Cluster
}

/** One server of ClickHouse, over HTTP. */
export type ClusterServer = Pick<WarehouseOptions, 'url' | 'username' | 'password'>

/** A cluster by its name in the servers' configuration, with one server for each shard, in their order. */
export interface Cluster {
  name: string
  servers: readonly ClusterServer[]
}

/** A statement that has ended, for whoever measures. Reads include the waits for an engine that comes back. */
export interface TimedStatement {
  operation: 'query' | 'command' | 'insert'
  /** `ok`, or the code of the error; `body` where what was to be inserted failed */
  outcome: 'ok' | 'body' | WarehouseErrorCode
  seconds: number
}

/** A statement. `name` identifies it in the log (log_comment) and in the query id; values go in `params` only. */
export interface Statement {
  name: string
  sql: string
  /** server parameters, `{name: Type}` in the text */
  params?: Record<string, unknown>
  settings?: WarehouseSettings
  signal?: AbortSignal
}

export interface Query<S extends z.ZodType> extends Statement {
  /** the shape of one row; decimals and 64-bit integers arrive as strings */
  row: S
}

export interface Insert {
  name: string
  /** `database.table` */
  table: string
  columns?: string[]
  /** what becomes of the rows before they are inserted: SELECT … FROM input('…') */
  select?: string
  format: string
  body: InsertBody
  settings?: WarehouseSettings
  signal?: AbortSignal
}

/** What became of an insertion. */
export interface Inserted {
  /** rows written, of views too */
  writtenRows: number
  /** rows read of the body */
  readRows: number
}

/** ClickHouse, embedded or not. Every method throws WarehouseError, whose message holds no row content. */
export interface Warehouse {
  /** where our tables are; on a cluster those above the shards */
  readonly database: string
  /** where people read with SQL: the same without a cluster, on one a database of views (see people-views.ts) */
  readonly peopleDatabase: string
  /** name of the cluster above which this is */
  readonly cluster?: string
  /** the own tables of each shard of the cluster, in their order (see shards.ts); undefined without a cluster */
  readonly shards?: readonly Warehouse[]
  /** all rows, each checked against `row` */
  query<S extends z.ZodType>(query: Query<S>): Promise<z.output<S>[]>
  /** the rows one by one, in flat memory */
  rows<S extends z.ZodType>(query: Query<S>): AsyncGenerator<z.output<S>>
  /** the rows as they arrive, some at a time: for a million rows, where a turn of the loop for each would take long */
  blocks<S extends z.ZodType>(query: Query<S>): AsyncGenerator<z.output<S>[]>
  /** a statement without result; ends when the server has ended it */
  command(statement: Statement): Promise<void>
  /** streams the body into a table; the rows are acknowledged when it returns; an error of the body is passed on */
  insert(insert: Insert): Promise<Inserted>
  /** the result as bytes in a ClickHouse format (CSVWithNames, Parquet …); the caller reads or destroys it */
  exportStream(statement: Statement & { format: string }): Promise<Readable>
  /** creates the database when there is none */
  createDatabase(): Promise<void>
  /** whether the server answers and lets us in; never throws */
  ping(): Promise<boolean>
  close(): Promise<void>
}

/** Who only asks. */
export type WarehouseReader = Pick<Warehouse, 'query'>
