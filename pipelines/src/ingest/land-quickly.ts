import { z } from 'zod'
import type { Facts, LoadPlan } from '../sources/source'
import { WarehouseError } from '../warehouse/warehouse-error'
import { askFacts } from './gather-events'
import { asLanded, completeLanding, insertBytes, numbered, spread } from './landing'
import type { Landed, Landing, Target } from './landing'
import { GOOD, eventsOf, landedEvents, problemsSelect, typedColumns, typedSelect } from './load-selects'
import { createChain, createStraight, dropTables, fillFromTyped } from './load-tables'
import type { Rereadable } from './rereadable'

/** What came of a quick reading. */
interface Found {
  /** rows written */
  rows: number
  records: number
  facts?: Facts
}

/** @returns what has landed the quick way; null unless every line was a record that the careful way reads alike */
export async function landQuickly(landing: Landing, plan: LoadPlan): Promise<Landed | null> {
  const { warehouse, load, options, input } = landing
  const quick = input.again ? plan.quick?.() : null
  if (!quick || !input.again) return null
  try {
    const found = await readQuickly(landing, quick, input.again)
    if (found)
      return { ...(await completeLanding(landing, quick, found.rows, found.records, found.facts)), plan }
  } catch (error) {
    if (input.failure.thrown !== undefined || options.signal?.aborted) throw error
    if (!(error instanceof WarehouseError)) throw error
  }
  await dropTables(warehouse, load.batchId)
  return null
}

function readQuickly(landing: Landing, quick: LoadPlan, again: Rereadable): Promise<Found | null> {
  if (quick.gather) return readToTyped(landing, quick, again)
  const [event, ...more] = quick.events
  if (event?.where === '1' && more.length === 0 && !quick.customer) return readToEvents(landing, quick, again)
  return readByViews(landing, quick, again)
}

/**
 * One statement makes events of the bytes: views, which hand blocks from one to the next, take a third more. Each
 * record becomes one event unless something is wrong with it, so that their numbers tell whether anything is; only
 * then the bytes are read once more for what.
 */
async function readToEvents(landing: Landing, quick: LoadPlan, again: Rereadable): Promise<Found | null> {
  const { warehouse, tables, load } = landing
  await createStraight(warehouse, tables, quick)
  const lines = { count: 0 }
  const typed = `(${typedSelect(spread(numbered(quick)), quick)})`
  const columns = landedEvents(quick)
  const select = `SELECT ${columns.join(', ')} FROM (${eventsOf(quick, typed, GOOD, load)})`
  const toEvents: Target = { table: tables.events, columns, select }
  const { writtenRows, readRows } = await insertBytes(
    landing,
    toEvents,
    quick,
    countingLines(again.read(), lines),
  )
  if (readRows !== lines.count) return null
  const found = { rows: writtenRows, records: lines.count }
  if (writtenRows === lines.count) return found
  if (!quick.sameFaults) return null
  const toProblems: Target = {
    table: tables.problems,
    columns: ['line', 'ignored', 'field', 'reason', 'value'],
    select: problemsSelect(typed, quick),
  }
  await insertBytes(landing, toProblems, quick, again.read())
  return (await anyObjection(landing, quick)) ? null : found
}

/** Where events need several records, the typed rows are kept, and what else is made of them is made afterwards. */
async function readToTyped(landing: Landing, quick: LoadPlan, again: Rereadable): Promise<Found | null> {
  const { warehouse, tables } = landing
  await createStraight(warehouse, tables, quick)
  const lines = { count: 0 }
  const select = typedSelect(spread(numbered(quick)), quick)
  const toTyped: Target = { table: tables.typed, columns: typedColumns(quick), select }
  const { writtenRows, readRows } = await insertBytes(
    landing,
    toTyped,
    quick,
    countingLines(again.read(), lines),
  )
  if (readRows !== lines.count) return null
  const [facts] = await Promise.all([
    askFacts(warehouse, tables, quick),
    fillFromTyped(warehouse, tables, quick),
  ])
  return (await anyObjection(landing, quick)) ? null : { rows: writtenRows, records: lines.count, facts }
}

/** Where a record makes several events, or tells of a customer too, views spread it. */
async function readByViews(landing: Landing, quick: LoadPlan, again: Rereadable): Promise<Found | null> {
  const { warehouse, tables, load } = landing
  await createChain(warehouse, tables, quick, load, false)
  const lines = { count: 0 }
  const { writtenRows, readRows } = await insertBytes(
    landing,
    asLanded(tables.rows, quick),
    quick,
    countingLines(again.read(), lines),
  )
  if (readRows !== lines.count || (await anyObjection(landing, quick))) return null
  return { rows: writtenRows, records: lines.count }
}

/** Whether there is a record that the careful way may read otherwise. */
async function anyObjection({ warehouse, tables }: Landing, quick: LoadPlan): Promise<boolean> {
  const objected = quick.sameFaults ? `reason = 'malformed'` : `ignored = ''`
  const found = await warehouse.query({
    name: 'load-quick',
    sql: `SELECT 1 AS one FROM ${tables.problems} WHERE ${objected} LIMIT 1`,
    row: z.object({ one: z.number() }),
  })
  return found.length > 0
}

const LF = 10

async function* countingLines(
  body: AsyncGenerator<Buffer>,
  lines: { count: number },
): AsyncGenerator<Buffer> {
  let last = LF
  for await (const bytes of body) {
    for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) lines.count += 1
    last = bytes.at(-1) ?? last
    yield bytes
  }
  if (last !== LF) lines.count += 1
}
