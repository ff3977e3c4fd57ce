/** One user of the engine: a distinct set of entities and rights, not a person. */
export interface EngineUser {
  name: string
  passwordSha256Hex: string
  profile: 'app' | 'analyst'
  /** `table` is `database.table`; `entityIds` null shows every entity's rows */
  grants: { table: string; entityIds: string[] | null }[]
}

const MONEY_SAFE_JSON = [
  ['output_format_json_quote_decimals', 1],
  ['output_format_json_quote_64bit_integers', 1],
  ['output_format_decimal_trailing_zeros', 1],
] as const

interface Limits {
  users: EngineUser[]
  appPasswordSha256Hex: string
  memoryLimitBytes: number
  threads: number
}

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
  const analystMemory = Math.min(1_000_000_000, Math.floor(limits.memoryLimitBytes / 3))
  return `<clickhouse>
  <profiles>
    <default>${money}<max_threads>${limits.threads}</max_threads></default>
    <boot>${money}<max_sessions_for_user>1</max_sessions_for_user></boot>
    <app>${money}<max_threads>${limits.threads}</max_threads><max_memory_usage>${queryMemory}</max_memory_usage></app>
    <analyst>${money}<max_threads>${limits.threads}</max_threads><readonly>2</readonly>
      <max_execution_time>10</max_execution_time><max_memory_usage>${analystMemory}</max_memory_usage>
      <max_result_rows>100000</max_result_rows>
      <constraints>
        <max_execution_time><max>30</max></max_execution_time>
        <max_memory_usage><max>${analystMemory}</max></max_memory_usage>
        <max_threads><max>${limits.threads}</max></max_threads>
        <readonly><const/></readonly>
      </constraints>
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
      ({ table }) => `<query>GRANT SELECT ON ${qualified(table).join('.')}</query>`,
    )
    lines.push(`<grants>${grants.join('')}</grants>`, `<databases>${filters(user)}</databases>`)
  }
  return `    <${name}>${lines.join('')}</${name}>`
}

function filters(user: EngineUser): string {
  return user.grants
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

/**
 * The same users as SQL for a ClickHouse server, one statement an element. Run as a user with access management;
 * running it again changes nothing.
 */
export function usersSql(users: EngineUser[]): string[] {
  return users.flatMap((user) => {
    const name = identifier(user.name)
    const settings = MONEY_SAFE_JSON.map(([setting, value]) => `${setting} = ${value}`).join(', ')
    const limits = user.profile === 'analyst' ? ', readonly = 2, max_execution_time = 10 MAX 30' : ''
    return [
      `CREATE USER IF NOT EXISTS ${name} IDENTIFIED WITH sha256_hash BY '${hash(user.passwordSha256Hex)}'`,
      `ALTER USER ${name} SETTINGS ${settings}${limits}`,
      ...user.grants.flatMap((grant) => {
        const table = qualified(grant.table).join('.')
        const filter = rowFilter(grant.entityIds)
        return [
          `GRANT SELECT ON ${table} TO ${name}`,
          `CREATE ROW POLICY OR REPLACE ${name} ON ${table} FOR SELECT USING ${filter} TO ${name}`,
        ]
      }),
    ]
  })
}

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
