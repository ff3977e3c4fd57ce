import http from 'node:http'
import https from 'node:https'
import type { Readable } from 'node:stream'

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
