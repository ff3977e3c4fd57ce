import { readdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Warehouse } from '@relance/pipelines'
import { z } from 'zod'
import type { Product } from './product'
import type { Timings } from './timings'

/** Programs that send bodies of events over HTTP, each again and again until it is acknowledged. */
export interface IngestLoad {
  readonly connections: number
  /** whether no new body is to be begun */
  readonly isOver: () => boolean
  /** between a body and the next of the same connection */
  readonly pauseMs: number
  readonly product: () => Product
  readonly timings: Timings
  /** events of a body; each id is `eventId(body, n)` */
  readonly eventsOf: (body: string) => object[]
  /** told of each answer but 200 and 202; status 0: nobody answered */
  readonly refused?: (answer: Refusal) => void
}
export interface Refusal {
  readonly status: number
  readonly retryAfter: string | null
  readonly text: string
  readonly began: number
}

export interface Ingested {
  /** events of each acknowledged body */
  readonly acknowledged: ReadonlyMap<string, number>
  readonly bodies: number
  /** bodies that were sent more than once, because nobody acknowledged them at first */
  readonly again: number
}

const GIVE_UP_MS = 120_000
export const eventId = (body: string, n: number) => `${body}/${n}`

/** Sends until the end. Every fourth connection waits for the result of its rows, the others for the word that they are kept. */
export async function ingest(load: IngestLoad): Promise<Ingested> {
  const acknowledged = new Map<string, number>()
  const tally = { bodies: 0, again: 0 }
  const send = async (connection: number) => {
    const prefer = connection % 4 === 0 ? 'wait=60' : 'respond-async'
    for (let n = 0; !load.isOver(); n += 1) {
      const body = `body.${connection}.${n}`
      const events = load.eventsOf(body)
      const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('')
      tally.bodies += 1
      if (!(await untilTaken(load, lines, prefer))) tally.again += 1
      acknowledged.set(body, events.length)
      await sleep(load.pauseMs)
    }
  }
  await Promise.all(Array.from({ length: load.connections }, (_, connection) => send(connection)))
  return { acknowledged, ...tally }
}

/** @returns whether the first attempt was acknowledged */
async function untilTaken(load: IngestLoad, lines: string, prefer: string): Promise<boolean> {
  const first = Date.now()
  for (let attempt = 0; ; attempt += 1) {
    const began = Date.now()
    const answer = await post(load.product(), lines, prefer)
    const kind = answer.status === 200 ? 'ingest, loaded' : 'ingest, kept'
    load.timings.add(answer.status === 0 ? 'ingest, no answer' : kind, answer.status, Date.now() - began)
    if (answer.status === 200 || answer.status === 202) return attempt === 0
    load.refused?.({ ...answer, began })
    if (Date.now() > first + GIVE_UP_MS) throw new Error(`nobody takes it: ${answer.status} ${answer.text}`)
    await sleep(100)
  }
}

async function post({ address, token }: Product, body: string, prefer: string) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson', prefer }
  try {
    const response = await fetch(`${address}/api/events`, { method: 'POST', headers, body })
    const retryAfter = response.headers.get('retry-after')
    return { status: response.status, retryAfter, text: await response.text() }
  } catch (error) {
    return { status: 0, retryAfter: null, text: String((error as Error).cause ?? error) }
  }
}

/** Waits until everything that was kept is loaded. */
export async function emptyInbox(data: string): Promise<void> {
  const waiting = () => readdirSync(path.join(data, 'inbox')).filter((name) => name.endsWith('.log')).length
  // Patience is for the next one: how many wait is up to the machine.
  for (let left = waiting(), tries = 0; left > 0; tries += 1) {
    if (tries > 3000) throw new Error('of what was kept nothing was loaded for five minutes')
    await sleep(100)
    const now = waiting()
    if (now !== left) tries = 0
    left = now
  }
}

const bodyRow = z.object({ body: z.string(), events: z.coerce.number(), ids: z.coerce.number() })
const BODIES = `SELECT splitByChar('/', event_id)[1] AS body, count() AS events, uniqExact(event_id) AS ids
FROM relance.events_current WHERE startsWith(event_id, 'body.') GROUP BY body`

/** What of the acknowledged bodies the warehouse has: events that are missing, and such that count more than once. */
export async function found(warehouse: Warehouse, { acknowledged }: Ingested) {
  const rows = await warehouse.query({ name: 'test-bodies', sql: BODIES, row: bodyRow })
  const ids = new Map(rows.map((row) => [row.body, row.ids]))
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  return {
    acknowledged: sum([...acknowledged.values()]),
    missing: sum([...acknowledged].map(([body, events]) => events - (ids.get(body) ?? 0))),
    twice: sum(rows.map((row) => row.events - row.ids)),
    stored: sum(rows.map((row) => row.ids)),
  }
}
