import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import path from 'node:path'
import readline from 'node:readline'
import type { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { EngineError } from './engine-error'
import { childPath, libraryPath } from './platform'

/** Where one engine process runs and how it is reached. */
export interface ChildPlan {
  /** the engine's own data folder */
  data: string
  config: string
  httpPort: number
  nativePort: number
  username: string
  password: string
  log: (line: string) => void
}

/** One running engine process. */
export interface EngineProcess {
  readonly pid: number
  /** whether the kernel shuts it into its folders */
  readonly confined: boolean
  readonly exited: Promise<void>
  stop(): Promise<void>
}

const READY_WITHIN_MS = 30_000
const PORT_RETRY_MS = 3_000
const STATUS_RETRY_MS = 15_000
const STOP_WITHIN_MS = 3_000
/** What the engine reads of the machine: its own process' memory figures and stack bounds. */
const READABLE = ['/proc/self']

/**
 * Starts one engine process and waits until it answers. After a crash the old process may hold the `status` file
 * for some seconds, so a start that fails on it is tried again for 15 s.
 * @throws EngineError `engine/port-taken`, `engine/start-failed`, or of the platform
 */
export async function startChild(plan: ChildPlan): Promise<EngineProcess> {
  const giveUpAt = Date.now() + STATUS_RETRY_MS
  for (;;) {
    await portIsFree(plan.httpPort)
    const attempt = await tryStart(plan)
    if ('exited' in attempt) return attempt
    if (!/status/.test(attempt.output) || Date.now() > giveUpAt) {
      throw new EngineError('engine/start-failed', `The embedded ClickHouse did not start: ${attempt.output}`)
    }
    await sleep(300)
  }
}

/** An engine whose parent was killed may keep its port for seconds, while it ends; another program keeps it. */
async function portIsFree(port: number): Promise<void> {
  for (const giveUpAt = Date.now() + PORT_RETRY_MS; !(await canListen(port)); await sleep(200)) {
    if (Date.now() < giveUpAt) continue
    throw new EngineError('engine/port-taken', `Port ${port} of 127.0.0.1 is taken by another program.`)
  }
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

async function tryStart(plan: ChildPlan): Promise<EngineProcess | { output: string }> {
  const library = libraryPath()
  fs.mkdirSync(plan.data, { recursive: true, mode: 0o700 })
  // The engine's own logs of an earlier run break a second start.
  fs.rmSync(path.join(plan.data, 'data', 'system'), { recursive: true, force: true })
  const options = {
    library,
    path: plan.data,
    config: plan.config,
    httpPort: plan.httpPort,
    nativePort: plan.nativePort,
    readable: [path.dirname(plan.config), path.dirname(library), ...READABLE],
  }
  const child = spawn(process.execPath, [childPath(), JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    // Own process group: Ctrl-C reaches the parent only, which then ends the engine in order.
    detached: true,
    env: {},
    cwd: plan.data,
  })
  const output = collect(child, plan.log)
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const state = { ended: false }
  void exited.then(() => (state.ended = true))
  const giveUpAt = Date.now() + READY_WITHIN_MS
  while (!state.ended && !(await answers(plan))) {
    if (Date.now() > giveUpAt) {
      await stopChild(child, exited)
      return { output: `no answer within ${READY_WITHIN_MS / 1000} s\n${output.text()}` }
    }
    await sleep(20)
  }
  if (state.ended || child.pid === undefined) return { output: output.text() }
  return { pid: child.pid, confined: output.confined(), exited, stop: () => stopChild(child, exited) }
}

/** Ends the process by its life line; what has not ended after 3 s is killed, which loses no acknowledged row. */
async function stopChild(child: ChildProcess, exited: Promise<void>): Promise<void> {
  const line = child.stdio[3] as Writable
  line.destroy()
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
  await exited
  clearTimeout(timer)
}

/** Keeps the last lines for the message of a failed start, logs what is fatal, reads the child's report of itself. */
function collect(child: ChildProcess, log: (line: string) => void) {
  const tail: string[] = []
  let confined = false
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue
    readline.createInterface({ input: stream }).on('line', (line) => {
      const report = /^relance-engine landlock=(\d+)$/.exec(line)
      if (report) confined = Number(report[1]) > 0
      else if (line.trim() !== '') tail.push(line)
      if (tail.length > 40) tail.shift()
      if (line.includes('<Fatal>')) log(line)
    })
  }
  // A write to a dead engine is told by its exit, not by the pipe.
  child.stdio[3]?.on('error', () => undefined)
  return { text: () => tail.join('\n'), confined: () => confined }
}

/** Asks as `app`, so that another program on the port is never taken for the engine. */
function answers(plan: ChildPlan): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get(
      {
        host: '127.0.0.1',
        port: plan.httpPort,
        path: '/?query=SELECT%201',
        agent: false,
        timeout: 2000,
        headers: { 'x-clickhouse-user': plan.username, 'x-clickhouse-key': plan.password },
      },
      (response) => {
        response.resume()
        resolve(response.statusCode === 200)
      },
    )
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve(false))
  })
}
