import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { enginePid } from '../product'
import type { Load } from './load'

const EVERY_MS = 2_000
const run = promisify(execFile)

/** Resident memory in MB: the most of any moment, and the last of the run. */
export interface Memory {
  readonly most: number
  readonly last: number
}

/** Looks at backend and engine every other second until the end. */
export async function watchMemory(load: Load): Promise<Record<'backend' | 'engine', Memory>> {
  const seen = { backend: { most: 0, last: 0 }, engine: { most: 0, last: 0 } }
  for (; !load.isOver(); await sleep(EVERY_MS)) {
    const pids = { backend: () => load.product().child.pid ?? 0, engine: () => enginePid(load.product()) }
    for (const name of ['backend', 'engine'] as const) {
      const now = await residentOf(pids[name])
      // Between a kill and the restart there is nothing to look at.
      if (now !== undefined) seen[name] = { most: Math.max(seen[name].most, now), last: now }
    }
  }
  return seen
}

async function residentOf(pid: () => number): Promise<number | undefined> {
  try {
    const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid())])
    return Math.round(Number(stdout) / 1024)
  } catch {
    return undefined
  }
}
