import { z } from 'zod'
import type { LoadPlan } from '../sources/source'
import type { Warehouse } from '../warehouse/warehouse'
import { WarehouseError } from '../warehouse/warehouse-error'
import type { LoadConstants } from './event-columns-sql'
import { GOOD, customersSelect, eventsOf, landedEvents, problemsSelect, typedSelect } from './load-selects'
import type { LoadTables } from './load-tables'
import { eventsTable, landingTable, membersTable, problemsTable, typedTable } from './load-tables'

/** The table that the bytes of a small load go to: it keeps them, so that nothing else needs to. */
export const createLanding = (warehouse: Warehouse, tables: LoadTables, plan: LoadPlan): Promise<void> =>
  warehouse.command({ name: 'load-create', sql: landingTable(tables.cells, plan, tables.engine) })

/**
 * Spreads what has landed of a small load, one statement a table. Views would do the same in one go, but each is
 * planned when it is created and once more when it is fed: for few rows that takes many times as long as all the rest.
 */
export async function spreadSmall(
  warehouse: Warehouse,
  tables: LoadTables,
  plan: LoadPlan,
  load: LoadConstants,
): Promise<void> {
  const run = (name: string, sql: string) => warehouse.command({ name, sql })
  await run('load-create', typedTable(tables, plan, tables.engine))
  await run('load-typed', `INSERT INTO ${tables.typed} ${typedSelect(tables.cells, plan)}`)
  await run('load-create', problemsTable(tables))
  await run('load-problems', `INSERT INTO ${tables.problems} ${problemsSelect(tables.typed, plan)}`)
  await run('load-create', eventsTable(warehouse, tables, tables.events))
  if (plan.group) await run('load-create', membersTable(tables))
  if (!plan.gather) {
    const columns = landedEvents(plan).join(', ')
    const select = eventsOf(plan, tables.typed, GOOD, load)
    await run('load-events', `INSERT INTO ${tables.events} (${columns}) SELECT ${columns} FROM (${select})`)
  }
  if (plan.customer) {
    await run(
      'load-create',
      `CREATE TABLE ${tables.customers} ENGINE = ${tables.engine} AS ${customersSelect(tables.typed, plan.customer)}`,
    )
  }
}

/**
 * Tables in memory are empty after a restart of the engine, and a step that reads them would not notice. All of them
 * go together: where the bytes still stand, nothing was missed since they came.
 * @throws WarehouseError `warehouse/unavailable`
 */
export async function stillThere(warehouse: Warehouse, { engine, cells }: LoadTables): Promise<void> {
  if (engine !== 'Memory') return
  const found = await warehouse.query({
    name: 'load-still-there',
    sql: `SELECT 1 AS one FROM ${cells} LIMIT 1`,
    row: z.object({ one: z.number() }),
  })
  if (found.length > 0) return
  throw new WarehouseError(
    'warehouse/unavailable',
    'load-still-there',
    null,
    'the engine restarted during the load',
  )
}
