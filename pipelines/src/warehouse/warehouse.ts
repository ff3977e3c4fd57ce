import { randomUUID } from 'node:crypto'
import { PassThrough } from 'node:stream'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'
import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import type { z } from 'zod'
import { byteBody } from './body'
import { globally } from './global'
import { ABOVE_SHARDS, aboveDatabase, localDatabase } from './shards'
import { parseRow } from './rows'
import type {
  WarehouseSettings,
  WarehouseOptions,
  Cluster,
  TimedStatement,
  Statement,
  Query,
  Insert,
  Inserted,
  Warehouse,
} from './types'
import { quoteColumns, quoteTable } from './names'
import { WarehouseError, toWarehouseError } from './warehouse-error'

export type {
  WarehouseSettings,
  WarehouseOptions,
  ClusterServer,
  Cluster,
  TimedStatement,
  Statement,
  Query,
  Insert,
  Warehouse,
  WarehouseReader,
} from './types'

/** Only what is asked again and again, as the figures of a dashboard are. */
const COMPILED_AT_USE = '20'

const DEFAULTS: ClickHouseSettings = {
  output_format_json_quote_decimals: 1,
  output_format_json_quote_64bit_integers: 1,
  output_format_decimal_trailing_zeros: 1,
  // An acknowledged insert is in its table, and an error is told as one instead of in the middle of a result.
  async_insert: 0,
  // Compiling takes longer than it saves where a statement runs a few times on some thousand rows.
  min_count_to_compile_expression: COMPILED_AT_USE,
  min_count_to_compile_aggregate_expression: COMPILED_AT_USE,
  min_count_to_compile_sort_description: COMPILED_AT_USE,
  // Half of the planning of a statement with many conditions went into looking for chains such as a < b AND b < 5.
  optimize_and_compare_chain: 0,
}
/** What the SQL of this product calls its database, whatever its name. */
const OUR_DATABASE = 'relance'
const OUR_TABLES = /\brelance\./g
const REQUEST_TIMEOUT_MS = 15 * 60_000
/** Reading again does no harm, and an embedded engine that crashed is back within these waits. */
const READ_AGAIN_MS = [100, 300, 600, 1000, 2000, 4000]

/** Opens a warehouse. Nothing is sent until the first query. */
export function connectWarehouse(options: WarehouseOptions): Warehouse {
  const people = options.database ?? OUR_DATABASE
  const database = options.cluster ? aboveDatabase(people) : people
  const settings = options.cluster ? { ...ABOVE_SHARDS, ...options.settings } : options.settings
  const connect = (name: string) =>
    createClient({
      url: options.url,
      username: options.username,
      password: options.password,
      database: name,
      application: 'relance',
      request_timeout: REQUEST_TIMEOUT_MS,
      clickhouse_settings: { ...DEFAULTS, ...settings },
      keep_alive: { enabled: true, idle_socket_ttl: 1500 },
      // Long lists of values go in the body: an address has an end.
      use_multipart_params_auto: true,
      log: { level: ClickHouseLogLevel.OFF },
    })
  const above = options.cluster && { name: options.cluster.name, shards: shards(options, options.cluster) }
  const names = { database, people }
  return new ClickHouseWarehouse(names, connect(database), connect('default'), options.onStatement, above)
}

function shards(options: WarehouseOptions, { servers }: Cluster): Warehouse[] {
  const { cluster: _, ...rest } = options
  const database = localDatabase(options.database ?? OUR_DATABASE)
  const settings = { ...ABOVE_SHARDS, ...options.settings }
  return servers.map((server) => connectWarehouse({ ...rest, ...server, database, settings }))
}

class ClickHouseWarehouse implements Warehouse {
  readonly database: string
  readonly peopleDatabase: string
  readonly cluster?: string
  readonly shards?: readonly Warehouse[]

  constructor(
    names: { database: string; people: string },
    private readonly client: ClickHouseClient,
    /** logs in without our database, which may not exist yet */
    private readonly outside: ClickHouseClient,
    private readonly onStatement?: (statement: TimedStatement) => void,
    above?: { name: string; shards: readonly Warehouse[] },
  ) {
    this.database = names.database
    this.peopleDatabase = names.people
    if (!above) return
    this.cluster = above.name
    this.shards = above.shards
  }

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
      const result = await this.client.query({
        query: this.#named(query.sql),
        format: 'JSONEachRow',
        ...sent,
      })
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
      await this.client.command({ query: this.#named(statement.sql), ...sent })
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
    const table = quoteTable(this.#named(insert.table))
    const query = `INSERT INTO ${table}${columns} ${insert.select ?? ''} FORMAT ${format(insert.format)}`
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
    const query = `${this.#named(statement.sql)}\nFORMAT ${format(statement.format)}`
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

  /** SQL that names the tables of this database, and finds them on whatever shard. */
  #named(sql: string): string {
    const own = this.database === OUR_DATABASE ? sql : sql.replaceAll(OUR_TABLES, `${this.database}.`)
    return this.shards ? globally(own) : own
  }

  async createDatabase(): Promise<void> {
    const query = `CREATE DATABASE IF NOT EXISTS ${quoteTable(this.database)}`
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
    const own = [this.client.close(), this.outside.close()]
    await Promise.all([...own, ...(this.shards ?? []).map((shard) => shard.close())])
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
