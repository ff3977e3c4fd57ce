import { openMetadata } from '../../backend/src/metadata'
import { TEMPLATE } from '../../backend/src/metadata/testing-database'
import { startServer, withoutServer } from '../../backend/src/metadata/testing-server'
import pg from 'pg'

/** For a run with `--postgres`: one PostgreSQL server for all test files, with a migrated database to copy. */
export default async function startDatabaseServer(): Promise<() => Promise<void>> {
  if (withoutServer !== null) throw new Error(`no tests on a PostgreSQL server: ${withoutServer}`)
  const { databaseUrl, stop } = await startServer()
  try {
    const client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
    await client.query(`create database ${TEMPLATE}`)
    await client.end()
    const template = new URL(databaseUrl)
    template.pathname = TEMPLATE
    const made = await openMetadata({ dataDir: '', databaseUrl: template.href, log: () => undefined })
    await made.close()
  } catch (error) {
    await stop()
    throw error
  }
  process.env['RELANCE_TEST_SERVER'] = databaseUrl
  return stop
}
