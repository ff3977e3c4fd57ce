import { z } from 'zod'
import { BUCKETS } from './shards'
import type { Cluster, ClusterServer } from './warehouse'
import { connectWarehouse } from './warehouse'

/** The cluster cannot be used as it is configured; the message says what to do. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError'
  readonly code = 'warehouse/cluster'
}

const member = z.object({
  shard: z.number(),
  replicas: z.coerce.number(),
  host: z.string(),
  here: z.number(),
  weight: z.coerce.number(),
})
const MEMBERS = `SELECT shard_num AS shard, count() AS replicas, any(host_name) AS host, max(is_local) AS here, max(shard_weight) AS weight
  FROM system.clusters WHERE cluster = {cluster: String} GROUP BY shard ORDER BY shard`

/**
 * Finds the servers of a cluster: those of `urls` in the order of the shards; else the hosts that the first server
 * tells, by its own protocol and port. The same user enters everywhere.
 * @throws ClusterError; WarehouseError
 */
export async function findCluster(
  first: ClusterServer,
  name: string,
  urls?: readonly string[],
): Promise<Cluster> {
  const members = await membersOf(first, name)
  check(first, name, members, urls)
  const servers = members.map(({ host }, index) => ({
    ...first,
    url: index === 0 ? first.url : (urls?.[index] ?? sameDoor(first.url, host)),
  }))
  await Promise.all(servers.slice(1).map((server, index) => checkPlace(server, name, index + 2)))
  return { name, servers }
}

async function membersOf(server: ClusterServer, cluster: string): Promise<z.output<typeof member>[]> {
  const asked = connectWarehouse({ ...server, database: 'default' })
  try {
    return await asked.query({ name: 'cluster-members', sql: MEMBERS, params: { cluster }, row: member })
  } finally {
    await asked.close()
  }
}

function check(
  first: ClusterServer,
  name: string,
  members: z.output<typeof member>[],
  urls?: readonly string[],
): void {
  const one = members[0]
  if (!one) {
    throw new ClusterError(
      `The ClickHouse server at ${first.url} knows no cluster "${name}". RELANCE_CLUSTER is a name of remote_servers in its configuration.`,
    )
  }
  if (members.length > BUCKETS) {
    throw new ClusterError(`Cluster ${name} has ${members.length} shards; at most ${BUCKETS} have customers.`)
  }
  if (members.some(({ replicas }) => replicas > 1)) {
    throw new ClusterError(`Cluster ${name} has shards with several replicas; each may have one.`)
  }
  if (members.some(({ weight }) => weight !== 1)) {
    throw new ClusterError(`Cluster ${name} gives its shards weights; leave out <weight>, or set it to 1.`)
  }
  if (!one.here) {
    throw new ClusterError(
      `CLICKHOUSE_URL must name the first shard of cluster ${name} (${one.host}), where all that belongs to no customer stands; ${first.url} is another one.`,
    )
  }
  if (urls && urls.length !== members.length) {
    throw new ClusterError(
      `RELANCE_SHARDS names ${urls.length} servers and cluster ${name} has ${members.length} shards: one address for each, in their order.`,
    )
  }
}

/** A server that took itself for another shard would get the customers of that one. */
async function checkPlace(server: ClusterServer, name: string, shard: number): Promise<void> {
  const here = (await membersOf(server, name)).find((one) => one.here)?.shard
  if (here === shard) return
  const told = here === undefined ? 'no part of it' : `its shard ${here}`
  throw new ClusterError(
    `The ClickHouse server at ${server.url} was to be shard ${shard} of cluster ${name} and says that it is ${told}. Name the servers in RELANCE_SHARDS in the order of the shards, and give all of them the same remote_servers.`,
  )
}

function sameDoor(url: string, host: string): string {
  const address = new URL(url)
  address.hostname = host.includes(':') ? `[${host}]` : host
  return address.href
}
