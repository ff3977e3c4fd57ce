import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ChildPlan, EngineProcess } from './child-process'
import { startChild } from './child-process'
import type { Cluster } from '../warehouse/warehouse'
import { EngineError } from './engine-error'
import type { EngineCluster } from './settings'
import { configFiles } from './settings'
import type { EngineUser } from './users'

export interface EngineOptions {
  /** data directory of the installation; the engine lives in its folders `clickhouse` and `engine-config` */
  dataDir: string
  /** 0 or undefined: a free port */
  httpPort?: number
  /** the native protocol is opened for the cluster test only; 0 or undefined: closed */
  nativePort?: number
  log?: (line: string) => void
  /** users besides `app` */
  users?: EngineUser[]
  /** of `app`; default: a random one */
  password?: string
  /** limit of the whole engine; default: half of the machine's memory, 1 to 8 GB */
  memoryLimitBytes?: number
  /** a cluster that this engine is a part of: for trying out distributed tables */
  cluster?: EngineCluster
  /** wait before each restart of a series of fast crashes; after the last one the engine is given up */
  backOffMs?: number[]
}

export interface Engine {
  /** the cluster whose first shard this is, where it is one */
  readonly cluster?: Cluster
  readonly url: string
  readonly username: 'app'
  readonly password: string
  /** of the current process; another one after a restart */
  readonly pid: number
  readonly httpPort: number
  /** whether the kernel shuts the engine into its own folders (Landlock) */
  readonly confined: boolean
  /** called after each restart, wanted or not, once the engine answers again */
  onRestart(listener: () => void): void
  /** called when the engine crashes so often that it is given up */
  onGiveUp(listener: (error: EngineError) => void): void
  /** ends the process and starts it again, with other users where given; same port, same password */
  restart(users?: EngineUser[]): Promise<void>
  stop(): Promise<void>
}

/** An engine that lived so long was well; its crash starts a new series. */
const FAST_CRASH_MS = 1_000
/** Slower crashes are borne as well, but not without end. */
const MOST_CRASHES = 50
const CRASH_WINDOW_MS = 10 * 60_000
const BACK_OFF_MS = [0, 200, 1000, 3000, 5000]

/**
 * Starts the embedded ClickHouse on loopback as a child process and keeps it running: after a crash it is started
 * again, with back-off, on the same port with the same password; after a series of fast crashes it is given up.
 * @throws EngineError when the platform has no engine, the port is taken or the start fails
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const engine = new SupervisedEngine(options, options.httpPort || (await freePort()))
  await engine.start()
  return engine
}

class SupervisedEngine implements Engine {
  readonly username = 'app'
  readonly password: string
  readonly url: string
  #process: EngineProcess | undefined
  #users: EngineUser[]
  #stopping = false
  #crashes = 0
  #crashTimes: number[] = []
  readonly #restarted = new Set<() => void>()
  readonly #givenUp = new Set<(error: EngineError) => void>()

  constructor(
    private readonly options: EngineOptions,
    readonly httpPort: number,
  ) {
    this.url = `http://127.0.0.1:${httpPort}`
    this.#users = options.users ?? []
    this.password = options.password ?? randomBytes(24).toString('base64url')
  }

  get pid(): number {
    return this.#process?.pid ?? 0
  }

  get confined(): boolean {
    return this.#process?.confined ?? false
  }

  onRestart(listener: () => void): void {
    this.#restarted.add(listener)
  }

  onGiveUp(listener: (error: EngineError) => void): void {
    this.#givenUp.add(listener)
  }

  async start(): Promise<void> {
    const plan = this.#plan()
    try {
      this.#process = await startChild(plan)
    } finally {
      // Read at start only; what is not on disk cannot be read from there.
      fs.rmSync(path.dirname(plan.config), { recursive: true, force: true })
      fs.mkdirSync(path.dirname(plan.config), { mode: 0o700 })
    }
    const running = this.#process
    const since = Date.now()
    void running.exited.then(() => {
      if (!this.#stopping && this.#process === running) void this.#revive(Date.now() - since)
    })
  }

  async restart(users: EngineUser[] = this.#users): Promise<void> {
    this.#users = users
    const running = this.#process
    this.#process = undefined
    await running?.stop()
    await this.start()
    for (const listener of this.#restarted) listener()
  }

  async stop(): Promise<void> {
    this.#stopping = true
    await this.#process?.stop()
  }

  async #revive(livedMs: number): Promise<void> {
    this.#crashes = livedMs < FAST_CRASH_MS ? this.#crashes + 1 : 1
    this.#crashTimes = [...this.#crashTimes, Date.now()].filter((at) => Date.now() - at < CRASH_WINDOW_MS)
    this.#process = undefined
    if (this.#crashTimes.length > MOST_CRASHES) return this.#giveUp()
    for (;;) {
      const wait = (this.options.backOffMs ?? BACK_OFF_MS)[this.#crashes - 1]
      if (wait === undefined) return this.#giveUp()
      await sleep(wait)
      if (this.#stopping) return
      try {
        await this.start()
        if (this.#stopping) return await this.stop()
        for (const listener of this.#restarted) listener()
        return
      } catch (error) {
        this.options.log?.(`engine: restart failed: ${(error as Error).message}`)
        this.#crashes += 1
      }
    }
  }

  #giveUp(): void {
    const times = Math.max(this.#crashes, this.#crashTimes.length)
    const message = `The embedded ClickHouse ended ${times} times in a row and is not started again.`
    const error = new EngineError('engine/crashes', message)
    this.options.log?.(`engine: ${message}`)
    for (const listener of this.#givenUp) listener(error)
  }

  #plan(): ChildPlan {
    const dataDir = path.resolve(this.options.dataDir)
    const folder = path.join(dataDir, 'engine-config')
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
    const files = configFiles({
      usersPath: path.join(folder, 'users.xml'),
      users: this.#users,
      appPasswordSha256Hex: createHash('sha256').update(this.password).digest('hex'),
      memoryLimitBytes: this.options.memoryLimitBytes ?? defaultMemoryLimit(),
      threads: Math.max(2, os.availableParallelism()),
      cluster: this.options.cluster,
    })
    for (const [name, text] of Object.entries(files))
      fs.writeFileSync(path.join(folder, name), text, { mode: 0o600 })
    return {
      data: path.join(dataDir, 'clickhouse'),
      config: path.join(folder, 'config.xml'),
      httpPort: this.httpPort,
      nativePort: this.options.nativePort ?? 0,
      username: this.username,
      password: this.password,
      log: this.options.log ?? (() => undefined),
    }
  }
}

function defaultMemoryLimit(): number {
  // In a container the limit of the container counts; without one Node tells 0 or an absurd number.
  const allowed = process.constrainedMemory() || Infinity
  return Math.min(8e9, Math.max(1e9, Math.floor(Math.min(os.totalmem(), allowed) / 2)))
}

/** A port of the loopback that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo
      server.close(() => resolve(port))
    })
  })
}
