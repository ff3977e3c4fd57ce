import { randomUUID } from 'node:crypto'
import { PassThrough } from 'node:stream'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'
import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import type { z } from 'zod'
import type { InsertBody } from './body'
import { byteBody } from './body'
import { parseRow } from './rows'
import { quoteColumns, quoteTable } from './names'
import { WarehouseError, toWarehouseError } from './warehouse-error'
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
  readonly database: string
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
  /** creates the database when there is none; `onCluster` is `ON CLUSTER name` or empty */
  createDatabase(onCluster: string): Promise<void>
  /** whether the server answers and lets us in; never throws */
  ping(): Promise<boolean>
  close(): Promise<void>
}

/** Who only asks. */
export type WarehouseReader = Pick<Warehouse, 'query'>

const DEFAULTS: ClickHouseSettings = {
  output_format_json_quote_decimals: 1,
  output_format_json_quote_64bit_integers: 1,
  output_format_decimal_trailing_zeros: 1,
  // An acknowledged insert is in its table, and an error is told as one instead of in the middle of a result.
  async_insert: 0,
}
const REQUEST_TIMEOUT_MS = 15 * 60_000
/** Reading again does no harm, and an embedded engine that crashed is back within these waits. */
const READ_AGAIN_MS = [100, 300, 600, 1000, 2000, 4000]

/** Opens a warehouse. Nothing is sent until the first query. */
export function connectWarehouse(options: WarehouseOptions): Warehouse {
  const database = options.database ?? 'relance'
  const connect = (name: string) =>
    createClient({
      url: options.url,
      username: options.username,
      password: options.password,
      database: name,
      application: 'relance',
      request_timeout: REQUEST_TIMEOUT_MS,
      clickhouse_settings: { ...DEFAULTS, ...options.settings },
      keep_alive: { enabled: true, idle_socket_ttl: 1500 },
      // Long lists of values go in the body: an address has an end.
      use_multipart_params_auto: true,
      log: { level: ClickHouseLogLevel.OFF },
    })
  return new ClickHouseWarehouse(database, connect(database), connect('default'), options.onStatement)
}

class ClickHouseWarehouse implements Warehouse {
  constructor(
    readonly database: string,
    private readonly client: ClickHouseClient,
    /** logs in without our database, which may not exist yet */
    private readonly outside: ClickHouseClient,
    private readonly onStatement?: (statement: TimedStatement) => void,
  ) {}

  query<S extends z.ZodType>(query: Query<S>): Promise<z.output<S>[]> {
    return this.#timed('query', () => this.#readAgain(query))
  }

  async #readAgain<S extends z.ZodType>(query: Query<S>): Promise<z.output<S>[]> {
    for (let attempt = 0; ; attempt++) {
      const rows: z.output<S>[] = []
      try {
        for await (const block of this.#read(query)) rows.push(...block)
        return rows
      } catch (thrown) {
        const error = toWarehouseError(query, thrown)
        const wait = READ_AGAIN_MS[attempt]
        if (error.code !== 'warehouse/unavailable' || wait === undefined) throw error
        await sleep(wait)
      }
    }
  }

  async *rows<S extends z.ZodType>(query: Query<S>): AsyncGenerator<z.output<S>> {
    for await (const block of this.blocks(query)) yield* block
  }

  async *blocks<S extends z.ZodType>(query: Query<S>): AsyncGenerator<z.output<S>[]> {
    try {
      yield* this.#read(query)
    } catch (thrown) {
      throw toWarehouseError(query, thrown)
    }
  }

  async *#read<S extends z.ZodType>(query: Query<S>): AsyncGenerator<z.output<S>[]> {
    const sent = request(query)
    const unwatch = this.#killOnAbort(sent.query_id, query.signal)
    try {
      const result = await this.client.query({ query: query.sql, format: 'JSONEachRow', ...sent })
      for await (const block of result.stream()) {
        yield block.map((row) => parseRow(query.name, query.row, row.json()))
      }
    } finally {
      unwatch()
    }
  }

  command(statement: Statement): Promise<void> {
    return this.#timed('command', () => this.#command(statement))
  }

  async #command(statement: Statement): Promise<void> {
    const sent = request(statement, WAIT)
    const unwatch = this.#killOnAbort(sent.query_id, statement.signal)
    try {
      await this.client.command({ query: statement.sql, ...sent })
    } catch (thrown) {
      throw toWarehouseError(statement, thrown)
    } finally {
      unwatch()
    }
  }

  insert(insert: Insert): Promise<Inserted> {
    return this.#timed('insert', () => this.#insert(insert))
  }

  async #insert(insert: Insert): Promise<Inserted> {
    const columns = insert.columns ? ` (${quoteColumns(insert.columns)})` : ''
    const query = `INSERT INTO ${quoteTable(insert.table)}${columns} ${insert.select ?? ''} FORMAT ${format(insert.format)}`
    const body = byteBody(insert.body)
    const sent = request(insert, WAIT)
    const unwatch = this.#killOnAbort(sent.query_id, insert.signal)
    try {
      const result = await this.client.exec({ query, values: body.stream, ...sent })
      result.stream.resume()
      const { written_rows: written, read_rows: read } = result.summary ?? {}
      return { writtenRows: Number(written ?? 0), readRows: Number(read ?? 0) }
    } catch (thrown) {
      throw body.failure() ?? toWarehouseError(insert, thrown)
    } finally {
      unwatch()
    }
  }

  async exportStream(statement: Statement & { format: string }): Promise<Readable> {
    const query = `${statement.sql}\nFORMAT ${format(statement.format)}`
    const sent = request(statement)
    const unwatch = this.#killOnAbort(sent.query_id, statement.signal)
    try {
      const result = await this.client.exec({ query, ...sent })
      return unbroken(statement.name, result.stream).once('close', () => {
        unwatch()
        if (!result.stream.readableEnded) this.#kill(sent.query_id)
      })
    } catch (thrown) {
      unwatch()
      throw toWarehouseError(statement, thrown)
    }
  }

  async #timed<T>(operation: TimedStatement['operation'], work: () => Promise<T>): Promise<T> {
    const began = performance.now()
    let outcome: TimedStatement['outcome'] = 'ok'
    try {
      return await work()
    } catch (thrown) {
      outcome = thrown instanceof WarehouseError ? thrown.code : 'body'
      throw thrown
    } finally {
      this.onStatement?.({ operation, outcome, seconds: (performance.now() - began) / 1000 })
    }
  }

  /** The server goes on with a query whose client has gone; a cancelled one shall not. */
  #killOnAbort(queryId: string, signal: AbortSignal | undefined): () => void {
    const kill = () => this.#kill(queryId)
    signal?.addEventListener('abort', kill, { once: true })
    return () => signal?.removeEventListener('abort', kill)
  }

  #kill(queryId: string): void {
    const query = 'KILL QUERY WHERE query_id = {id: String} ASYNC'
    void this.outside.command({ query, query_params: { id: queryId } }).catch(() => undefined)
  }

  async createDatabase(onCluster: string): Promise<void> {
    const query = `CREATE DATABASE IF NOT EXISTS ${quoteTable(this.database)} ${onCluster}`
    try {
      await this.outside.command({ query })
    } catch (thrown) {
      throw toWarehouseError({ name: 'create-database' }, thrown)
    }
  }

  async ping(): Promise<boolean> {
    return (await this.outside.ping({ select: true })).success
  }

  async close(): Promise<void> {
    await Promise.all([this.client.close(), this.outside.close()])
  }
}

/** The stream, with an error of ours when the server broke the result off in the middle. */
function unbroken(name: string, stream: Readable): Readable {
  const out = new PassThrough()
  stream.on('error', () =>
    out.destroy(new WarehouseError('warehouse/failed', name, null, 'the result broke off')),
  )
  out.on('close', () => stream.destroy())
  return stream.pipe(out)
}

const WAIT: WarehouseSettings = { wait_end_of_query: 1 }

function request(statement: Omit<Statement, 'sql'>, more: WarehouseSettings = {}) {
  return {
    query_id: `${statement.name}-${randomUUID()}`,
    clickhouse_settings: {
      log_comment: statement.name,
      ...more,
      ...statement.settings,
    } as ClickHouseSettings,
    ...(statement.params ? { query_params: statement.params } : {}),
    ...(statement.signal ? { abort_signal: statement.signal } : {}),
  }
}

function format(name: string): string {
  if (!/^[A-Za-z0-9]+$/.test(name)) throw new Error(`not a format: ${name}`)
  return name
}
