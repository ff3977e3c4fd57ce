import { z } from 'zod'
import type { LoadPlan } from '../sources/source'
import type { Warehouse } from '../warehouse/warehouse'
import type { LoadConstants } from './event-columns-sql'
import {
  GOOD,
  customersSelect,
  eventsOf,
  landedEvents,
  leftEmpty,
  problemsSelect,
  typedSelect,
} from './load-selects'

const PREFIX = 'load_'
const EVENTS_ORDER = 'ORDER BY (bucket, entity_id, customer_id, invoice_id, occurred_on)'

/** Tables of one load, dropped at its end. */
export interface LoadTables {
  /** whether all of it is small: then its tables are filled one after the other instead of by views */
  small: boolean
  /** SQL: the engine of tables that need no order */
  engine: string
  /** what the bytes are inserted into; holds nothing, feeds the others */
  rows: string
  typed: string
  events: string
  numbered: string
  kept: string
  /** the texts of records as they landed: of all, or of those that were rejected */
  cells: string
  /** the number of the last record of each block */
  ends: string
  problems: string
  customers: string
  verdicts: string
  /** further rows of an event that was gathered from several: row and the row it is counted for */
  members: string
  view(name: string): string
}

/** @param size `text` is small and stands in memory; `records` is small as it came, not perhaps as it turns out */
export function tablesOf(
  warehouse: Warehouse,
  batchId: string,
  size: 'text' | 'records' | 'large',
): LoadTables {
  const base = `${warehouse.database}.${PREFIX}${batchId.replace(/-/g, '')}`
  const table = (name: string) => `${base}_${name}`
  return {
    small: size !== 'large',
    engine: size === 'text' ? 'Memory' : 'MergeTree ORDER BY tuple()',
    rows: table('rows'),
    typed: table('typed'),
    events: table('events'),
    numbered: table('numbered'),
    kept: table('kept'),
    cells: table('cells'),
    ends: table('ends'),
    problems: table('problems'),
    customers: table('customers'),
    verdicts: table('verdicts'),
    members: table('members'),
    view: (name) => table(`view_${name}`),
  }
}

/**
 * Creates the chain of a load: rows → typed → events, problems and customers. Views pass each block on as it comes,
 * so that a file is parsed, typed and written once and nothing is kept that is not needed.
 * @param texts whether the texts of all records are kept
 */
export async function createChain(
  warehouse: Warehouse,
  tables: LoadTables,
  plan: LoadPlan,
  load: LoadConstants,
  texts: boolean,
): Promise<void> {
  const run = (sql: string) => warehouse.command({ name: 'load-create', sql })
  const { rows, ends, cells, customers, engine } = tables
  const made = [
    landingTable(rows, plan, 'Null'),
    typedTable(tables, plan, plan.gather ? engine : 'Null'),
    `CREATE TABLE ${ends} (line UInt64) ENGINE = ${engine}`,
    problemsTable(tables),
    ...(texts ? [landingTable(cells, plan, engine)] : []),
    ...(plan.group ? [membersTable(tables)] : []),
    ...(plan.customer
      ? [`CREATE TABLE ${customers} (entity String, customer String, about String) ENGINE = ${engine}`]
      : []),
  ]
  await Promise.all([createEvents(warehouse, tables, plan), ...made.map(run)])
  await Promise.all(
    views(tables, plan, load, texts).map(([name, to, select]) =>
      run(`CREATE MATERIALIZED VIEW ${tables.view(name)} TO ${to} AS ${select}`),
    ),
  )
}

/** The tables of a load without views, which one statement fills: events, or the typed rows where they are gathered. */
export async function createStraight(
  warehouse: Warehouse,
  tables: LoadTables,
  plan: LoadPlan,
): Promise<void> {
  const made = [
    problemsTable(tables),
    ...(plan.gather ? [typedTable(tables, plan, tables.engine)] : []),
    ...(plan.group ? [membersTable(tables)] : []),
  ]
  const run = (sql: string) => warehouse.command({ name: 'load-create', sql })
  await Promise.all([createEvents(warehouse, tables, plan), ...made.map(run)])
}

/** What views would have made of typed rows, made of those that are kept. */
export async function fillFromTyped(warehouse: Warehouse, tables: LoadTables, plan: LoadPlan): Promise<void> {
  const { problems, typed, customers, engine } = tables
  const run = (name: string, sql: string) => warehouse.command({ name, sql })
  await Promise.all([
    run('load-problems', `INSERT INTO ${problems} ${problemsSelect(typed, plan)}`),
    ...(plan.customer
      ? [
          run(
            'load-told',
            `CREATE TABLE ${customers} ENGINE = ${engine} AS ${customersSelect(typed, plan.customer)}`,
          ),
        ]
      : []),
  ])
}

/** A table of events without the columns that the plan leaves empty, see widenEvents. */
async function createEvents(warehouse: Warehouse, tables: LoadTables, plan: LoadPlan): Promise<void> {
  const run = (sql: string) => warehouse.command({ name: 'load-create', sql })
  await run(eventsTable(warehouse, tables, tables.events))
  await run(alterAll(tables.events, Object.keys(leftEmpty(plan)), 'DROP COLUMN'))
}

/**
 * Gives the landed events the columns that they lack. Parts written before stay without them, and the engine knows
 * what is not there to be empty: half of the columns of most files are neither sorted nor written.
 */
export async function widenEvents(warehouse: Warehouse, tables: LoadTables, plan: LoadPlan): Promise<void> {
  const columns = Object.entries(leftEmpty(plan)).map(([name, type]) => `${name} ${type}`)
  await warehouse.command({ name: 'load-widen', sql: alterAll(tables.events, columns, 'ADD COLUMN') })
}

const alterAll = (table: string, columns: string[], what: 'DROP COLUMN' | 'ADD COLUMN'): string =>
  `ALTER TABLE ${table} ${columns.map((column) => `${what} ${column}`).join(', ')}`

function views(
  tables: LoadTables,
  plan: LoadPlan,
  load: LoadConstants,
  texts: boolean,
): [name: string, to: string, select: string][] {
  const list: [string, string, string][] = [
    ['typed', tables.typed, typedSelect(tables.rows, plan)],
    ['ends', tables.ends, `SELECT max(line) AS line FROM ${tables.rows}`],
    ['problems', tables.problems, problemsSelect(tables.typed, plan)],
  ]
  if (texts) list.push(['cells', tables.cells, `SELECT * FROM ${tables.rows}`])
  if (!plan.gather) {
    const columns = landedEvents(plan).join(', ')
    const select = `SELECT ${columns} FROM (${eventsOf(plan, tables.typed, GOOD, load)})`
    list.push(['events', tables.events, select])
  }
  if (plan.customer) list.push(['customers', tables.customers, customersSelect(tables.typed, plan.customer)])
  return list
}

/** The table that bytes land in: text columns as in the file, and the number of the record. */
export function landingTable(table: string, plan: LoadPlan, engine: string): string {
  const columns = plan.landed.map(({ name }) => `${name} String`)
  return `CREATE TABLE ${table} (${columns.join(', ')}, line UInt64) ENGINE = ${engine}`
}

/** A table of the shape of events; where it is none in memory, its parts can be handed over as they are. */
export const eventsTable = (warehouse: Warehouse, { engine }: LoadTables, table: string): string =>
  `CREATE TABLE ${table} AS ${warehouse.database}.events ENGINE = ${engine === 'Memory' ? engine : `MergeTree ${EVENTS_ORDER}`}`

export function typedTable(tables: LoadTables, plan: LoadPlan, engine: string): string {
  const typed = Object.entries(plan.typed).map(([name, [type]]) => `${name} ${type}`)
  return `CREATE TABLE ${tables.typed} (line UInt64, ignored LowCardinality(String), field String, reason LowCardinality(String), fault String, ${typed.join(', ')}) ENGINE = ${engine}`
}

export const problemsTable = ({ problems, engine }: LoadTables): string =>
  `CREATE TABLE ${problems} (line UInt64, ignored LowCardinality(String), field String, reason LowCardinality(String), value String) ENGINE = ${engine}`

export const membersTable = ({ members, engine }: LoadTables): string =>
  `CREATE TABLE ${members} (line UInt64, first UInt64) ENGINE = ${engine}`

/** Drops the tables of a small load, which has no views; those that were never made do no harm. */
export async function dropSmall(warehouse: Warehouse, tables: LoadTables): Promise<void> {
  const { typed, events, numbered, kept, cells, problems, customers, verdicts, members } = tables
  const names = [typed, events, numbered, kept, cells, problems, customers, verdicts, members]
  await warehouse.command({ name: 'load-drop', sql: `DROP TABLE IF EXISTS ${names.join(', ')}` })
}

/** Drops what a load left; without id, what any load left. Views go first. */
export async function dropTables(warehouse: Warehouse, batchId?: string): Promise<void> {
  const start = `${PREFIX}${batchId?.replace(/-/g, '') ?? ''}`
  const left = await warehouse.query({
    name: 'load-tables',
    sql: `SELECT name, engine = 'MaterializedView' AS is_view FROM system.tables WHERE database = {database: String} AND startsWith(name, {start: String}) AND match(name, '^load_[0-9a-f]{32}_') ORDER BY is_view DESC`,
    params: { database: warehouse.database, start },
    row: z.object({ name: z.string(), is_view: z.number() }),
  })
  const views = left.filter((table) => table.is_view)
  for (const group of [views, left.filter((table) => !table.is_view)]) {
    if (group.length === 0) continue
    const names = group.map(({ name }) => `${warehouse.database}.${name}`).join(', ')
    await warehouse.command({ name: 'load-drop', sql: `DROP TABLE IF EXISTS ${names}` })
  }
}
