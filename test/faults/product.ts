import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const root = path.resolve(import.meta.dirname, '../..')

/** The built product in a process of its own, and how its owner asks it. */
export interface Product {
  readonly child: ChildProcess
  readonly address: string
  readonly token: string
}

/**
 * Starts the built product without the demo company, on free ports.
 * @param environment what it is told besides; nothing of this process' own environment reaches it
 */
export async function startProduct(data: string, environment: Record<string, string> = {}): Promise<Product> {
  const command = path.join(root, 'backend/bin/relance.js')
  if (!existsSync(path.join(root, 'backend/dist/relance.js'))) throw new Error('run npm run build first')
  const args = [command, 'start', '--empty', '--port', '0', '--data', data]
  const env = { PATH: process.env['PATH'] ?? '', ...environment }
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'], env })
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

/** The engine is the child of the server that is not the one of the metadata. */
export function killEngine({ child }: Product): void {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args=']).toString().split('\n')
  const own = lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent]) => parent === String(child.pid))
  const engine = own.find((words) => words.some((word) => /engine/.test(word)))
  if (!engine) throw new Error(`the server has no engine among its children: ${own.join(' | ')}`)
  process.kill(Number(engine[0]), 'SIGKILL')
}

/** Ends it in order, and waits until it is gone. */
export async function stopProduct({ child }: Product): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGINT')
  await ended
}
