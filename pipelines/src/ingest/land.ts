import { z } from 'zod'
import type { LoadPlan, Undecided } from '../sources/source'
import type { Warehouse } from '../warehouse/warehouse'
import type { LoadConstants } from './event-columns-sql'
import type { IngestOptions } from './ingest.contract'
import { landQuickly } from './land-quickly'
import { asLanded, completeLanding, insertBytes, landedColumns, LANDING, numbered, signalOf } from './landing'
import type { Landed, Landing } from './landing'
import { inputOf } from './landing-input'
import type { LoadTables } from './load-tables'
import { createChain } from './load-tables'
import { createLanding, spreadSmall } from './small-load'
import type { Opened } from './sample'

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
    const { writtenRows } = await insertBytes(landing, asLanded(tables.rows, plan), plan)
    return await completeLanding(landing, plan, writtenRows)
  } catch (error) {
    await input.again?.close()
    throw error
  }
}

async function landSmall(landing: Landing, plan: LoadPlan): Promise<Landed> {
  const { warehouse, tables, load } = landing
  await createLanding(warehouse, tables, plan)
  const { writtenRows } = await insertBytes(landing, asLanded(tables.cells, plan), plan)
  const followed = plan.undecided
    ? plan.undecided.decide(await ask(warehouse, tables.cells, plan.undecided.questions))
    : plan
  await spreadSmall(warehouse, tables, followed, load)
  return completeLanding(landing, followed, writtenRows)
}

async function landAsText(landing: Landing, plan: LoadPlan, undecided: Undecided): Promise<Landed> {
  const { warehouse, tables, load, options } = landing
  await createLanding(warehouse, tables, plan)
  const { writtenRows } = await insertBytes(landing, asLanded(tables.cells, plan), plan)
  const followed = undecided.decide(await ask(warehouse, tables.cells, undecided.questions))
  await createChain(warehouse, tables, followed, load, false)
  const columns = landedColumns(plan).join(', ')
  await warehouse.command({
    name: 'load-from-text',
    sql: `INSERT INTO ${tables.rows} (${columns}) SELECT ${columns} FROM ${tables.cells}`,
    settings: LANDING,
    ...signalOf(options),
  })
  return completeLanding(landing, followed, writtenRows)
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
