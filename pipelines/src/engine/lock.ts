import { randomUUID } from 'node:crypto'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { EngineError } from './engine-error'

/** Who holds a data directory; the content of its lock file. */
const holder = z.object({
  token: z.string(),
  pid: z.number(),
  /** start of that process since boot in clock ticks, null where there is no /proc: tells a reused pid */
  started: z.string().nullable(),
  boot: z.string().nullable(),
  host: z.string(),
  command: z.string(),
  since: z.string(),
  address: z.string().nullable(),
})
type LockHolder = z.output<typeof holder>

export interface DataDirLock {
  /** notes where the holder answers, for the message that a second start shows */
  setAddress(address: string): Promise<void>
  release(): Promise<void>
}

const HEARTBEAT_MS = 10_000
/** A lock from another host, whose processes cannot be asked, counts as left behind after this silence. */
const SILENT_MS = 60_000

/**
 * Takes the one lock of a data directory, before any store opens in it. A lock whose holder is dead is taken over.
 * @throws EngineError `data/locked`, saying who holds it
 */
export async function lockDataDir(dataDir: string): Promise<DataDirLock> {
  await fs.mkdir(dataDir, { recursive: true, mode: 0o700 })
  const file = path.join(dataDir, 'lock')
  const mine = await thisProcess()
  const other = await acquire(file, mine)
  if (other) throw new EngineError('data/locked', lockedMessage(dataDir, other))
  const heartbeat = setInterval(() => void touch(file), HEARTBEAT_MS).unref()
  return {
    async setAddress(address) {
      const temporary = await write(file, { ...mine, address })
      await fs.rename(temporary, file)
    },
    async release() {
      clearInterval(heartbeat)
      if ((await read(file))?.token === mine.token) await fs.rm(file, { force: true })
    },
  }
}

/**
 * Puts `mine` at `file`, or says who is there. The file appears complete or not at all (a hard link to a finished
 * one). A dead holder's file may be removed only by who holds a second lock named after it, so that two processes
 * that find it at the same time cannot remove each other's new one.
 */
async function acquire(file: string, mine: LockHolder): Promise<LockHolder | null> {
  for (;;) {
    if (await place(file, mine)) return null
    const other = await read(file)
    if (!other) continue
    if (await lives(other, file)) return other
    const guard = `${file}.${other.token}`
    const rival = await acquire(guard, { ...mine, token: randomUUID() })
    if (rival) return rival
    if ((await read(file))?.token === other.token) await fs.rm(file, { force: true })
    const placed = await place(file, mine)
    await fs.rm(guard, { force: true })
    if (placed) return null
  }
}

async function place(file: string, mine: LockHolder): Promise<boolean> {
  const temporary = await write(file, mine)
  try {
    await fs.link(temporary, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await fs.rm(temporary, { force: true })
  }
}

async function write(file: string, content: LockHolder): Promise<string> {
  const temporary = `${file}.new-${randomUUID()}`
  await fs.writeFile(temporary, JSON.stringify(content), { mode: 0o600, flush: true })
  return temporary
}

async function read(file: string): Promise<LockHolder | null> {
  let text: string
  try {
    text = await fs.readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const parsed = holder.safeParse(parse(text))
  // A file that a power cut left empty belongs to nobody.
  return parsed.success ? parsed.data : { ...NOBODY, host: os.hostname() }
}

const NOBODY = {
  token: 'unreadable',
  pid: 0,
  started: null,
  boot: null,
  command: '',
  since: '',
  address: null,
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

async function lives(other: LockHolder, file: string): Promise<boolean> {
  if (other.pid === 0) return false
  if (other.host !== os.hostname()) {
    const age = await fs.stat(file).then(
      (stat) => Date.now() - stat.mtimeMs,
      () => Infinity,
    )
    return age < SILENT_MS
  }
  if (other.boot !== null && other.boot !== (await bootId())) return false
  try {
    process.kill(other.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  return other.started === null || other.started === (await startOf(other.pid))
}

async function thisProcess(): Promise<LockHolder> {
  return {
    token: randomUUID(),
    pid: process.pid,
    started: await startOf(process.pid),
    boot: await bootId(),
    host: os.hostname(),
    command: [path.basename(process.argv[0] ?? ''), ...process.argv.slice(1)].join(' ').slice(0, 200),
    since: new Date().toISOString(),
    address: null,
  }
}

/** Field 22 of /proc/PID/stat; the command before it may hold spaces and brackets. */
async function startOf(pid: number): Promise<string | null> {
  const stat = await fs.readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  if (stat === null) return null
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // A zombie has ended; its parent has not noticed.
  return fields[0] === 'Z' ? 'ended' : (fields[19] ?? null)
}

function bootId(): Promise<string | null> {
  return fs.readFile('/proc/sys/kernel/random/boot_id', 'utf8').then(
    (text) => text.trim(),
    () => null,
  )
}

async function touch(file: string): Promise<void> {
  const now = new Date()
  await fs.utimes(file, now, now).catch(() => undefined)
}

function lockedMessage(dataDir: string, other: LockHolder): string {
  const where = other.host === os.hostname() ? '' : ` on ${other.host}`
  const address = other.address === null ? '' : ` It answers at ${other.address}.`
  return (
    `The data directory ${dataDir} is in use by process ${other.pid}${where} (${other.command}) ` +
    `since ${other.since}.${address} Stop it first, or choose another directory with --data.`
  )
}
