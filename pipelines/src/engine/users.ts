import { ABOVE_SHARDS } from '../warehouse/shards'

/** One user of the engine: a distinct set of entities and rights, not a person. */
export interface EngineUser {
  name: string
  passwordSha256Hex: string
  profile: 'app' | 'analyst'
  grants: Grant[]
}

interface Grant {
  /** `database.table` */
  table: string
  /** null shows every entity's rows */
  entityIds: string[] | null
  /** undefined: all columns */
  columns?: string[]
  /** what stands above tables that are filtered themselves, where a filter would be in the way */
  unfiltered?: boolean
}

const MONEY_SAFE_JSON = [
  ['output_format_json_quote_decimals', 1],
  ['output_format_json_quote_64bit_integers', 1],
  ['output_format_decimal_trailing_zeros', 1],
] as const

/** One limit of analysts: what holds without asking, and how far their own SETTINGS may go. */
type Limit = [setting: string, value: number | string, most?: number | 'const', least?: number]

/**
 * What a query of an analyst may take. Limits without an upper bound of their own cannot be changed; 0, which
 * would mean none, is below each of the others. Nothing is written to disk, however large a sort is.
 * @param shards whether the servers ask one another: the part of a statement that goes to a shard has no limit of its
 * result, so that the gate alone keeps people from giving 0, and is one more statement of the same user
 */
export function analystLimits(memoryLimitBytes: number, threads: number, shards: boolean): Limit[] {
  const memory = Math.min(1_000_000_000, Math.floor(memoryLimitBytes / 3))
  const own = Math.max(1, Math.floor(threads / 2))
  return [
    ['readonly', 2, 'const'],
    ['max_execution_time', 30, 60],
    ['timeout_overflow_mode', 'throw', 'const'],
    ['max_memory_usage', memory, memory],
    ['max_memory_usage_for_user', Math.floor(memory * 1.5), 'const'],
    ['max_threads', own, Math.max(1, threads)],
    ['max_result_rows', 1_000_000, 1_000_000, shards ? 0 : 1],
    ['max_result_bytes', 1_000_000_000, 1_000_000_000, shards ? 0 : 1],
    ['result_overflow_mode', 'throw', 'const'],
    ['max_rows_to_read', 2_000_000_000, 2_000_000_000],
    ['max_bytes_to_read', 100_000_000_000, 100_000_000_000],
    ['read_overflow_mode', 'throw', 'const'],
    ['max_temporary_columns', 2_000, 2_000],
    ['max_query_size', 262_144, 'const'],
    ['max_ast_elements', 50_000, 'const'],
    ['max_expanded_ast_elements', 100_000, 'const'],
    ['max_concurrent_queries_for_user', shards ? 400 : 8, 'const'],
    ['max_recursive_cte_evaluation_depth', 1_000, 'const'],
    ['function_range_max_elements_in_block', 10_000_000, 10_000_000],
    ['max_bytes_before_external_group_by', 0, 'const'],
    ['max_bytes_ratio_before_external_group_by', 0, 'const'],
    ['max_bytes_before_external_sort', 0, 'const'],
    ['max_bytes_ratio_before_external_sort', 0, 'const'],
    ['allow_introspection_functions', 0, 'const'],
    ['allow_ddl', 0, 'const'],
    ['enable_analyzer', 1, 'const'],
    ['short_circuit_function_evaluation', 'enable', 'const'],
    ['log_queries', 0, 'const'],
    ...(shards ? aboveShards : []),
  ]
}

const aboveShards = Object.entries(ABOVE_SHARDS).map(([name, value]): Limit => [name, value, 'const'])

interface Limits {
  users: EngineUser[]
  appPasswordSha256Hex: string
  memoryLimitBytes: number
  threads: number
  /** whether this is a shard of a cluster */
  shards: boolean
}

/**
 * Bytes that must be free for each thread that inserts: the engine asks for 4 GB, for blocks of a million rows. Ours
 * are smaller.
 */
const INSERTING = 500_000_000

/**
 * The engine's users.xml. `default` must exist without a password, because the engine's own session logs in as
 * it; `max_sessions_for_user` 1 lets that session hold the only place for ever, so nobody else gets in.
 */
export function usersXml(limits: Limits): string {
  const app: EngineUser = {
    name: 'app',
    passwordSha256Hex: limits.appPasswordSha256Hex,
    profile: 'app',
    grants: [],
  }
  const money = MONEY_SAFE_JSON.map(([name, value]) => `<${name}>${value}</${name}>`).join('')
  const queryMemory = Math.floor(limits.memoryLimitBytes * 0.8)
  const analyst = analystLimits(limits.memoryLimitBytes, limits.threads, limits.shards)
  return `<clickhouse>
  <profiles>
    <default>${money}<max_threads>${limits.threads}</max_threads></default>
    <boot>${money}<max_sessions_for_user>1</max_sessions_for_user></boot>
    <app>${money}<max_threads>${limits.threads}</max_threads><max_memory_usage>${queryMemory}</max_memory_usage>
      <max_insert_threads_min_free_memory_per_thread>${INSERTING}</max_insert_threads_min_free_memory_per_thread></app>
    <analyst>${money}${analyst.map(([name, value]) => `<${name}>${value}</${name}>`).join('')}
      <constraints>${analyst.map(constraint).join('')}</constraints>
    </analyst>
  </profiles>
  <users>
    <default><password></password><networks><ip>127.0.0.1</ip></networks><profile>boot</profile><quota>default</quota></default>
${[app, ...limits.users].map(userXml).join('\n')}
  </users>
  <quotas><default/></quotas>
</clickhouse>
`
}

const constraint = ([name, , most = 'const', least = 1]: Limit) =>
  `<${name}>${most === 'const' ? '<const/>' : `<min>${least}</min><max>${most}</max>`}</${name}>`

function userXml(user: EngineUser): string {
  const name = identifier(user.name)
  const lines = [
    `<password_sha256_hex>${hash(user.passwordSha256Hex)}</password_sha256_hex>`,
    '<networks><ip>127.0.0.1</ip></networks>',
    `<profile>${user.profile}</profile><quota>default</quota>`,
  ]
  if (user.name === 'app') lines.push('<access_management>1</access_management>')
  else {
    const grants = user.grants.map(
      (grant) => `<query>GRANT ${granted(grant)} ON ${qualified(grant.table).join('.')}</query>`,
    )
    lines.push(`<grants>${grants.join('')}</grants>`, `<databases>${filters(user)}</databases>`)
  }
  return `    <${name}>${lines.join('')}</${name}>`
}

const granted = ({ columns }: Grant) => (columns ? `SELECT(${columns.map(identifier).join(', ')})` : 'SELECT')

function filters(user: EngineUser): string {
  return user.grants
    .filter(({ unfiltered }) => !unfiltered)
    .map((grant) => {
      const [database, table] = qualified(grant.table)
      return `<${database}><${table}><filter>${escapeXml(rowFilter(grant.entityIds))}</filter></${table}></${database}>`
    })
    .join('')
}

/** The condition that a row must meet to be shown; no entity at all shows nothing. */
function rowFilter(entityIds: string[] | null): string {
  if (entityIds === null) return '1'
  if (entityIds.length === 0) return '0'
  return `entity_id IN (${entityIds.map(literal).join(', ')})`
}

/** What an analyst's query may take on a ClickHouse server, which is larger than this machine. */
const SERVER = { memoryLimitBytes: 8e9, threads: 8 }

/**
 * The same users as SQL for a ClickHouse server, one statement an element. Run as a user with access management;
 * running it again changes nothing. Names of databases are quoted: they are not for the client to put others in place.
 * @param shards whether it is one of several
 */
export function usersSql(users: EngineUser[], shards = false): string[] {
  return users.flatMap((user) => {
    const name = identifier(user.name)
    const settings = MONEY_SAFE_JSON.map(([setting, value]) => `${setting} = ${value}`)
    if (user.profile === 'analyst')
      settings.push(...analystLimits(SERVER.memoryLimitBytes, SERVER.threads, shards).map(limitSql))
    return [
      `CREATE USER IF NOT EXISTS ${name} IDENTIFIED WITH sha256_hash BY '${hash(user.passwordSha256Hex)}'`,
      `ALTER USER ${name} SETTINGS ${settings.join(', ')}`,
      ...user.grants.flatMap((grant) => {
        const table = qualified(grant.table)
          .map((part) => `\`${part}\``)
          .join('.')
        const right = `GRANT ${granted(grant)} ON ${table} TO ${name}`
        const filter = rowFilter(grant.entityIds)
        const policy = `CREATE ROW POLICY OR REPLACE ${name} ON ${table} FOR SELECT USING ${filter} TO ${name}`
        return grant.unfiltered ? [right] : [right, policy]
      }),
    ]
  })
}

const limitSql = ([name, value, most = 'const', least = 1]: Limit) =>
  `${name} = ${typeof value === 'string' ? literal(value) : value} ${most === 'const' ? 'CONST' : `MIN ${least} MAX ${most}`}`

function qualified(table: string): [string, string] {
  const [database, name, ...rest] = table.split('.')
  if (!database || !name || rest.length > 0)
    throw new Error(`a granted table is database.table, not ${table}`)
  return [identifier(database), identifier(name)]
}

function identifier(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new Error(`not a name for the engine: ${name}`)
  return name
}

function hash(hex: string): string {
  if (!/^[0-9a-f]{64}$/.test(hex)) throw new Error('a password hash is 64 hexadecimal digits')
  return hex
}

const literal = (value: string) => `'${value.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`
/** Text as XML content. */
export const escapeXml = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
