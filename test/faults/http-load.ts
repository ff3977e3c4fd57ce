import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { emptyInbox, eventId, found, ingest } from './ingest-clients'
import { killEngine, startProduct, stopProduct } from './product'
import { Timings } from './timings'
import type { Timing } from './timings'
import { withStores } from './with-stores'

const ROWS = 100

export interface HttpLoadResult {
  seconds: number
  bodies: number
  /** bodies that had to be sent again, because nobody answered */
  sentAgain: number
  /** events of acknowledged bodies, and those of them that are not there */
  acknowledged: number
  missing: number
  /** events that count more than once */
  twice: number
  /** all events of bodies in the store */
  stored: number
  /** seconds until everything kept was loaded, after the last body */
  drained: number
  /** answers to bodies of 100 rows */
  answers: Timing[]
}

/**
 * Sends bodies of 100 events from several connections, kills the engine at a quarter and three quarters of the time
 * and the server at half of it, and then looks for every event whose body was acknowledged.
 */
export async function httpLoadUnderFaults(seconds: number, connections: number): Promise<HttpLoadResult> {
  const data = mkdtempSync(path.join(tmpdir(), 'relance-http-'))
  let product = await startProduct(data)
  try {
    const timings = new Timings()
    const end = Date.now() + seconds * 1000
    const sending = ingest({
      ...{ connections, pauseMs: 0, timings, eventsOf },
      isOver: () => Date.now() >= end,
      product: () => product,
    })
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
    const [ingested] = await Promise.all([sending, faults])
    const sent = Date.now()
    await emptyInbox(data)
    const drained = (Date.now() - sent) / 1000
    await stopProduct(product)
    const counts = await withStores(data, {}, ({ warehouse }) => found(warehouse, ingested))
    const { bodies, again } = ingested
    return { seconds, bodies, sentAgain: again, ...counts, drained, answers: timings.all() }
  } finally {
    await stopProduct(product)
    rmSync(data, { recursive: true, force: true })
  }
}

function eventsOf(body: string): object[] {
  return Array.from({ length: ROWS }, (_, n) => ({
    event_id: eventId(body, n),
    event_type: 'invoice.issued',
    occurred_on: '2026-01-05',
    due_on: '2026-02-05',
    customer_id: `C${n % 40}`,
    invoice_id: `F${body}-${n}`,
    amount: '12.50',
    currency: 'EUR',
  }))
}
