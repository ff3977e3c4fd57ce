import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import path from 'node:path'
import { fillFromMigrated } from './testing'

/** The migrated database that those of the tests are copies of. */
export const TEMPLATE = 'relance_template'
const SECRET_KEY = Buffer.alloc(32, 7).toString('base64')

const own: { server?: string; databases: Set<string> } = { databases: new Set() }

/**
 * Test aid: from now on each data directory has its database on this server, instead of the embedded one.
 * @param server address of a database from which others can be made
 */
export function useDatabaseServer(server: string): void {
  own.server = server
}

/** Test aid: why what is about the embedded store cannot be tested in this run; null where it can. */
export const withoutEmbedded = (): string | null =>
  own.server === undefined ? null : 'the metadata are on a PostgreSQL server in this run (--postgres)'

/**
 * Test aid: the environment of a product on a data directory, whose store with the tables of this version is made when
 * it is first asked for. In a run on a server it names the database, unless the environment names one itself. Not asynchronous,
 * because the command line is started by what is not.
 */
export function withDatabase(
  dataDir: string,
  environment: Record<string, string> = {},
): Record<string, string> {
  const { server, databases } = own
  if ('DATABASE_URL' in environment) return environment
  if (server === undefined) {
    fillFromMigrated(dataDir)
    return environment
  }
  const name = `test_${createHash('sha256').update(path.resolve(dataDir)).digest('hex').slice(0, 24)}`
  if (!databases.has(name)) {
    command(server, `create database ${name} template ${TEMPLATE}`)
    databases.add(name)
  }
  const url = new URL(server)
  url.pathname = name
  return { RELANCE_SECRET_KEY: SECRET_KEY, ...environment, DATABASE_URL: url.href }
}

/** Test aid: removes what `withDatabase` made in this process, also where somebody is still connected. */
export function dropDatabases(): void {
  for (const name of own.databases)
    if (own.server !== undefined) command(own.server, `drop database if exists ${name} with (force)`)
  own.databases.clear()
}

function command(server: string, sql: string): void {
  execFileSync('psql', ['--no-psqlrc', '--quiet', '-v', 'ON_ERROR_STOP=1', '-d', server, '-c', sql], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}
