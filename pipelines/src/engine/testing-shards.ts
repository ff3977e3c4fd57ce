import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { findCluster } from '../warehouse/cluster'
import type { Cluster } from '../warehouse/warehouse'
import type { Engine, EngineOptions } from './engine'
import { freePort, startEngine } from './engine'

const NAME = 'shards'

/** Engines that are the shards of one cluster. What is asked of one engine is asked of the first. */
export interface ShardedEngine extends Engine {
  readonly cluster: Cluster
  readonly engines: readonly Engine[]
  /** by which the product finds them as servers */
  readonly environment: Record<string, string>
}

/** Test aid: engines that are the shards of one cluster, each in a folder of its own, with one password for all. */
export async function startShards(shards: number, options: EngineOptions): Promise<ShardedEngine> {
  const ports = await Promise.all(Array.from({ length: shards }, freePort))
  const cluster = { name: NAME, secret: randomBytes(16).toString('hex'), ports }
  const password = randomBytes(16).toString('hex')
  const engines = await Promise.all(
    ports.map((nativePort, index) => {
      const dataDir = path.join(options.dataDir, `shard-${index + 1}`)
      return startEngine({ ...options, dataDir, nativePort, cluster, password })
    }),
  )
  const urls = engines.map(({ url }) => url)
  const server = { url: String(urls[0]), username: 'app', password }
  const environment = {
    CLICKHOUSE_URL: server.url,
    CLICKHOUSE_USER: server.username,
    CLICKHOUSE_PASSWORD: password,
    RELANCE_CLUSTER: NAME,
    RELANCE_SHARDS: urls.join(','),
  }
  return asOne(engines, await findCluster(server, NAME, urls), environment)
}

function asOne(
  engines: readonly Engine[],
  cluster: Cluster,
  environment: Record<string, string>,
): ShardedEngine {
  const [first] = engines
  if (!first) throw new Error('a cluster has a shard')
  const { url, username, password, httpPort, confined } = first
  return {
    ...{ url, username, password, httpPort, confined, cluster, engines, environment },
    get pid() {
      return first.pid
    },
    onRestart: (listener) => first.onRestart(listener),
    onGiveUp: (listener) => engines.forEach((engine) => engine.onGiveUp(listener)),
    async restart(users) {
      await Promise.all(engines.map((engine) => engine.restart(users)))
    },
    async stop() {
      await Promise.all(engines.map((engine) => engine.stop()))
    },
  }
}
