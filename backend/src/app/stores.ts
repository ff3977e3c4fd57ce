import {
  connectWarehouse,
  findCluster,
  keepLoadsApart,
  lockDataDir,
  migrate,
  onLoadEnded,
  recoverLoads,
  startEngine,
} from '@relance/pipelines'
import type { DataDirLock, Engine, Warehouse } from '@relance/pipelines'
import type { Config } from '../config/config'
import { given } from '../http/given'
import { loadingAlone, openMetadata } from '../metadata'
import type { Metadata } from '../metadata'
import { Metrics } from '../metrics/metrics'
import { initialAnalysts } from '../workbench/scope/initial-users'
import { VERSION } from './version'

export type EngineStart = typeof startEngine

/** Both stores, open, migrated and without half-done loads. */
export interface Stores {
  readonly lock: DataDirLock
  readonly metadata: Metadata
  readonly warehouse: Warehouse
  /** undefined on a ClickHouse server */
  readonly engine: Engine | undefined
  /** what is done with them from the first statement on */
  readonly metrics: Metrics
  close(): Promise<void>
}

/**
 * Opens everything in its order: the lock first, because both embedded stores would lose data to a second opener.
 * What was opened is closed again when a later step fails.
 * @param start how the embedded engine is started
 */
export async function openStores(
  config: Config,
  log: (line: string) => void,
  start: EngineStart = startEngine,
): Promise<Stores> {
  const lock = await lockDataDir(config.dataDir)
  const metrics = new Metrics(VERSION)
  const opened: { close?: () => Promise<void>; metadata?: Metadata; engine?: Engine | undefined } = {}
  const close = async () => {
    const quietly = (error: Error) => log(`closing: ${error.message}`)
    await opened.close?.().catch(quietly)
    // Side by side: Ctrl-C promises to end within seconds.
    await Promise.all([opened.metadata?.close().catch(quietly), opened.engine?.stop().catch(quietly)])
    await lock.release().catch(quietly)
  }
  try {
    const [metadata, engine] = await Promise.allSettled([
      openStore(config, log),
      openEngine(config, log, start),
    ])
    // Whichever fails, the other one is closed as well.
    if (metadata.status === 'fulfilled') opened.metadata = metadata.value
    if (engine.status === 'fulfilled') opened.engine = engine.value
    if (metadata.status === 'rejected') throw metadata.reason
    if (engine.status === 'rejected') throw engine.reason
    const onStatement = metrics.statementEnded.bind(metrics)
    const warehouse = connectWarehouse({ ...(await connectionOf(engine.value, config)), onStatement })
    opened.close = () => warehouse.close()
    const alone = <T>(work: () => Promise<T>) => loadingAlone(metadata.value, work)
    await alone(() => migrated(warehouse, log))
    keepLoadsApart(warehouse, alone)
    onLoadEnded(warehouse, metrics.loadEnded.bind(metrics))
    engine.value?.onRestart(() => metrics.engineRestarted())
    await recovered(warehouse, config.clickhouse !== undefined, log)
    return { lock, metadata: metadata.value, warehouse, engine: engine.value, metrics, close }
  } catch (error) {
    await close()
    throw error
  }
}

const openStore = (config: Config, log: (line: string) => void) =>
  openMetadata({ dataDir: config.dataDir, log, ...given({ databaseUrl: config.databaseUrl }) })

async function openEngine(
  config: Config,
  log: (line: string) => void,
  start: EngineStart,
): Promise<Engine | undefined> {
  return config.clickhouse
    ? undefined
    : start({ dataDir: config.dataDir, log, users: initialAnalysts(config) })
}

async function connectionOf(engine: Engine | undefined, { clickhouse, cluster }: Config) {
  if (engine) {
    const { url, username, password } = engine
    return { url, username, password, ...given({ cluster: engine.cluster }) }
  }
  if (!clickhouse) throw new Error('neither an engine nor a ClickHouse server')
  if (!cluster) return clickhouse
  return { ...clickhouse, cluster: await findCluster(clickhouse, cluster.name, cluster.urls) }
}

async function migrated(warehouse: Warehouse, log: (line: string) => void): Promise<void> {
  const { applied } = await migrate(warehouse)
  for (const name of applied) log(`warehouse: applied ${name}`)
}

async function recovered(warehouse: Warehouse, shared: boolean, log: (line: string) => void): Promise<void> {
  const { failed, finished } = await recoverLoads(warehouse, shared)
  for (const id of failed) log(`loads: ${id} was cut short and is taken back; load it again`)
  for (const id of finished) log(`loads: ${id} was accepted before the end and is now complete`)
}
