import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export interface EmbeddedPostgres {
  /** folder of the Unix socket, which `pg` takes as host */
  readonly host: string
  readonly port: number
  readonly pid: number
  stop(): Promise<void>
}

/** `pg` looks for `.s.PGSQL.<port>` in the folder it is given as host. */
const PORT = 5432
/** Limit of a Unix socket's path on macOS; Linux has four more. */
const LONGEST_SOCKET_PATH = 103
const STOP_WITHIN_MS = 4_000
const MAX_FAST_CRASHES = 5

/**
 * Starts PGlite in a child process that speaks the PostgreSQL protocol on a Unix socket only this user can reach,
 * and starts it again when it crashes. The caller holds the data directory's lock: PGlite itself accepts a second
 * opener in silence and loses rows.
 */
export async function startPostgres(dataDir: string, log: (line: string) => void): Promise<EmbeddedPostgres> {
  const socketFolder = makeSocketFolder(path.resolve(dataDir))
  const socket = path.join(socketFolder.path, `.s.PGSQL.${PORT}`)
  const folder = path.join(path.resolve(dataDir), 'postgres')
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  let stopping = false
  let crashes = 0
  let child = await startChild(folder, socket, log)
  const watch = (since: number) =>
    child.once('exit', () => {
      if (stopping) return
      crashes = Date.now() - since < 10_000 ? crashes + 1 : 1
      if (crashes > MAX_FAST_CRASHES) return log('metadata: PGlite ended too often and is not started again')
      void sleep(200 * (crashes - 1))
        .then(() => startChild(folder, socket, log))
        .then(async (next) => {
          child = next
          watch(Date.now())
          if (stopping) await stopChild(next)
        })
        .catch((error: Error) => log(`metadata: ${error.message}`))
    })
  watch(Date.now())
  return {
    host: socketFolder.path,
    port: PORT,
    get pid() {
      return child.pid ?? 0
    },
    async stop() {
      stopping = true
      await stopChild(child)
      socketFolder.remove()
    },
  }
}

/** In the data directory, unless its path is too long for a socket: then a private folder among the temporary ones. */
function makeSocketFolder(dataDir: string): { path: string; remove: () => void } {
  const inside = path.join(dataDir, 'run')
  if (Buffer.byteLength(path.join(inside, `.s.PGSQL.${PORT}`)) <= LONGEST_SOCKET_PATH) {
    fs.mkdirSync(inside, { recursive: true, mode: 0o700 })
    fs.chmodSync(inside, 0o700)
    return { path: inside, remove: () => undefined }
  }
  const outside = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-'))
  return { path: outside, remove: () => fs.rmSync(outside, { recursive: true, force: true }) }
}

async function startChild(
  folder: string,
  socket: string,
  log: (line: string) => void,
): Promise<ChildProcess> {
  const script = createRequire(import.meta.url).resolve('@relance/backend/metadata-child')
  const child = spawn(process.execPath, [script, folder, socket], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Own process group: Ctrl-C reaches the parent only, which then ends the child in order.
    detached: true,
    env: {},
  })
  let output = ''
  child.stdin.on('error', () => undefined)
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-2000)
    for (const line of text.split('\n').filter((part) => part.trim() !== '')) log(`metadata: ${line}`)
  })
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve())
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`the embedded PostgreSQL did not start: ${output.trim()}`)))
  })
  return child
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.stdin?.end()
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
  await exited
  clearTimeout(timer)
}
