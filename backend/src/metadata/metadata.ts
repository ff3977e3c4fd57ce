import { setTimeout as sleep } from 'node:timers/promises'
import { drizzle } from 'drizzle-orm/node-postgres'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { applyMigrations } from './apply-migrations'
import { startPostgres } from './embedded'
import * as schema from './schema'

export interface MetadataOptions {
  /** the embedded PostgreSQL lives in its folder `postgres`; the caller holds the directory's lock */
  dataDir: string
  /** a PostgreSQL server (≥ 15) instead of the embedded one */
  databaseUrl?: string
  log: (line: string) => void
}

/** The store of what people decide. One driver, embedded or not. */
export interface Metadata {
  readonly db: NodePgDatabase<typeof schema>
  readonly pool: pg.Pool
  /** where it is; holds the password of a server, so it is not for logs */
  readonly url: string
  readonly embedded: boolean
  /** process of the embedded store, null with a server */
  readonly pid: number | null
  close(): Promise<void>
}

const CLOSE_WITHIN_MS = 1_000

/** Opens PostgreSQL, embedded or by `databaseUrl`, and brings its tables to this version. */
export async function openMetadata(options: MetadataOptions): Promise<Metadata> {
  const store = options.databaseUrl === undefined ? await embedded(options) : server(options.databaseUrl)
  // A connection that dies while idle is replaced at the next query; without a listener it would end the process.
  store.pool.on('error', (error) => options.log(`metadata: idle connection lost: ${error.message}`))
  const db = drizzle(store.pool, { schema })
  try {
    await applyMigrations(store.pool)
  } catch (error) {
    await store.close()
    throw error
  }
  return {
    db,
    pool: store.pool,
    url: store.url,
    embedded: options.databaseUrl === undefined,
    get pid() {
      return store.pid()
    },
    close: store.close,
  }
}

async function embedded(options: MetadataOptions) {
  const postgres = await startPostgres(options.dataDir, options.log)
  const { host, port } = postgres
  // PGlite is one session: more connections would only wait, and mix their transactions.
  const pool = new pg.Pool({ host, port, user: 'postgres', database: 'postgres', max: 1 })
  return {
    pool,
    url: `postgresql://postgres@/postgres?host=${encodeURIComponent(host)}&port=${port}`,
    pid: () => postgres.pid,
    async close() {
      await ended(pool)
      await postgres.stop()
    },
  }
}

/**
 * A query that hangs must not keep the process from ending, nor one that waits for the load of another backend; its
 * transaction is rolled back.
 */
async function ended(pool: pg.Pool): Promise<void> {
  await Promise.race([pool.end(), sleep(CLOSE_WITHIN_MS, undefined, { ref: false })])
}

function server(url: string) {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    // As the embedded one: what day it is must not depend on where the server stands. Not an option of the connection
    // itself, which poolers refuse.
    onConnect: async (client) => void (await client.query("set time zone 'UTC'")),
  })
  return { pool, url, pid: () => null, close: () => ended(pool) }
}
