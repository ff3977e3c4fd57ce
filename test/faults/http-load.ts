import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { killEngine, startProduct, stopProduct } from './product'
import type { Product } from './product'

const ROWS = 100

export interface HttpLoadResult {
  seconds: number
  bodies: number
  /** bodies that were answered for at once, by 200 or 202 */
  acknowledgedFirst: number
  /** bodies that had to be sent again, because nobody answered */
  sentAgain: number
  /** events of acknowledged bodies */
  acknowledged: number
  missing: number
  twice: number
  /** all events in the store */
  stored: number
  /** seconds until everything kept was loaded, after the last body */
  drained: number
  /** milliseconds of answers to bodies of 100 rows that were kept, and to those that waited for the load */
  kept: Quantiles
  loaded: Quantiles
}
interface Quantiles {
  median: number
  p99: number
}

/**
 * Sends bodies of 100 events from several connections, kills the engine at a quarter and three quarters of the time
 * and the server at half of it, and then looks for every event whose body was acknowledged.
 */
export async function httpLoadUnderFaults(seconds: number, connections: number): Promise<HttpLoadResult> {
  const data = mkdtempSync(path.join(tmpdir(), 'relance-http-'))
  let product = await startProduct(data)
  try {
    const tally = { bodies: 0, first: 0, again: 0, kept: [] as number[], loaded: [] as number[] }
    const acknowledged = new Set<string>()
    const end = Date.now() + seconds * 1000
    const senders = Array.from({ length: connections }, (_, sender) =>
      send(sender, end, () => product, acknowledged, tally),
    )
    const faults = (async () => {
      await sleep(seconds * 250)
      killEngine(product)
      await sleep(seconds * 250)
      product.child.kill('SIGKILL')
      await new Promise((resolve) => product.child.once('exit', resolve))
      product = await startProduct(data)
      await sleep(Math.max(0, end - Date.now() - seconds * 250))
      killEngine(product)
    })()
    await Promise.all([...senders, faults])
    const sent = Date.now()
    await emptyInbox(data)
    const { missing, twice, stored } = await compare(product, acknowledged)
    return {
      seconds,
      bodies: tally.bodies,
      acknowledgedFirst: tally.first,
      sentAgain: tally.again,
      acknowledged: acknowledged.size * ROWS,
      missing,
      twice,
      stored,
      drained: (Date.now() - sent) / 1000,
      kept: quantiles(tally.kept),
      loaded: quantiles(tally.loaded),
    }
  } finally {
    await stopProduct(product)
    rmSync(data, { recursive: true, force: true })
  }
}

/** Every second sender waits for the result of its rows, the others for the word that they are kept. */
async function send(
  sender: number,
  end: number,
  product: () => Product,
  acknowledged: Set<string>,
  tally: { bodies: number; first: number; again: number; kept: number[]; loaded: number[] },
): Promise<void> {
  const waits = sender % 4 === 0
  for (let body = 0; Date.now() < end; body += 1) {
    const name = `${sender}-${body}`
    tally.bodies += 1
    for (let attempt = 0; ; attempt += 1) {
      const began = Date.now()
      const status = await post(product(), rowsOf(name), waits ? 'wait=60' : 'respond-async')
      if (status === 200 || status === 202) {
        acknowledged.add(name)
        if (attempt === 0) tally.first += 1
        tally[status === 200 ? 'loaded' : 'kept'].push(Date.now() - began)
        break
      }
      if (attempt === 0) tally.again += 1
      if (Date.now() > end + 60_000) throw new Error(`nobody answers: ${status}`)
      await sleep(100)
    }
  }
}

function rowsOf(body: string): string {
  const row = (n: number) => ({
    event_id: `${body}-${n}`,
    event_type: 'invoice.issued',
    occurred_on: '2026-01-05',
    due_on: '2026-02-05',
    customer_id: `C${n % 40}`,
    invoice_id: `F${body}-${n}`,
    amount: '12.50',
    currency: 'EUR',
  })
  return Array.from({ length: ROWS }, (_, n) => `${JSON.stringify(row(n))}\n`).join('')
}

/** Status of the answer; 0 when nobody answered. */
async function post(product: Product, body: string, prefer: string): Promise<number> {
  const headers = {
    authorization: `Bearer ${product.token}`,
    'content-type': 'application/x-ndjson',
    prefer,
  }
  try {
    const response = await fetch(`${product.address}/api/events`, { method: 'POST', headers, body })
    await response.text()
    return response.status
  } catch {
    return 0
  }
}

async function compare(product: Product, acknowledged: Set<string>) {
  const sql = 'SELECT event_id, count() AS n FROM relance.events_current GROUP BY event_id'
  const response = await fetch(`${product.address}/api/local/sql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${product.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ sql, format: 'csv' }),
  })
  const lines = (await response.text()).split('\n').slice(1).filter(Boolean)
  const stored = new Map(lines.map((line) => line.replaceAll('"', '').split(',') as [string, string]))
  const missing = [...acknowledged].flatMap((body) =>
    Array.from({ length: ROWS }, (_, n) => `${body}-${n}`).filter((id) => !stored.has(id)),
  )
  return {
    missing: missing.length,
    twice: [...stored.values()].filter((n) => n !== '1').length,
    stored: stored.size,
  }
}

async function emptyInbox(data: string): Promise<void> {
  const inbox = path.join(data, 'inbox')
  for (let tries = 0; readdirSync(inbox).some((name) => name.endsWith('.log')); tries += 1) {
    if (tries > 3000) throw new Error('what was kept is not loaded after five minutes')
    await sleep(100)
  }
}

function quantiles(values: number[]): Quantiles {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { median: at(0.5), p99: at(0.99) }
}
