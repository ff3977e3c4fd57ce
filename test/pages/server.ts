import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { withDatabase } from '../../backend/src/metadata/testing-database'

const root = join(import.meta.dirname, '../..')

/** The product as people start it: the built command, an empty data directory of its own, a free port. */
export interface RunningProduct {
  /** The one-time sign-in link that the start printed. */
  link: string
  origin: string
  stop(): Promise<void>
}

/** Waits for the printed link. Throws with what the process said when it ends before. */
function printedLink(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const hear = (chunk: Buffer) => {
      said += stripVTControlCharacters(chunk.toString())
      const link = said.match(/http:\/\/\S+\/sign-in#\S+/)?.[0]
      if (link) resolve(link)
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('exit', (code) =>
      reject(new Error(`The server ended with ${code} before it was ready:\n${said}`)),
    )
  })
}

/** Starts the built product. Throws when it is not built: `npm run build` first, as npm test does. */
export async function startProduct(
  more: readonly string[] = [],
  environment: Record<string, string> = {},
): Promise<RunningProduct> {
  for (const built of ['backend/dist/relance.js', 'frontend/dist/index.html'])
    if (!existsSync(join(root, built))) throw new Error(`${built} is missing: run npm run build first`)
  const data = mkdtempSync(join(tmpdir(), 'relance-pages-'))
  const child = spawn(
    process.execPath,
    [join(root, 'backend/bin/relance.js'), 'start', '--port', '0', '--data', data, ...more],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...withDatabase(data, environment) } },
  )
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const stop = async () => {
    child.kill('SIGINT')
    await ended
    rmSync(data, { recursive: true, force: true })
  }
  try {
    const link = await printedLink(child)
    return { link, origin: new URL(link).origin, stop }
  } catch (cause) {
    rmSync(data, { recursive: true, force: true })
    throw cause
  }
}
