import { createRequire } from 'node:module'
import path from 'node:path'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import type { MigrationMeta } from 'drizzle-orm/migrator'
import pg from 'pg'
import { AppError } from '../http/app-error'

/** Any number, the same for every backend: two that start at once on one server migrate one after the other. */
const MIGRATION_LOCK = 7_243_991
const NONE_YET = '42P01'

const journal = createRequire(import.meta.url).resolve('@relance/backend/migrations/meta/_journal.json')
export const migrationsFolder = path.dirname(path.dirname(journal))

/**
 * Brings the tables to this version.
 * @throws AppError `metadata/newer-version`, before anything is changed; `metadata/migration` where a migration of
 *   then reads otherwise now, or one was left out
 */
export async function applyMigrations(pool: pg.Pool): Promise<void> {
  const known = readMigrationFiles({ migrationsFolder })
  const client = await pool.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    refuseForeign(known, await applied(client))
    await migrate(drizzle(client), { migrationsFolder })
    const done = await applied(client)
    // The tool goes by the latest it finds: what was made up later between older ones would never be applied.
    const left = known.filter(({ folderMillis }) => !done.has(folderMillis))
    if (left.length > 0) throw changed(`${left.length} of its migrations were left out by another version`)
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK])
  } finally {
    client.release()
  }
}

/** Moment of each migration that the store has → fingerprint of its text. */
async function applied(client: pg.PoolClient): Promise<Map<number, string>> {
  try {
    const { rows } = await client.query<{ hash: string; at: string }>(
      'select hash, created_at::text as at from drizzle.__drizzle_migrations',
    )
    return new Map(rows.map(({ hash, at }) => [Number(at), hash]))
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === NONE_YET) return new Map()
    throw error
  }
}

function refuseForeign(known: readonly MigrationMeta[], done: ReadonlyMap<number, string>): void {
  const texts = new Map(known.map(({ folderMillis, hash }) => [folderMillis, hash]))
  for (const [at, hash] of done) {
    const text = texts.get(at)
    if (text === undefined) {
      throw new AppError(
        'metadata/newer-version',
        500,
        `The data was written by a newer version of Relance: PostgreSQL has ${done.size} migrations, this version knows ${known.length}. Install that version or a later one, or restore a backup of this one.`,
      )
    }
    if (text !== hash) throw changed('a migration that it has was changed after it was applied')
  }
}

const changed = (what: string) =>
  new AppError('metadata/migration', 500, `The tables of PostgreSQL do not fit this version: ${what}.`)
