import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

/** How a command reaches the server that holds its data directory. Only the owner may read it. */
const runFile = z.object({ pid: z.number().int(), address: z.url(), token: z.string() })
export type RunFile = z.infer<typeof runFile>

const place = (dataDir: string) => path.join(dataDir, 'run.json')

export function writeRunFile(dataDir: string, content: RunFile): void {
  const temporary = `${place(dataDir)}.${process.pid}`
  fs.writeFileSync(temporary, JSON.stringify(content), { mode: 0o600 })
  fs.renameSync(temporary, place(dataDir))
}

/** Undefined when no server wrote one, or its process has ended. */
export function readRunFile(dataDir: string): RunFile | undefined {
  try {
    const parsed = runFile.safeParse(JSON.parse(fs.readFileSync(place(dataDir), 'utf8')))
    if (!parsed.success) return undefined
    process.kill(parsed.data.pid, 0)
    return parsed.data
  } catch {
    return undefined
  }
}

export function removeRunFile(dataDir: string): void {
  if (readRunFile(dataDir)?.pid === process.pid) fs.rmSync(place(dataDir), { force: true })
}
