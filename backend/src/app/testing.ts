import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { EngineOptions } from '@relance/pipelines'
import { startTested } from '@relance/pipelines/testing'
import { readConfig } from '../config/config'
import type { Config } from '../config/config'
import { withDatabase } from '../metadata/testing-database'
import { startForCommand } from './server'
import type { Server } from './server'

export interface TestServer {
  readonly config: Config
  readonly server: Server
  /** a request as the command line: bearer token of the run */
  asOwner(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>
  /** ends the application and starts it again on the same stores */
  restart(): Promise<void>
}

/**
 * Test aid: the whole application with both real stores in a temporary folder, for all tests of a file; the
 * warehouse on as many shards as the run asks for.
 * @param environment what it is told by the environment
 * @param shards engines that are the shards of one cluster; default: as many as the run asks for
 */
export function useServer(environment: Record<string, string> = {}, shards?: number): TestServer {
  const startEngines = (options: EngineOptions) => startTested(options, shards)
  let running: { config: Config; server: Server } | undefined
  const current = () => {
    if (!running) throw new Error('the server is there inside tests and hooks only')
    return running
  }
  beforeAll(async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-api-'))
    const config = readConfig({ data: folder }, withDatabase(folder, environment))
    running = { config, server: await startForCommand(config, () => undefined, startEngines) }
  })
  afterAll(async () => {
    await running?.server.close()
    if (running) fs.rmSync(running.config.dataDir, { recursive: true, force: true })
  })
  return {
    get config() {
      return current().config
    },
    get server() {
      return current().server
    },
    async restart() {
      const { config, server } = current()
      await server.close()
      running = { config, server: await startForCommand(config, () => undefined, startEngines) }
    },
    async asOwner(method, address, body) {
      const { server } = current()
      const response = await fetch(server.address + address, {
        method,
        headers: {
          authorization: `Bearer ${server.token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) }
    },
  }
}
