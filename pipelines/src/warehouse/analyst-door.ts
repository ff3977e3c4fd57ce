import { randomUUID } from 'node:crypto'
import http from 'node:http'
import https from 'node:https'
import { text } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import { ClusterError } from './cluster'
import { aboveDatabase } from './shards'

/** A statement of a person, which goes to the engine as that person's user and comes back as the engine wrote it. */
export interface DoorRequest {
  username: string
  password: string
  database: string
  queryId: string
  sql: string | Buffer
  /** of `{name: Type}` in the statement */
  params?: Record<string, string>
  settings?: Record<string, string>
  /** where the statement names none */
  format?: string
  acceptEncoding?: string
  signal?: AbortSignal
}

export interface DoorAnswer {
  status: number
  headers: http.IncomingHttpHeaders
  /** to be read or destroyed; a result that breaks off ends with an error */
  body: Readable
}

const CONNECT_WITHIN_MS = 10_000

/**
 * Sends a statement to ClickHouse over HTTP and hands back status, headers and the bytes of the answer. Neither
 * parses nor repeats anything: formats are the client's choice.
 * @throws the error of the connection
 */
export function askAsAnalyst(url: string, request: DoorRequest): Promise<DoorAnswer> {
  const address = new URL(url)
  const query = new URLSearchParams({ database: request.database, query_id: request.queryId })
  if (request.format !== undefined) query.set('default_format', request.format)
  for (const [name, value] of Object.entries(request.params ?? {})) query.set(`param_${name}`, value)
  for (const [name, value] of Object.entries(request.settings ?? {})) query.set(name, value)
  const client = address.protocol === 'https:' ? https : http
  return new Promise((resolve, reject) => {
    const sent = client.request(
      {
        method: 'POST',
        hostname: address.hostname,
        port: address.port,
        path: `${address.pathname}?${query.toString()}`,
        agent: false,
        headers: {
          'x-clickhouse-user': request.username,
          'x-clickhouse-key': request.password,
          'content-length': Buffer.byteLength(request.sql),
          ...(request.acceptEncoding === undefined ? {} : { 'accept-encoding': request.acceptEncoding }),
        },
        ...(request.signal ? { signal: request.signal } : {}),
      },
      (answer) => resolve({ status: answer.statusCode ?? 500, headers: answer.headers, body: answer }),
    )
    sent.setTimeout(CONNECT_WITHIN_MS, () => {
      if (sent.socket?.connecting) sent.destroy(new Error('no connection in time'))
    })
    sent.on('error', reject)
    sent.end(request.sql)
  })
}

type Login = Pick<DoorRequest, 'username' | 'password' | 'database'>

/**
 * Whether the servers of a cluster ask one another as the person's user, by whom rows are filtered on each of them.
 * @throws ClusterError where one asks as somebody else; the error of the connection
 */
export async function checkAskedAs(url: string, login: Login): Promise<void> {
  const sql = `SELECT DISTINCT user FROM ${aboveDatabase(login.database)}.asked_as`
  const queryId = `asked-as-${randomUUID()}`
  const answer = await askAsAnalyst(url, { ...login, queryId, sql, format: 'TabSeparated' })
  const told = (await text(answer.body)).trim()
  if (answer.status < 300 && told === login.username) return
  throw new ClusterError(
    'The servers of the cluster do not tell one another who asks, so that nobody can be kept to his creditors there: give the cluster a <secret> in remote_servers of every server, the same on all.',
  )
}
