import path from 'node:path'
import { z } from 'zod'

const text = z.string().trim().min(1)
const webAddress = z.url({ protocol: /^https?$/, error: 'must be an http or https address' })
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']
const issuer = webAddress.refine((url) => {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || LOOPBACK.includes(hostname)
}, 'must be an https address')
const port = z.coerce
  .number({ error: 'must be a port number' })
  .int('must be a port number')
  .min(0, 'must be a port number')
  .max(65_535, 'must be a port number')
const flag = z
  .enum(['0', '1', 'false', 'true', ''], { error: 'must be 1 or 0' })
  .transform((value) => value === '1' || value === 'true')
const key = text
  .transform((value) => Buffer.from(value, /^[0-9a-f]{64}$/i.test(value) ? 'hex' : 'base64'))
  .refine(
    (bytes) => bytes.length === 32,
    'must be 32 bytes in base64 (make them by: openssl rand -base64 32)',
  )

/** Every variable of the environment that Relance reads. What is absent has the default given here. */
const variables = z.object({
  RELANCE_DATA: text.default('./data'),
  /** absent: the port kept in the data directory, else 3000 */
  PORT: port.optional(),
  /** of people's other programs (ClickHouse over HTTP); absent: the kept one, else 8123 where it is free */
  RELANCE_CLICKHOUSE_PORT: port.optional(),
  HOST: text.default('127.0.0.1'),
  CLICKHOUSE_URL: webAddress.optional(),
  CLICKHOUSE_USER: text.default('default'),
  CLICKHOUSE_PASSWORD: z.string().default(''),
  CLICKHOUSE_DATABASE: z
    .string()
    .regex(/^[a-z_][a-z0-9_]*$/, 'must be letters, digits and _')
    .default('relance'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres address' }).optional(),
  /** of which the keys are derived that encrypt secrets in PostgreSQL; absent: a file of the data directory */
  RELANCE_SECRET_KEY: key.optional(),
  /** sign-in by a provider of identities (OpenID Connect): its issuer, and what it knows this product by */
  RELANCE_OIDC_ISSUER: issuer.optional(),
  RELANCE_OIDC_CLIENT_ID: text.optional(),
  RELANCE_OIDC_CLIENT_SECRET: text.optional(),
  /** what the button of the sign-in page calls it */
  RELANCE_OIDC_NAME: text.max(40).default('OpenID Connect'),
  /** cluster of ClickHouse servers, by its name in their remote_servers; CLICKHOUSE_URL is its first shard */
  RELANCE_CLUSTER: text.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be letters, digits and _').optional(),
  /** addresses of all shards in their order, parted by commas; absent: as the first shard's, on the hosts it tells */
  RELANCE_SHARDS: text
    .transform((list) => list.split(',').map((one) => one.trim()))
    .pipe(z.array(webAddress))
    .optional(),
  /** address people use when it is not the one the server listens on, e.g. behind a proxy */
  RELANCE_PUBLIC_URL: webAddress.optional(),
  /** 1 where a reverse proxy is in front and sets X-Forwarded-For */
  RELANCE_TRUST_PROXY: flag.default(false),
  /** folder whose files are loaded as they arrive */
  RELANCE_INBOX: text.optional(),
  RELANCE_MAX_UPLOAD_GB: z.coerce.number({ error: 'must be a number' }).positive().default(20),
  /** project key of PostHog; absent: nothing is told to anybody */
  RELANCE_POSTHOG_KEY: text.optional(),
  RELANCE_POSTHOG_HOST: webAddress.default('https://eu.i.posthog.com'),
  /** how long requests, loads and messages on their way may go on after the signal to end */
  RELANCE_DRAIN_SECONDS: z.coerce
    .number({ error: 'must be a number of seconds' })
    .min(0, 'must be 0 to 3600')
    .max(3600, 'must be 0 to 3600')
    .default(20),
  /** opens GET /metrics to whoever sends it as bearer token; absent: there are no metrics */
  RELANCE_METRICS_TOKEN: text.min(16, 'must have 16 characters or more').optional(),
  RELANCE_LOG: z.enum(['quiet', 'info'], { error: 'must be quiet or info' }).default('quiet'),
})

/** A database that other backends may share needs a key that they share as well; a provider must know who asks. */
const environment = variables.superRefine((read, context) => {
  if (read.RELANCE_OIDC_ISSUER !== undefined && read.RELANCE_OIDC_CLIENT_ID === undefined) {
    const message = 'is needed with RELANCE_OIDC_ISSUER: what the provider knows this product by'
    context.addIssue({ code: 'custom', path: ['RELANCE_OIDC_CLIENT_ID'], message })
  }
  if (read.RELANCE_CLUSTER !== undefined && read.CLICKHOUSE_URL === undefined) {
    const message = 'is needed with RELANCE_CLUSTER: the address of its first shard'
    context.addIssue({ code: 'custom', path: ['CLICKHOUSE_URL'], message })
  }
  if (read.RELANCE_SHARDS !== undefined && read.RELANCE_CLUSTER === undefined) {
    const message = 'is needed with RELANCE_SHARDS: the name of the cluster'
    context.addIssue({ code: 'custom', path: ['RELANCE_CLUSTER'], message })
  }
  if (read.DATABASE_URL === undefined || read.RELANCE_SECRET_KEY !== undefined) return
  const message = 'is needed with DATABASE_URL: 32 bytes in base64 (make them by: openssl rand -base64 32)'
  context.addIssue({ code: 'custom', path: ['RELANCE_SECRET_KEY'], message })
})

export interface Config {
  dataDir: string
  /** undefined: the kept one, else 3000; 0: any free one */
  port: number | undefined
  /** where people's other programs connect; undefined: the kept one, else 8123 or any free one; 0: any free one */
  clickhousePort: number | undefined
  host: string
  clickhouse: { url: string; username: string; password: string; database: string } | undefined
  databaseUrl: string | undefined
  /** 32 bytes; undefined: `secret.key` in the data directory */
  secretKey: Buffer | undefined
  /** sign-in by a provider of identities; undefined: by password and link only */
  singleSignOn: { issuer: URL; clientId: string; clientSecret: string | undefined; name: string } | undefined
  /** undefined: one server */
  cluster: { name: string; urls: string[] | undefined } | undefined
  publicUrl: string | undefined
  trustProxy: boolean
  /** undefined: no folder is watched */
  inboxDir: string | undefined
  /** where experiments are told to; undefined: nowhere */
  posthog: { key: string; host: string } | undefined
  maxUploadBytes: number
  drainMs: number
  /** undefined: no metrics are told */
  metricsToken: string | undefined
  verbose: boolean
}

/** What a command line may set over the environment. */
export interface Flags {
  data?: string | undefined
  port?: string | undefined
  clickhousePort?: string | undefined
}

/** Several things are wrong with the environment or the flags; `problems` names each of them. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly code = 'config/invalid'
  constructor(readonly problems: string[]) {
    super(['The configuration is not usable:', ...problems.map((problem) => `  ${problem}`)].join('\n'))
  }
}

/**
 * Reads flags and environment.
 * @throws ConfigError with every problem at once
 */
export function readConfig(flags: Flags = {}, env: NodeJS.ProcessEnv = process.env): Config {
  const input: Record<string, string> = {}
  for (const name of Object.keys(variables.shape)) {
    const value = env[name]
    if (value !== undefined && value !== '') input[name] = value
  }
  if (flags.data !== undefined) input['RELANCE_DATA'] = flags.data
  if (flags.port !== undefined) input['PORT'] = flags.port
  if (flags.clickhousePort !== undefined) input['RELANCE_CLICKHOUSE_PORT'] = flags.clickhousePort
  const parsed = environment.safeParse(input)
  if (!parsed.success) {
    const named: Record<string, string> = { RELANCE_DATA: '--data', PORT: '--port' }
    throw new ConfigError(
      parsed.error.issues.map((issue) => {
        const name = String(issue.path[0])
        const option = (name === 'PORT' && flags.port) || (name === 'RELANCE_DATA' && flags.data)
        return `${option ? named[name] : name}: ${issue.message}`
      }),
    )
  }
  const read = parsed.data
  return {
    dataDir: path.resolve(read.RELANCE_DATA),
    port: read.PORT,
    clickhousePort: read.RELANCE_CLICKHOUSE_PORT,
    host: read.HOST,
    clickhouse: read.CLICKHOUSE_URL === undefined ? undefined : clickhouse(read.CLICKHOUSE_URL, read),
    databaseUrl: read.DATABASE_URL,
    secretKey: read.RELANCE_SECRET_KEY,
    singleSignOn: singleSignOn(read),
    cluster:
      read.RELANCE_CLUSTER === undefined
        ? undefined
        : { name: read.RELANCE_CLUSTER, urls: read.RELANCE_SHARDS },
    publicUrl: read.RELANCE_PUBLIC_URL?.replace(/\/+$/, ''),
    trustProxy: read.RELANCE_TRUST_PROXY,
    inboxDir: read.RELANCE_INBOX === undefined ? undefined : path.resolve(read.RELANCE_INBOX),
    posthog:
      read.RELANCE_POSTHOG_KEY === undefined
        ? undefined
        : { key: read.RELANCE_POSTHOG_KEY, host: read.RELANCE_POSTHOG_HOST },
    maxUploadBytes: read.RELANCE_MAX_UPLOAD_GB * 1e9,
    drainMs: read.RELANCE_DRAIN_SECONDS * 1000,
    metricsToken: read.RELANCE_METRICS_TOKEN,
    verbose: read.RELANCE_LOG === 'info',
  }
}

function clickhouse(url: string, read: z.output<typeof environment>) {
  return {
    url,
    username: read.CLICKHOUSE_USER,
    password: read.CLICKHOUSE_PASSWORD,
    database: read.CLICKHOUSE_DATABASE,
  }
}

function singleSignOn(read: z.output<typeof environment>): Config['singleSignOn'] {
  const { RELANCE_OIDC_ISSUER: issuer, RELANCE_OIDC_CLIENT_ID: clientId } = read
  if (issuer === undefined || clientId === undefined) return undefined
  const { RELANCE_OIDC_CLIENT_SECRET: clientSecret, RELANCE_OIDC_NAME: name } = read
  return { issuer: new URL(issuer), clientId, clientSecret, name }
}
