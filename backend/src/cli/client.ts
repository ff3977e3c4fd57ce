import { Readable } from 'node:stream'
import { readRunFile } from '../app/run-file'
import type { Server } from '../app/server'
import type { Config } from '../config/config'
import { problem } from '../http/problem.contract'
import type { Problem } from '../http/problem.contract'

/** The API said no. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  constructor(readonly problem: Problem) {
    super(problem.detail)
  }
  get code(): string {
    return this.problem.code
  }
}

/** The API of the installation in a data directory, as its owner. */
export interface Client {
  /** true when a server was running already and serves others as well */
  readonly shared: boolean
  json<T>(method: string, path: string, body?: unknown): Promise<T>
  stream(method: string, path: string, body?: unknown): Promise<Readable>
  close(): Promise<void>
}

/**
 * One way for every command: over HTTP to the server that holds the data directory; where none runs, this process
 * becomes that server for as long as the command takes.
 */
export async function connect(config: Config, log: (line: string) => void): Promise<Client> {
  const running = readRunFile(config.dataDir)
  if (running && (await answers(running.address))) {
    return client(running.address, running.token, true, () => Promise.resolve())
  }
  // The server's packages take half a second to load; a command to a running one does not need them.
  const { startForCommand } = await import('../app/server')
  const server = await startForCommand(config, log)
  return client(server.address, server.token, false, () => server.close())
}

/** A client of a server in this very process; closing it leaves the server alone. */
export const clientOf = (server: Server): Client =>
  client(server.address, server.token, true, () => Promise.resolve())

async function answers(address: string): Promise<boolean> {
  const signal = AbortSignal.timeout(5000)
  return fetch(`${address}/health/live`, { signal }).then(
    (response) => response.ok,
    () => false,
  )
}

function client(address: string, token: string, shared: boolean, close: () => Promise<void>): Client {
  const send = async (method: string, path: string, body?: unknown) => {
    const headers: Record<string, string> = { authorization: `Bearer ${token}` }
    if (body !== undefined) headers['content-type'] = 'application/json'
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) }
    const response = await fetch(address + path, init)
    if (!response.ok) throw await toError(response)
    return response
  }
  return {
    shared,
    async json<T>(method: string, path: string, body?: unknown) {
      return (await (await send(method, path, body)).json()) as T
    },
    async stream(method, path, body) {
      const response = await send(method, path, body)
      // The two descriptions of a web stream differ in name only.
      return Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0])
    },
    close,
  }
}

async function toError(response: Response): Promise<RequestError> {
  const text = await response.text()
  try {
    return new RequestError(problem.parse(JSON.parse(text)))
  } catch {
    const title = response.statusText
    const { status } = response
    return new RequestError({ type: 'about:blank', title, status, code: `http/${status}`, detail: title })
  }
}
