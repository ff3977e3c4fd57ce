import { setMaxListeners } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { FigureWatch } from '../alerts'
import { SignInService } from '../auth/sign-in.service'
import { newToken } from '../auth/tokens'
import type { Config } from '../config/config'
import { DispatchService } from '../dispatch'
import { PostHogService } from '../experiments'
import { RetentionService } from '../personal-data'
import { RepliesService } from '../replies/replies.service'
import { ScheduledReports } from '../reports'
import { AppError } from '../http/app-error'
import { drain } from './drain'
import type { LeftOver } from './drain'
import { logOf, makeHttpServer } from './http-server'
import { keepPorts, keptPorts } from './ports'
import { removeRunFile, writeRunFile } from './run-file'
import { BiListener } from '../workbench'
import { openStores } from './stores'
import type { EngineStart, Stores } from './stores'

const DEFAULT_PORT = 3000
const CLICKHOUSE_PORT = 8123

/** A running application. */
export interface Server {
  readonly app: NestFastifyApplication
  readonly stores: Stores
  /** where it listens, e.g. http://127.0.0.1:3000 */
  readonly address: string
  /** bearer token of commands on this machine */
  readonly token: string
  /** takes nothing new and ends what runs, at most so long; null: nothing is left. `close` has to follow */
  drain(milliseconds: number): Promise<LeftOver | null>
  close(): Promise<void>
}

/** Starts everything for people: on the kept port, with run.json for commands. */
export async function startServer(config: Config, log: (line: string) => void): Promise<Server> {
  const stores = await openStores(config, log)
  let server: Server | undefined
  try {
    const asked = config.port ?? keptPorts(config.dataDir)?.http ?? DEFAULT_PORT
    server = await listen(config, stores, { port: asked, host: config.host })
    const port = Number(new URL(server.address).port)
    keepPorts(config.dataDir, { http: port, clickhouse: await listenForPrograms(server, config) })
    await stores.lock.setAddress(server.address)
    writeRunFile(config.dataDir, { pid: process.pid, address: server.address, token: server.token })
    await server.app.get(DispatchService).begin()
    server.app.get(RepliesService).begin()
    server.app.get(RetentionService).begin()
    server.app.get(PostHogService).begin()
    server.app.get(FigureWatch).begin()
    server.app.get(ScheduledReports).begin()
    return server
  } catch (error) {
    // A server that listens already would keep the process from ending.
    await (server ?? stores).close()
    throw error
  }
}

/** Starts the same application for one command: on any free port of the loopback, known to nobody else. */
export async function startForCommand(
  config: Config,
  log: (line: string) => void,
  start?: EngineStart,
): Promise<Server> {
  const stores = await openStores(config, log, start)
  try {
    return await listen(config, stores, { port: 0, host: '127.0.0.1' })
  } catch (error) {
    await stores.close()
    throw error
  }
}

/** What people type: the public address, else localhost, which bookmarks better than numbers. */
export const peopleAddress = (server: Server, config: Config) =>
  config.publicUrl ?? server.address.replace('//127.0.0.1:', '//localhost:')

/** Where people's other programs connect. */
export function programsAddress(server: Server, config: Config): string {
  const { hostname } = new URL(peopleAddress(server, config))
  return `http://${hostname}:${server.app.get(BiListener).port ?? ''}`
}

/** The address with a one-time sign-in link; behind a proxy the public one. */
export async function signInAddress(server: Server, config: Config): Promise<string> {
  const token = await server.app.get(SignInService).newLink()
  return `${peopleAddress(server, config)}/sign-in#${token}`
}

async function listen(
  config: Config,
  stores: Stores,
  where: { port: number; host: string },
): Promise<Server> {
  const token = newToken()
  const app = await makeHttpServer(config, stores, token)
  try {
    // The framework would print a stack trace for a taken port; the message for people is made here.
    app.useLogger(false)
    await app.listen(where.port, where.host)
    app.useLogger(logOf(config))
  } catch (error) {
    await app.close()
    throw portError(error, where.port)
  }
  const { port } = app.getHttpServer().address() as AddressInfo
  setMaxListeners(50, app.getHttpServer())
  const close = async () => {
    removeRunFile(config.dataDir)
    await app.close()
    await stores.close()
  }
  const host = ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(where.host) ? '127.0.0.1' : where.host
  const ending = (milliseconds: number) => drain(app, milliseconds)
  return { app, stores, address: `http://${host}:${port}`, token, drain: ending, close }
}

/** Opens the port of people's other programs; where nobody chose one and 8123 is taken, any other is kept. */
async function listenForPrograms(server: Server, config: Config): Promise<number> {
  const listener = server.app.get(BiListener)
  const chosen = config.clickhousePort ?? keptPorts(config.dataDir)?.clickhouse
  const first = chosen ?? (config.port === 0 ? 0 : CLICKHOUSE_PORT)
  try {
    await listener.listen(first, config.host)
  } catch (error) {
    if (chosen !== undefined) throw portError(error, first, '--clickhouse-port')
    await listener.listen(0, config.host)
  }
  return listener.port ?? 0
}

function portError(error: unknown, port: number, option = '--port'): unknown {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'EADDRINUSE') {
    const message = `Port ${port} is taken by another program. Choose another one with ${option}, or ${option} 0 for any.`
    return new AppError('app/port-taken', 500, message)
  }
  if (code === 'EACCES') {
    return new AppError(
      'app/port-refused',
      500,
      `Port ${port} may not be used. Choose another one with ${option}.`,
    )
  }
  return error
}
