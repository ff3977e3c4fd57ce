import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { build } from 'vite'
import { headerOf, startSmtp } from '../../backend/src/dispatch/channels/email/testing'
import { Outbox } from '../../backend/src/dispatch/outbox/outbox'
import { aMessage, addCampaign } from '../../backend/src/dispatch/outbox/testing-messages'
import { openMetadata } from '../../backend/src/metadata'

export interface KillRun {
  messages: number
  kills: number
  backends: number
  connections: number
  /** messages that nobody received */
  missing: number
  /** copies beyond the first, each with the Message-ID of the first */
  repeated: number
  /** messages that a kill found between the server's taking them and our knowing: only these may be repeated */
  inWindow: number
  /** copies of messages that no kill had found there */
  unexplained: number
  seconds: number
}

/** A small generator (Park & Miller 1988), so that every run kills at the same messages. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 48_271) % 2_147_483_647
    yield state / 2_147_483_647
  }
}

/**
 * Sends messages to a real mail server while the sending processes are killed by SIGKILL, each time while a message is
 * under way, and counts what arrived.
 * @param options.databaseUrl a PostgreSQL server, which several backends may share; without it one on the embedded
 */
export async function sendUnderKills(options: {
  messages: number
  kills: number
  backends: number
  connections: number
  databaseUrl?: string
}): Promise<KillRun> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-send-'))
  const script = await bundled(folder)
  const { messages, kills, backends, connections, databaseUrl } = options
  const store = {
    dataDir: folder,
    log: () => undefined,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  }
  const smtp = await startSmtp({ keepSource: false })
  const began = Date.now()
  try {
    await fill(store, messages)
    const start = () =>
      spawnSender(script, [folder, String(smtp.port), String(connections), databaseUrl ?? ''])
    const children = await Promise.all(Array.from({ length: backends }, start))
    const random = numbers(20_261_122)
    for (let kill = 1; kill <= kills; kill += 1) {
      const share = (kill - 0.5 + random.next().value * 0.5) / (kills + 1)
      await until(() => smtp.received.length >= messages * share)
      const n = Math.floor(random.next().value * backends)
      const victim = children[n]
      if (victim) await killed(victim)
      children[n] = await start()
    }
    await Promise.all(children.map(ended))
    const ids = smtp.received.map((mail) => headerOf(mail, 'Message-ID'))
    const window = await interrupted(store)
    const counts = new Map<string, number>()
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
    const unexplained = [...counts].filter(
      ([id, count]) => count - 1 > (window.get(id.replace(/^<|@.*$/g, '')) ?? 0),
    )
    return {
      messages,
      kills,
      backends,
      connections,
      missing: messages - counts.size,
      repeated: ids.length - counts.size,
      inWindow: [...window.values()].reduce((sum, count) => sum + count, 0),
      unexplained: unexplained.length,
      seconds: Math.round((Date.now() - began) / 100) / 10,
    }
  } finally {
    await smtp.close()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

type Store = Parameters<typeof openMetadata>[0]

async function fill(store: Store, messages: number): Promise<void> {
  const metadata = await openMetadata(store)
  await addCampaign(metadata)
  await metadata.db.execute(sql`truncate outbox`)
  const all = Array.from({ length: messages }, (_, n) => aMessage(n))
  await new Outbox(metadata.db).add(metadata.db, all)
  await metadata.close()
}

/** Times that a kill left it unknown whether a message went out, by its id. */
async function interrupted(store: Store): Promise<Map<string, number>> {
  const metadata = await openMetadata(store)
  const { rows } = await metadata.db.execute(sql`select id, interrupted from outbox where interrupted > 0`)
  await metadata.close()
  return new Map(rows.map((row) => [String(row['id']), Number(row['interrupted'])]))
}

async function bundled(folder: string): Promise<string> {
  const root = path.resolve(import.meta.dirname.replace(/dist\/bench$/, ''), '.')
  const source = path.join(findRoot(root), 'test/faults/killed-sender.ts')
  const outDir = path.join(findRoot(root), 'node_modules/.cache/relance/killed-sender')
  await build({
    configFile: false,
    logLevel: 'error',
    root: findRoot(root),
    ssr: { noExternal: [/^@relance\//] },
    build: {
      ssr: source,
      outDir: path.join(outDir, path.basename(folder)),
      target: 'node20',
      rollupOptions: { output: { entryFileNames: 'sender.mjs' } },
    },
  })
  return path.join(outDir, path.basename(folder), 'sender.mjs')
}

/** The project's root, from wherever this file was bundled to. */
function findRoot(from: string): string {
  return fs.existsSync(path.join(from, 'test/faults')) ? from : findRoot(path.dirname(from))
}

async function spawnSender(script: string, args: string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  child.stdout.resume()
  return child
}

async function killed(child: ChildProcess): Promise<void> {
  const gone = ended(child)
  child.kill('SIGKILL')
  await gone
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

async function until(reached: () => boolean): Promise<void> {
  for (let tries = 0; !reached(); tries += 1) {
    if (tries > 60_000) throw new Error('nothing more was received')
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
