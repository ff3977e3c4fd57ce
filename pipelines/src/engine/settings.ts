import type { EngineUser } from './users'
import { escapeXml, usersXml } from './users'

/** Servers that hold the shards of one cluster, reached by the native protocol on this machine. */
export interface EngineCluster {
  name: string
  /** by which servers trust one another to tell whose query it is, so that rights hold on all of them */
  secret: string
  /** native port of each shard */
  ports: readonly number[]
}

/** What the generated configuration is made from. */
export interface EngineSettings {
  usersPath: string
  users: EngineUser[]
  appPasswordSha256Hex: string
  /** limit of the whole engine */
  memoryLimitBytes: number
  /** threads a query may use */
  threads: number
  cluster?: EngineCluster | undefined
}

/** The engine's config.xml. The pools are small because one machine of two cores is the common case. */
function configXml(settings: EngineSettings): string {
  return `<clickhouse>
  <users_config>${escapeXml(settings.usersPath)}</users_config>
  <timezone>UTC</timezone>
  <keep_alive_timeout>10</keep_alive_timeout>
  <max_server_memory_usage>${settings.memoryLimitBytes}</max_server_memory_usage>
  <max_concurrent_queries>50</max_concurrent_queries>
  <mark_cache_size>268435456</mark_cache_size>
  <uncompressed_cache_size>0</uncompressed_cache_size>
  <background_pool_size>${settings.threads * 2}</background_pool_size>
  <background_schedule_pool_size>16</background_schedule_pool_size>
  <merge_tree>
    <number_of_free_entries_in_pool_to_lower_max_size_of_merge>1</number_of_free_entries_in_pool_to_lower_max_size_of_merge>
    <number_of_free_entries_in_pool_to_execute_mutation>1</number_of_free_entries_in_pool_to_execute_mutation>
    <number_of_free_entries_in_pool_to_execute_optimize_entire_partition>1</number_of_free_entries_in_pool_to_execute_optimize_entire_partition>
  </merge_tree>${settings.cluster ? remoteServers(settings.cluster) : ''}
</clickhouse>
`
}

function remoteServers({ name, secret, ports }: EngineCluster): string {
  const shard = (port: number) =>
    `<shard><replica><host>127.0.0.1</host><port>${port}</port></replica></shard>`
  return `\n  <remote_servers><${name}><secret>${escapeXml(secret)}</secret>${ports.map(shard).join('')}</${name}></remote_servers>`
}

/** Both generated files, by name. */
export function configFiles(settings: EngineSettings): { 'config.xml': string; 'users.xml': string } {
  return {
    'config.xml': configXml(settings),
    'users.xml': usersXml({ ...settings, shards: settings.cluster !== undefined }),
  }
}
