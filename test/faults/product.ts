import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { withDatabase } from '../../backend/src/metadata/testing-database'

/** The project, also for a bench, which is bundled into dist/bench. */
export const root = path.resolve(import.meta.dirname, '../..')

/** The built product in a process of its own, and how its owner asks it. */
export interface Product {
  readonly child: ChildProcess
  readonly address: string
  readonly token: string
}

/**
 * Starts the built product without the demo company, on free ports.
 * @param environment what it is told besides; nothing of this process' own environment reaches it
 * @param hear what it writes into its log; the log of this process where left out
 */
export async function startProduct(
  data: string,
  environment: Record<string, string> = {},
  hear?: (text: string) => void,
): Promise<Product> {
  const command = path.join(root, 'backend/bin/relance.js')
  if (!existsSync(path.join(root, 'backend/dist/relance.js'))) throw new Error('run npm run build first')
  const args = [command, 'start', '--empty', '--port', '0', '--data', data]
  const env = { PATH: process.env['PATH'] ?? '', ...withDatabase(data, environment) }
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', hear ? 'pipe' : 'inherit'], env })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => hear?.(text))
  for (;;) {
    const run = readRun(data)
    if (run !== undefined && run.pid === child.pid) return { child, address: run.address, token: run.token }
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
    await sleep(50)
  }
}

function readRun(data: string): { pid: number; address: string; token: string } | undefined {
  try {
    return JSON.parse(readFileSync(path.join(data, 'run.json'), 'utf8')) as ReturnType<typeof readRun>
  } catch {
    return undefined
  }
}

export function killEngine(product: Product): void {
  process.kill(enginePid(product), 'SIGKILL')
}

/** The engine is the child of the server that is not the one of the metadata. @throws where there is none just now */
export function enginePid({ child }: Product): number {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args=']).toString().split('\n')
  const own = lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent]) => parent === String(child.pid))
  const engine = own.find((words) => words.some((word) => /engine/.test(word)))
  if (!engine) throw new Error(`the server has no engine among its children: ${own.join(' | ')}`)
  return Number(engine[0])
}

/** Ends it in order, and waits until it is gone. */
export async function stopProduct({ child }: Product): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGINT')
  await ended
}
