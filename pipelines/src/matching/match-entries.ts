import { z } from 'zod'
import type { IngestResult } from '../ingest/ingest.contract'
import { MATCHING } from '../sources/matching'
import type { Warehouse } from '../warehouse/warehouse'
import { applyRun } from './apply'
import { publish } from './publish'
import { runRounds } from './rounds'
import { dropWorkingTables, prepare } from './working-tables'
import type { Scope } from './scope'

/** What came back or went back changes what is open, which is known once it is derived: then again, so many times. */
const MOST_RUNS = 4

const lines = new WeakMap<Warehouse, Promise<unknown>>()

/** Runs of one warehouse share their working tables, so that they wait for one another. */
export function oneRunAtATime<T>(warehouse: Warehouse, work: () => Promise<T>): Promise<T> {
  const now = (lines.get(warehouse) ?? Promise.resolve()).then(work, work)
  lines.set(
    warehouse,
    now.catch(() => undefined),
  )
  return now
}

/**
 * Compares all bank entries that no person has decided with the open invoices, and makes the sure matches count: new
 * ones are applied, earlier ones that the data do not bear out any more are taken back. The result depends on the data
 * and the decisions only, not on their order, and running it again changes nothing. The others become the proposals of
 * the review list.
 * @returns the loads that it made, one at most for each creditor, currency and run; none where nothing changed
 * @throws WarehouseError
 */
export function matchEntries(
  warehouse: Warehouse,
  options: { loadedBy?: string; signal?: AbortSignal } = {},
): Promise<IngestResult[]> {
  return oneRunAtATime(warehouse, async () => {
    const results: IngestResult[] = []
    for (const scope of await scopes(warehouse)) {
      for (let run = 0; run < MOST_RUNS; run += 1) {
        options.signal?.throwIfAborted()
        const result = await runOnce(warehouse, scope, options.loadedBy ?? 'system')
        if (result === null) break
        results.push(result)
        const { events } = result
        const again = ['payment.rejected', 'payment.refunded', 'bank.entry'].some(
          (type) => (events[type] ?? 0) > 0,
        )
        if (!again) break
      }
    }
    return results
  })
}

async function runOnce(warehouse: Warehouse, scope: Scope, loadedBy: string): Promise<IngestResult | null> {
  try {
    await prepare(warehouse, scope)
    await runRounds(warehouse, scope)
    await publish(warehouse, scope)
    return await applyRun(warehouse, scope, loadedBy)
  } finally {
    await dropWorkingTables(warehouse).catch(() => undefined)
  }
}

/** Creditors and currencies that have bank entries. */
async function scopes(warehouse: Warehouse): Promise<Scope[]> {
  const rows = await warehouse.query({
    name: 'matching-scopes',
    sql: `SELECT DISTINCT entity_id, currency FROM events
      WHERE bucket = cityHash64('') % 16 AND customer_id = '' AND event_type = 'bank.entry' AND source != '${MATCHING}'
      ORDER BY entity_id, currency`,
    row: z.object({ entity_id: z.string(), currency: z.string() }),
  })
  return rows.map(({ entity_id, currency }) => ({ entityId: entity_id, currency }))
}
