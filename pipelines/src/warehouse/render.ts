/** Where migrations run: nowhere special, or on every server of a cluster. */
export interface Topology {
  /** name of the cluster in the servers' configuration */
  cluster?: string
  /** whether the cluster has a Keeper, so that tables are replicated */
  replicated?: boolean
}

/** `ON CLUSTER name`, or nothing. */
export function onCluster(topology: Topology): string {
  return topology.cluster === undefined ? '' : `ON CLUSTER ${clusterName(topology.cluster)}`
}

/**
 * The statements of a migration file for a topology (placeholders: pipelines/schema/README.md). Statements are
 * parted by a line `;;`, because HTTP takes one a request.
 */
export function renderStatements(sql: string, database: string, topology: Topology): string[] {
  return sql
    .split(/^;;[ \t]*$/m)
    .map((statement) => render(statement, database, topology))
    .filter((statement) => withoutComments(statement) !== '')
}

function render(statement: string, database: string, topology: Topology): string {
  const clustered = topology.cluster !== undefined
  const distributed = /^\{distributed:(\w+):(.+)\}$/s.exec(withoutComments(statement))
  if (distributed) return clustered ? distributedTable(distributed, database, topology) : ''
  const prefix = topology.replicated ? 'Replicated' : ''
  return statement
    .replaceAll('{on_cluster}', onCluster(topology))
    .replaceAll('{local}', clustered ? '_local' : '')
    .replace(/\{engine:(\w+MergeTree|MergeTree)((?:\([^{}]*\))?)\}/g, `${prefix}$1$2`)
    .trim()
    .replace(/;$/, '')
}

function distributedTable(match: RegExpExecArray, database: string, topology: Topology): string {
  const [, table = '', sharding = ''] = match
  return (
    `CREATE TABLE IF NOT EXISTS ${database}.${table} ${onCluster(topology)} AS ${database}.${table}_local ` +
    `ENGINE = Distributed(${clusterName(String(topology.cluster))}, ${database}, ${table}_local, ${sharding.trim()})`
  )
}

const withoutComments = (sql: string) => sql.replace(/^\s*--.*$/gm, '').trim()

function clusterName(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new Error(`not a cluster name: ${name}`)
  return name
}
