import { z } from 'zod'
import type { IngestResult } from '../ingest/ingest.contract'
import { MATCHING } from '../sources/matching'
import type { Warehouse } from '../warehouse/warehouse'
import { applyRun } from './apply'
import { RULES, keepRun, markOf, readInputs, readRun, withOwnLoads, writeRun } from './kept'
import { findLive, grow } from './live'
import { publish } from './publish'
import { runRounds } from './rounds'
import { dropWorkingTables, prepare, resetRounds } from './working-tables'
import type { Scope } from './scope'

/** What came back or went back, or is left on account, changes what is open, which is known once it is derived: then again, so many times. */
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

interface MatchOptions {
  loadedBy?: string
  signal?: AbortSignal
  /** everything is compared again, whatever has changed */
  all?: boolean
}

/**
 * Compares the bank entries that no person has decided with the open invoices, and makes the sure matches count: new
 * ones are applied, earlier ones that the data do not bear out any more are taken back. The result depends on the data
 * and the decisions only, not on their order, and running it again changes nothing. The others become the proposals of
 * the review list. Where no load and no decision has come since the last run, nothing is done; else only entries for
 * which something has changed are compared again, and what follows from them, which gives what comparing all would.
 * @returns the loads that it made, one at most for each creditor, currency and run; none where nothing changed
 * @throws WarehouseError
 */
export function matchEntries(warehouse: Warehouse, options: MatchOptions = {}): Promise<IngestResult[]> {
  return oneRunAtATime(warehouse, async () => {
    const results: IngestResult[] = []
    const ended: Scope[] = []
    const inputs = await readInputs(warehouse)
    for (const scope of await scopes(warehouse)) {
      const last = await readRun(warehouse, scope)
      if (!options.all && last.rules === RULES && last.inputs === markOf(inputs)) continue
      const loads = await matchScope(warehouse, scope, { ...options, all: options.all ?? false })
      results.push(...loads.results)
      if (loads.ended) ended.push(scope)
    }
    const own = results.map(({ batch_id }) => batch_id)
    const mark = markOf(await withOwnLoads(warehouse, inputs, own))
    for (const scope of ended) await writeRun(warehouse, scope, { rules: RULES, inputs: mark })
    return results
  })
}

/** Runs until another one would find nothing more to change. */
async function matchScope(
  warehouse: Warehouse,
  scope: Scope,
  options: MatchOptions & { all: boolean },
): Promise<{ results: IngestResult[]; ended: boolean }> {
  const results: IngestResult[] = []
  for (let run = 0; run < MOST_RUNS; run += 1) {
    options.signal?.throwIfAborted()
    const { result, again } = await runOnce(warehouse, scope, options, options.all && run === 0)
    if (result) results.push(result)
    if (!again) return { results, ended: true }
  }
  return { results, ended: false }
}

async function runOnce(
  warehouse: Warehouse,
  scope: Scope,
  options: MatchOptions,
  all: boolean,
): Promise<{ result: IngestResult | null; again: boolean }> {
  try {
    await prepare(warehouse, scope)
    const { rules } = await readRun(warehouse, scope)
    let part = await findLive(warehouse, scope, all || rules !== RULES)
    await runRounds(warehouse, scope, part)
    while (part) {
      const next = await grow(warehouse, scope)
      if (next === 'done') break
      options.signal?.throwIfAborted()
      await resetRounds(warehouse, scope)
      part = next === 'part'
      await runRounds(warehouse, scope, part)
    }
    const onAccount = await leavesOnAccount(warehouse)
    await publish(warehouse, scope)
    await keepRun(warehouse, scope)
    const result = await applyRun(warehouse, scope, options.loadedBy ?? 'system')
    const changed = ['payment.rejected', 'payment.refunded', 'bank.entry'].some(
      (type) => (result?.events[type] ?? 0) > 0,
    )
    return { result, again: changed || (result !== null && onAccount) }
  } finally {
    await dropWorkingTables(warehouse).catch(() => undefined)
  }
}

/** Money on account may explain other entries, once it is derived. */
async function leavesOnAccount(warehouse: Warehouse): Promise<boolean> {
  const rows = await warehouse.query({
    name: 'matching-leaves',
    sql: `SELECT 1 AS one FROM matching_sure AS s INNER JOIN matching_entries AS e ON e.event_id = s.event_id
      WHERE s.kind = 'payment' AND arraySum(s.parts.2) < e.units AND e.now_type != 'payment.received' LIMIT 1`,
    row: z.object({ one: z.number() }),
  })
  return rows.length > 0
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
