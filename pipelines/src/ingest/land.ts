import { z } from 'zod'
import { recordRows } from '../sources/records/record-plan'
import type { LoadPlan, Sample } from '../sources/source'
import type { Warehouse } from '../warehouse/warehouse'
import { toUtf8 } from './decode'
import type { LoadConstants } from './event-columns-sql'
import { IngestError } from './ingest-error'
import type { IngestOptions } from './ingest.contract'
import type { LoadTables } from './load-tables'
import { createChain, gatherEvents, landingTable } from './load-tables'
import { createLanding, spreadSmall } from './small-load'
import { RecordGuard } from './record-guard'
import { literal } from './sql-text'
import type { Opened } from './sample'

interface Landed {
  plan: LoadPlan
  bytes: number
  rows: number
}

/**
 * Brings the bytes of a file into the tables of a load. A file that leaves the order of its dates or its decimal mark
 * open is kept as text first and asked as a whole.
 * @returns the plan that was followed, the bytes read, and how many rows came of them
 */
export async function land(
  warehouse: Warehouse,
  tables: LoadTables,
  opened: Opened,
  plan: LoadPlan,
  load: LoadConstants,
  options: IngestOptions,
): Promise<Landed> {
  if (tables.small) return landSmall(warehouse, tables, opened, plan, load, options)
  if (!plan.undecided) {
    await createChain(warehouse, tables, plan, load)
    const landed = await insertBytes(warehouse, tables.rows, opened, plan, options)
    await gatherEvents(warehouse, tables, plan, load)
    return { plan, ...landed }
  }
  await warehouse.command({
    name: 'load-text',
    sql: landingTable(tables.text, plan, tables.engine),
  })
  const landed = await insertBytes(warehouse, tables.text, opened, plan, options)
  const followed = plan.undecided.decide(await ask(warehouse, tables.text, plan.undecided.questions))
  await createChain(warehouse, tables, followed, load)
  const columns = [...plan.landed.map(({ name }) => name), 'line'].join(', ')
  await warehouse.command({
    name: 'load-from-text',
    sql: `INSERT INTO ${tables.rows} (${columns}) SELECT ${columns} FROM ${tables.text}`,
    settings: LANDING,
    ...signalOf(options),
  })
  await gatherEvents(warehouse, tables, followed, load)
  return { plan: followed, ...landed }
}

async function landSmall(
  warehouse: Warehouse,
  tables: LoadTables,
  opened: Opened,
  plan: LoadPlan,
  load: LoadConstants,
  options: IngestOptions,
): Promise<Landed> {
  await createLanding(warehouse, tables, plan)
  const landed = await insertBytes(warehouse, tables.cells, opened, plan, options)
  const followed = plan.undecided
    ? plan.undecided.decide(await ask(warehouse, tables.cells, plan.undecided.questions))
    : plan
  await spreadSmall(warehouse, tables, followed, load)
  await gatherEvents(warehouse, tables, followed, load)
  return { plan: followed, ...landed }
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

async function insertBytes(
  warehouse: Warehouse,
  table: string,
  opened: Opened,
  plan: LoadPlan,
  options: IngestOptions,
): Promise<Omit<Landed, 'plan'>> {
  const failure: { thrown?: unknown } = {}
  const watched = watch(opened.bytes, options, failure)
  try {
    const { writtenRows } = await warehouse.insert({
      name: 'load-land',
      table,
      columns: [...plan.landed.map(({ name }) => name), 'line'],
      select: numbered(plan),
      format: plan.format,
      body: bodyOf(plan, opened.sample, watched.bytes, failure),
      settings: { ...plan.formatSettings, ...LANDING },
      ...signalOf(options),
    })
    return { bytes: watched.read(), rows: writtenRows }
  } catch (error) {
    throw failure.thrown ?? error
  }
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
  const cells = landed.map(({ name, default: fallback }) =>
    fallback === undefined ? name : `ifNull(${name}, ${literal(fallback)}) AS ${name}`,
  )
  const structure = landed.map(({ name, default: fallback }) => `${name} ${type(fallback)}`)
  if (convert) structure.push('line UInt64')
  const line = convert ? 'line' : 'rowNumberInAllBlocks() + 1 AS line'
  return `SELECT ${cells.join(', ')}, ${line} FROM input(${literal(structure.join(', '))})`
}

/** Bytes as the engine takes them: as they are, in UTF-8, or as rows of the records that they were parted into. */
function bodyOf(
  plan: LoadPlan,
  sample: Sample,
  bytes: AsyncGenerator<Buffer>,
  failure: { thrown?: unknown },
): AsyncGenerator<Buffer | string> {
  if (plan.convert) return keepingFailure(recordRows(plan.convert(bytes)), failure)
  const carriageReturns = sample.text.includes('\r') && !sample.text.includes('\n')
  const guard = new RecordGuard(plan.separator, plan.skipLines, sample.encoding !== 'utf-8')
  return guard.pass(toUtf8(bytes, sample.encoding, carriageReturns))
}

async function* keepingFailure(
  rows: AsyncGenerator<string>,
  failure: { thrown?: unknown },
): AsyncGenerator<string> {
  try {
    yield* rows
  } catch (error) {
    failure.thrown ??= error
    throw error
  }
}

const signalOf = (options: IngestOptions) => (options.signal ? { signal: options.signal } : {})

/** Counts what passes, tells of it, stops when the load is cancelled, and keeps what reading threw. */
function watch(bytes: AsyncIterable<Buffer>, options: IngestOptions, failure: { thrown?: unknown }) {
  let read = 0
  const total = options.bytesTotal === undefined ? {} : { bytesTotal: options.bytesTotal }
  async function* passed(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of bytes) {
        if (options.signal?.aborted) throw cancelled(options.fileName)
        read += chunk.length
        yield chunk
        options.onProgress?.({ phase: 'landing', bytesRead: read, ...total, rows: 0 })
      }
    } catch (error) {
      failure.thrown = error
      throw error
    }
  }
  return { bytes: passed(), read: () => read }
}

export const cancelled = (fileName: string): IngestError =>
  new IngestError('ingest/cancelled', `Loading ${fileName} was cancelled; nothing of it was kept.`)
