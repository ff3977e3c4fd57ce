import { z } from 'zod'
import type { Facts, LoadPlan } from '../sources/source'
import type { Warehouse } from '../warehouse/warehouse'
import type { LoadConstants } from './event-columns-sql'
import { GOOD, eventsOf, landedEvents } from './load-selects'
import type { LoadTables } from './load-tables'
import { literal } from './sql-text'

/** Makes the events that need several records, once all records are there. @param known what was asked already */
export async function gatherEvents(
  warehouse: Warehouse,
  tables: LoadTables,
  plan: LoadPlan,
  load: LoadConstants,
  known?: Facts,
): Promise<void> {
  if (!plan.gather) return
  if (plan.group) await noteGroups(warehouse, tables, plan.group)
  const facts = known ?? (await askFacts(warehouse, tables, plan))
  if (plan.leftOut) await leaveOut(warehouse, tables, plan.leftOut, facts)
  const some = plan.leftOut !== undefined || plan.group?.whole === true
  const whole = some ? `${GOOD} AND line NOT IN (SELECT line FROM ${tables.problems})` : GOOD
  const good = `(SELECT * FROM ${tables.typed} WHERE ${whole})`
  const select = eventsOf(plan, `(${plan.gather(good, tables.typed, facts)})`, '1', load)
  const columns = landedEvents(plan).join(', ')
  await warehouse.command({
    name: 'load-gather',
    sql: `INSERT INTO ${tables.events} (${columns}) SELECT ${columns} FROM (${select})`,
    params: facts,
    // see the settings of landing
    settings: {
      max_insert_threads: 2,
      min_insert_block_size_rows: 131_072,
      min_insert_block_size_bytes: 0,
      query_plan_merge_expressions: 0,
    },
  })
}

/** What the plan wants to know of all records. */
export async function askFacts(warehouse: Warehouse, { typed }: LoadTables, plan: LoadPlan): Promise<Facts> {
  if (!plan.facts) return {}
  const row = z.record(z.string(), z.unknown())
  const [facts = {}] = await warehouse.query({ name: 'load-facts', sql: plan.facts(typed), row })
  return facts
}

async function leaveOut(
  warehouse: Warehouse,
  tables: LoadTables,
  [lines, reason]: NonNullable<LoadPlan['leftOut']>,
  facts: Facts,
): Promise<void> {
  const select = lines(tables.typed, facts)
  if (select === null) return
  await warehouse.command({
    name: 'load-leave-out',
    sql: `INSERT INTO ${tables.problems} SELECT line, ${literal(reason)}, '', '', '' FROM (${select})`,
    params: facts,
  })
}

/** Which rows stand for one event; where one of them is rejected, an event of the others would tell half of it. */
async function noteGroups(
  warehouse: Warehouse,
  tables: LoadTables,
  { key, whole }: NonNullable<LoadPlan['group']>,
): Promise<void> {
  const run = (name: string, sql: string) => warehouse.command({ name, sql })
  const bad = `(SELECT cityHash64(${key}) FROM ${tables.typed} WHERE ignored = '' AND reason != '')`
  const falls = `cityHash64(${key}) IN ${bad}`
  if (whole) {
    await run(
      'load-siblings',
      `INSERT INTO ${tables.problems} SELECT line, '', '', 'sibling_rejected', '' FROM ${tables.typed} WHERE ${GOOD} AND ${falls}`,
    )
  }
  await run(
    'load-members',
    `INSERT INTO ${tables.members} SELECT line, first FROM (
      SELECT line, min(line) OVER (PARTITION BY cityHash64(${key})) AS first
      FROM ${tables.typed} WHERE ${GOOD}${whole ? ` AND NOT (${falls})` : ''}) WHERE line != first`,
  )
}
