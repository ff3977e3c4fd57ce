import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { ingestStream } from '@relance/pipelines'
import { build } from 'vite'
import { z } from 'zod'
import type { Stores } from '../../backend/src/app/stores'
import { startSmtp } from '../../backend/src/dispatch/channels/email/testing'
import { addCampaign } from '../../backend/src/dispatch/outbox/testing-messages'
import { copiesOf, repetitions } from './copies'
import type { Interrupted } from './copies'
import { serversFor } from './servers'
import { withStores } from './with-stores'

export interface KillRun {
  stores: 'embedded' | 'servers'
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
  /** events of sent reminders that count in the warehouse, and how many messages they name */
  events: number
  eventsOf: number
  /** customers with a verdict of the day, and verdicts */
  customers: number
  verdicts: number
  seconds: number
}

interface Given {
  readonly messages: number
  readonly kills: number
  readonly backends: number
  readonly connections: number
  /** true: a PostgreSQL server and one ClickHouse address for all backends; else one backend on the embedded stores */
  readonly servers: boolean
}

/** A small generator (Park & Miller 1988), so that every run kills at the same messages. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 48_271) % 2_147_483_647
    yield state / 2_147_483_647
  }
}

/**
 * Plans, sends and tells messages to a real mail server while the backends are killed by SIGKILL, each time when so
 * many have been received (the first before any), and counts what arrived and what the stores know of it.
 */
export async function sendUnderKills(given: Given): Promise<KillRun> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-send-'))
  const ends: (() => Promise<unknown>)[] = []
  const smtp = await startSmtp({ keepSource: false })
  try {
    const environment = given.servers ? await serversFor(folder, ends) : {}
    const dataDir = (backend: number) => path.join(folder, `backend-${backend}`)
    await withStores(dataDir(0), environment, (stores) => fill(stores, given.messages))
    const script = await bundled(folder)
    const began = Date.now()
    const start = (backend: number) =>
      spawnBackend(script, [
        dataDir(backend),
        String(smtp.port),
        String(given.connections),
        JSON.stringify(environment),
      ])
    const children = await Promise.all(Array.from({ length: given.backends }, (_, n) => start(n)))
    ends.push(() => Promise.all(children.map(killed)))
    const random = numbers(20_261_122)
    for (let kill = 0; kill < given.kills; kill += 1) {
      const share = (kill + (kill === 0 ? 0 : random.next().value * 0.5)) / given.kills
      await until(() => smtp.received.length >= given.messages * share)
      const n = kill % given.backends
      const victim = children[n]
      if (victim) await killed(victim)
      children[n] = await start(n)
    }
    await Promise.all(children.map(ended))
    const seconds = Math.round((Date.now() - began) / 100) / 10
    const copies = copiesOf(smtp.received)
    const { interrupted, ...known } = await withStores(dataDir(0), environment, whatIsKnown)
    const { servers, ...asked } = given
    return {
      stores: servers ? 'servers' : 'embedded',
      ...asked,
      missing: given.messages - copies.size,
      ...repetitions(copies, interrupted),
      ...known,
      seconds,
    }
  } finally {
    for (const end of ends.reverse()) await end()
    await smtp.close()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** Customers who each owe one invoice, due for its only step on the day of the run. */
async function fill({ metadata, warehouse }: Stores, messages: number): Promise<void> {
  await addCampaign(metadata)
  const events = Array.from({ length: messages }, (_, n) => {
    const common = { customer_id: `C${n}`, entity_id: 'MAIN', currency: 'EUR', occurred_on: '2026-10-10' }
    const person = { role: 'accounts_payable', name: `Client ${n}`, email: `c${n}@exemple.fr`, phone: '' }
    const invoice = { invoice_id: `F${n}`, amount: '120.00', due_on: '2026-11-10' }
    const attributes = { name: `Client ${n}`, kind: 'business', country: 'FR', contacts: [person] }
    return [
      { ...common, ...invoice, event_id: `i${n}`, event_type: 'invoice.issued' },
      { ...common, event_id: `u${n}`, event_type: 'customer.updated', attributes },
    ]
  })
  const lines = events.flat().map((event) => `${JSON.stringify(event)}\n`)
  await ingestStream(warehouse, Readable.from([lines.join('')]), { source: 'ndjson', fileName: 'debts' })
}

interface Known {
  readonly interrupted: Interrupted
  readonly events: number
  readonly eventsOf: number
  readonly customers: number
  readonly verdicts: number
}

const knownRow = z.object({
  events: z.coerce.number(),
  events_of: z.coerce.number(),
  customers: z.coerce.number(),
  verdicts: z.coerce.number(),
})

/** What the stores say after the run. Interrupted: times that it was unknown whether a message went out, by its id. */
async function whatIsKnown({ metadata, warehouse }: Stores): Promise<Known> {
  const { rows } = await metadata.db.execute(sql`select id, interrupted from outbox where interrupted > 0`)
  const [row] = await warehouse.query({
    name: 'test-known',
    sql: `SELECT (SELECT count() FROM relance.events_current WHERE event_type = 'reminder.sent') AS events,
      (SELECT uniqExact(reminder_id) FROM relance.events_current WHERE event_type = 'reminder.sent') AS events_of,
      (SELECT uniqExact(customer_id) FROM relance.verdicts FINAL) AS customers,
      (SELECT count() FROM relance.verdicts FINAL) AS verdicts`,
    row: knownRow,
  })
  if (!row) throw new Error('the warehouse does not answer')
  const { events, events_of: eventsOf, customers, verdicts } = row
  const interrupted = new Map(rows.map((one) => [String(one['id']), Number(one['interrupted'])]))
  return { interrupted, events, eventsOf, customers, verdicts }
}

async function bundled(folder: string): Promise<string> {
  const root = path.resolve(import.meta.dirname.replace(/dist\/bench$/, ''), '.')
  const source = path.join(findRoot(root), 'test/faults/killed-backend.ts')
  const outDir = path.join(findRoot(root), 'node_modules/.cache/relance/killed-backend')
  await build({
    configFile: false,
    logLevel: 'error',
    root: findRoot(root),
    ssr: { noExternal: [/^@relance\//] },
    build: {
      ssr: source,
      outDir: path.join(outDir, path.basename(folder)),
      target: 'node20',
      rollupOptions: { output: { entryFileNames: 'backend.mjs' } },
    },
  })
  return path.join(outDir, path.basename(folder), 'backend.mjs')
}

/** The project's root, from wherever this file was bundled to. */
function findRoot(from: string): string {
  return fs.existsSync(path.join(from, 'test/faults')) ? from : findRoot(path.dirname(from))
}

async function spawnBackend(script: string, args: string[]): Promise<ChildProcess> {
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
    await sleep(5)
  }
}
