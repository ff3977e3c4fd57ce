import { z } from 'zod'
import type { IgnoredReason } from '../events/reason-codes'
import type { LoadPlan, Undecided } from '../sources/source'
import type { Warehouse } from '../warehouse/warehouse'
import { WarehouseError } from '../warehouse/warehouse-error'
import type { LoadConstants } from './event-columns-sql'
import type { IngestOptions } from './ingest.contract'
import { inputOf } from './landing-input'
import type { Input } from './landing-input'
import type { LoadTables } from './load-tables'
import { gatherEvents } from './gather-events'
import { createChain, dropTables, widenEvents } from './load-tables'
import { createLanding, spreadSmall } from './small-load'
import type { Rereadable } from './rereadable'
import { literal } from './sql-text'
import type { Opened } from './sample'

/** What has landed of a file. */
export interface Landed {
  /** the plan that was followed */
  plan: LoadPlan
  /** bytes read */
  bytes: number
  /** rows that came of them, as the engine has written them */
  rows: number
  /** records read */
  read: number
  /** why records are left out that are counted and not listed */
  sieved: IgnoredReason | null
  /** the bytes once more, to be closed; null where the texts of all records are kept in the table of cells */
  again: Rereadable | null
}

/**
 * Brings the bytes of a file into the tables of a load. A file that leaves the order of its dates or its decimal mark
 * open is kept as text first and asked as a whole.
 * Of a large file only the texts of rejected records are kept, once they are known; what is parted into records here
 * is kept as it is.
 */
export async function land(
  warehouse: Warehouse,
  tables: LoadTables,
  opened: Opened,
  plan: LoadPlan,
  load: LoadConstants,
  options: IngestOptions,
): Promise<Landed> {
  const texts = tables.small || plan.undecided !== undefined || plan.convert !== undefined
  const input = inputOf(opened, plan, options, texts)
  const landing: Landing = { warehouse, tables, load, options, input }
  try {
    if (tables.small) return await landSmall(landing, plan)
    if (plan.undecided) return await landAsText(landing, plan, plan.undecided)
    const quick = await landQuickly(landing, plan)
    if (quick !== null) return quick
    await createChain(warehouse, tables, plan, load, texts)
    return await landed(landing, plan, await insertBytes(landing, tables.rows, plan))
  } catch (error) {
    await input.again?.close()
    throw error
  }
}

interface Landing {
  warehouse: Warehouse
  tables: LoadTables
  load: LoadConstants
  options: IngestOptions
  input: Input
}

async function landed(
  { warehouse, tables, load, input }: Landing,
  plan: LoadPlan,
  rows: number,
): Promise<Landed> {
  await gatherEvents(warehouse, tables, plan, load)
  if (!tables.small) await widenEvents(warehouse, tables, plan)
  const [records] = await warehouse.query({
    name: 'load-count-records',
    sql: `SELECT max(line) AS n FROM ${tables.small ? tables.cells : tables.ends}`,
    row: z.object({ n: z.coerce.number() }),
  })
  const sieved = plan.sieve?.reason ?? null
  return { plan, bytes: input.read(), rows, read: records?.n ?? 0, sieved, again: input.again }
}

async function landSmall(landing: Landing, plan: LoadPlan): Promise<Landed> {
  const { warehouse, tables, load } = landing
  await createLanding(warehouse, tables, plan)
  const rows = await insertBytes(landing, tables.cells, plan)
  const followed = plan.undecided
    ? plan.undecided.decide(await ask(warehouse, tables.cells, plan.undecided.questions))
    : plan
  await spreadSmall(warehouse, tables, followed, load)
  return landed(landing, followed, rows)
}

async function landAsText(landing: Landing, plan: LoadPlan, undecided: Undecided): Promise<Landed> {
  const { warehouse, tables, load, options } = landing
  await createLanding(warehouse, tables, plan)
  const rows = await insertBytes(landing, tables.cells, plan)
  const followed = undecided.decide(await ask(warehouse, tables.cells, undecided.questions))
  await createChain(warehouse, tables, followed, load, false)
  const columns = [...plan.landed.map(({ name }) => name), 'line'].join(', ')
  await warehouse.command({
    name: 'load-from-text',
    sql: `INSERT INTO ${tables.rows} (${columns}) SELECT ${columns} FROM ${tables.cells}`,
    settings: LANDING,
    ...signalOf(options),
  })
  return landed(landing, followed, rows)
}

/** @returns what has landed the quick way; null unless every line was a record that the careful way reads alike */
async function landQuickly(landing: Landing, plan: LoadPlan): Promise<Landed | null> {
  const { warehouse, tables, load, options, input } = landing
  const quick = input.again ? plan.quick?.() : null
  if (!quick) return null
  const lines = { count: 0 }
  try {
    await createChain(warehouse, tables, quick, load, false)
    const rows = await insertBytes(landing, tables.rows, quick, lines)
    const objected = quick.sameFaults ? `reason = 'malformed'` : `ignored = ''`
    const [found] = await warehouse.query({
      name: 'load-quick',
      sql: `SELECT (SELECT max(line) FROM ${tables.ends}) AS records, (SELECT countIf(${objected}) FROM ${tables.problems}) AS problems`,
      row: z.object({ records: z.coerce.number(), problems: z.coerce.number() }),
    })
    if (found?.records === lines.count && found.problems === 0)
      return { ...(await landed(landing, quick, rows)), plan }
  } catch (error) {
    if (input.failure.thrown !== undefined || options.signal?.aborted) throw error
    if (!(error instanceof WarehouseError)) throw error
  }
  await dropTables(warehouse, load.batchId)
  return null
}

/** Sees to it that the table of cells has the texts of these records. @param lines SQL of their numbers */
export async function keepTexts(
  warehouse: Warehouse,
  tables: LoadTables,
  { plan, again }: Landed,
  lines: string,
): Promise<void> {
  if (again === null) return
  await createLanding(warehouse, tables, plan)
  await warehouse.insert({
    name: 'load-texts',
    table: tables.cells,
    columns: landedColumns(plan),
    select: `SELECT * FROM (${numbered(plan)}) WHERE line IN (${lines})`,
    format: plan.format,
    body: again.read(),
    settings: { ...plan.formatSettings, ...LANDING },
  })
}

async function ask(
  warehouse: Warehouse,
  table: string,
  questions: Record<string, string>,
): Promise<Record<string, number>> {
  const select = Object.entries(questions).map(([name, sql]) => `toUInt64(${sql}) AS ${name}`)
  const [answers] = await warehouse.query({
    name: 'load-ask',
    sql: `SELECT ${select.join(', ')} FROM ${table}`,
    row: z.record(z.string(), z.coerce.number()),
  })
  return answers ?? {}
}

const landedColumns = ({ landed: columns }: LoadPlan): string[] => [
  ...columns.map(({ name }) => name),
  'line',
]

async function insertBytes(
  { warehouse, options, input }: Landing,
  table: string,
  plan: LoadPlan,
  lines?: { count: number },
): Promise<number> {
  const body = input.body()
  try {
    const { writtenRows } = await warehouse.insert({
      name: 'load-land',
      table,
      columns: landedColumns(plan),
      select: numbered(plan),
      format: plan.format,
      body: lines ? countingLines(body, lines) : body,
      settings: { ...plan.formatSettings, ...LANDING },
      ...signalOf(options),
    })
    return writtenRows
  } catch (error) {
    throw input.failure.thrown ?? error
  }
}

const LF = 10

async function* countingLines(
  body: AsyncGenerator<Buffer | string>,
  lines: { count: number },
): AsyncGenerator<Buffer | string> {
  let last = LF
  for await (const chunk of body) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) lines.count += 1
    last = bytes.at(-1) ?? last
    yield bytes
  }
  if (last !== LF) lines.count += 1
}

/** Stands for a cell that the record does not have. */
const NO_CELL = '\\x03'

/**
 * Blocks small enough that two are typed at the same time. Steps of the views are not merged into one expression:
 * what several of them use would be worked out by each.
 */
const LANDING = {
  async_insert: 0,
  max_insert_threads: 2,
  max_insert_block_size: 262_144,
  min_insert_block_size_rows: 262_144,
  parallel_view_processing: 1,
  query_plan_merge_expressions: 0,
  format_csv_null_representation: NO_CELL,
}

/** SQL: the records with their numbers, before they are shared out to several threads. */
function numbered({ landed, convert }: LoadPlan): string {
  const type = (fallback: string | undefined) => (fallback === undefined ? 'String' : 'Nullable(String)')
  const cells = landed.map(({ name, field = name, default: fallback }) =>
    fallback === undefined ? `${field} AS ${name}` : `ifNull(${field}, ${literal(fallback)}) AS ${name}`,
  )
  const structure = landed.map(({ name, field = name, default: fallback }) => `${field} ${type(fallback)}`)
  if (convert) structure.push('line UInt64')
  const line = convert ? 'line' : 'rowNumberInAllBlocks() + 1 AS line'
  return `SELECT ${cells.join(', ')}, ${line} FROM input(${literal(structure.join(', '))})`
}

const signalOf = (options: IngestOptions) => (options.signal ? { signal: options.signal } : {})
