import type { IncomingMessage } from 'node:http'
import zlib from 'node:zlib'
import { AppError } from '../../http/app-error'
import { isAllowedSetting } from '../gate/names'

/** A request in ClickHouse's HTTP protocol, as far as it reads. */
export interface ClickHouseRequest {
  username: string
  password: string
  sql: string
  params: Record<string, string>
  settings: Record<string, string>
  format: string | undefined
}

const MOST_BYTES = 1_000_000
/** How the answer is sent; the rest of what clients set on their own is left out, so that they connect. */
const TRANSPORT = new Set([
  'buffer_size',
  'compress',
  'enable_http_compression',
  'http_headers_progress_interval_ms',
  'send_progress_in_http_headers',
  'wait_end_of_query',
])

/**
 * Reads login, statement, parameters and settings, which clients put into headers, the address or the body.
 * @throws AppError `sql/too-long`, `http/bad-encoding`
 */
export async function readRequest(request: IncomingMessage, address: URL): Promise<ClickHouseRequest> {
  const query = address.searchParams
  const params: Record<string, string> = {}
  const settings: Record<string, string> = {}
  for (const [name, value] of query) {
    if (name.startsWith('param_')) params[name.slice('param_'.length)] = value
    else if (TRANSPORT.has(name) || isAllowedSetting(name)) settings[name] = value
  }
  const body = request.method === 'POST' ? await bodyOf(request) : ''
  const sql = [query.get('query') ?? '', body].filter((part) => part !== '').join('\n')
  const format = query.get('default_format') ?? header(request, 'x-clickhouse-format')
  return { ...login(request, query), sql, params, settings, format }
}

function login(request: IncomingMessage, query: URLSearchParams): { username: string; password: string } {
  const [, basic] = /^Basic (.+)$/i.exec(request.headers.authorization ?? '') ?? []
  if (basic !== undefined) {
    const [username = '', ...password] = Buffer.from(basic, 'base64').toString('utf8').split(':')
    return { username, password: password.join(':') }
  }
  return {
    username: header(request, 'x-clickhouse-user') ?? query.get('user') ?? '',
    password: header(request, 'x-clickhouse-key') ?? query.get('password') ?? '',
  }
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (!['identity', 'gzip', 'deflate'].includes(encoding)) {
    throw new AppError('http/bad-encoding', 415, 'Send the statement as it is, or packed by gzip.')
  }
  const parts: Buffer[] = []
  let bytes = 0
  const source = encoding === 'identity' ? request : request.pipe(zlib.createUnzip())
  for await (const part of source as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes > MOST_BYTES) throw new AppError('sql/too-long', 413, 'The statement is longer than 1 MB.')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
