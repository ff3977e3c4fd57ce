import path from 'node:path'
import { startEngine } from '@relance/pipelines'
import { startServer } from '../../backend/src/metadata/testing-server'

/**
 * A PostgreSQL server, and the engine of a process of its own as the ClickHouse server.
 * @param ends gets what ends them
 * @returns the environment of backends that share them
 */
export async function serversFor(
  folder: string,
  ends: (() => Promise<unknown>)[],
): Promise<Record<string, string>> {
  const postgres = await startServer()
  ends.push(postgres.stop)
  const engine = await startEngine({ dataDir: path.join(folder, 'clickhouse') })
  ends.push(() => engine.stop())
  return {
    DATABASE_URL: postgres.databaseUrl,
    RELANCE_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    CLICKHOUSE_URL: engine.url,
    CLICKHOUSE_USER: engine.username,
    CLICKHOUSE_PASSWORD: engine.password,
  }
}
