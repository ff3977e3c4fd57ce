import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { withDatabase } from '../../backend/src/metadata/testing-database'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const command = path.join(root, 'backend/bin/relance.js')

export interface Ended {
  code: number | null
  out: string
  err: string
}

/** Starts the built command; the environment is empty but for the path and, in a run on a server, the database. */
export function spawnRelance(args: string[], cwd: string): ChildProcess {
  const data = path.resolve(cwd, args[args.indexOf('--data') + 1 || args.length] ?? 'data')
  const env = { PATH: process.env['PATH'] ?? '', ...withDatabase(data) }
  return spawn(process.execPath, [command, ...args], { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] })
}

/** Runs the built command to its end. */
export function relance(args: string[], options: { cwd: string; input?: string }): Promise<Ended> {
  const child = spawnRelance(args, options.cwd)
  child.stdin?.end(options.input ?? '')
  return ended(child)
}

export function ended(child: ChildProcess): Promise<Ended> {
  const texts = { out: '', err: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (texts.out += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (texts.err += text))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...texts })))
}
