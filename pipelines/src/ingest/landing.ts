import { z } from 'zod'
import type { IgnoredReason } from '../events/reason-codes'
import type { Facts, LoadPlan } from '../sources/source'
import type { Warehouse } from '../warehouse/warehouse'
import type { LoadConstants } from './event-columns-sql'
import { gatherEvents } from './gather-events'
import type { IngestOptions } from './ingest.contract'
import type { Input } from './landing-input'
import type { LoadTables } from './load-tables'
import { widenEvents } from './load-tables'
import type { Rereadable } from './rereadable'
import { literal } from './sql-text'

/** A load whose bytes are on their way into its tables. */
export interface Landing {
  warehouse: Warehouse
  tables: LoadTables
  load: LoadConstants
  options: IngestOptions
  input: Input
}

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
 * Does what can be done only when all records are there.
 * @param records how many there are, where it is known
 * @param facts what the plan wants to know of them, where it was asked
 */
export async function completeLanding(
  { warehouse, tables, load, input }: Landing,
  plan: LoadPlan,
  rows: number,
  records?: number,
  facts?: Facts,
): Promise<Landed> {
  await gatherEvents(warehouse, tables, plan, load, facts)
  if (!tables.small) await widenEvents(warehouse, tables, plan)
  const read = records ?? (await countRecords(warehouse, tables))
  const sieved = plan.sieve?.reason ?? null
  return { plan, bytes: input.read(), rows, read, sieved, again: input.again }
}

async function countRecords(warehouse: Warehouse, tables: LoadTables): Promise<number> {
  const [records] = await warehouse.query({
    name: 'load-count-records',
    sql: `SELECT max(line) AS n FROM ${tables.small ? tables.cells : tables.ends}`,
    row: z.object({ n: z.coerce.number() }),
  })
  return records?.n ?? 0
}

/** Where the bytes of a file go, and what becomes of its records before. */
export interface Target {
  table: string
  columns: string[]
  select: string
}

/** The table of what landed, as it landed. */
export const asLanded = (table: string, plan: LoadPlan): Target => ({
  table,
  columns: landedColumns(plan),
  select: numbered(plan),
})

/** Inserts a file. @param body its bytes, where they are not read as usual */
export async function insertBytes(
  { warehouse, options, input }: Landing,
  target: Target,
  plan: LoadPlan,
  body: AsyncGenerator<Buffer | string> = input.body(),
): Promise<{ writtenRows: number; readRows: number }> {
  try {
    return await warehouse.insert({
      name: 'load-land',
      ...target,
      format: plan.format,
      body,
      settings: { ...plan.formatSettings, ...LANDING },
      ...signalOf(options),
    })
  } catch (error) {
    throw input.failure.thrown ?? error
  }
}

export const landedColumns = ({ landed: columns }: LoadPlan): string[] => [
  ...columns.map(({ name }) => name),
  'line',
]

/** Stands for a cell that the record does not have. */
export const NO_CELL = '\\x03'

/**
 * Blocks small enough that two are typed, sorted and written at the same time, read in pieces small enough that nobody
 * waits for the first. Steps of the views are not merged into one expression: what several of them use would be worked
 * out by each.
 */
export const LANDING = {
  async_insert: 0,
  max_insert_threads: 2,
  // it would look for the ends of records first, which costs more than the other threads save
  input_format_parallel_parsing: 0,
  max_insert_block_size: 32_768,
  min_insert_block_size_rows: 262_144,
  // see spread
  join_algorithm: 'parallel_hash',
  parallel_view_processing: 1,
  query_plan_merge_expressions: 0,
  format_csv_null_representation: NO_CELL,
}

/** SQL: the records with their numbers, before they are shared out to several threads. */
export function numbered({ landed, convert }: LoadPlan): string {
  const type = (fallback: string | undefined) => (fallback === undefined ? 'String' : 'Nullable(String)')
  const cells = landed.map(({ name, field = name, default: fallback }) =>
    fallback === undefined ? `${field} AS ${name}` : `ifNull(${field}, ${literal(fallback)}) AS ${name}`,
  )
  const structure = landed.map(({ name, field = name, default: fallback }) => `${field} ${type(fallback)}`)
  if (convert) structure.push('line UInt64')
  const line = convert ? 'line' : 'rowNumberInAllBlocks() + 1 AS line'
  return `SELECT ${cells.join(', ')}, ${line} FROM input(${literal(structure.join(', '))})`
}

/**
 * SQL: numbered records, handed to all threads. Numbering takes one, which would do all that follows as well: only
 * some steps hand rows on to others, such as a join, here with nothing.
 */
export const spread = (records: string): string =>
  `(SELECT r.* FROM (${records}) AS r LEFT ANY JOIN (SELECT materialize(toUInt64(0)) AS nobody WHERE 0) AS o ON r.line = o.nobody)`

export const signalOf = (options: IngestOptions) => (options.signal ? { signal: options.signal } : {})
