import { z } from 'zod'
import type { EventColumns, EventPlan, Facts, LoadPlan } from '../sources/source'
import type { Warehouse } from '../warehouse/warehouse'
import type { LoadConstants } from './event-columns-sql'
import { eventSelect, fallbackOf, typedAs, writtenColumns } from './event-columns-sql'
import { firstOf, literal } from './sql-text'

const PREFIX = 'load_'
/** SQL: the texts of a record in the table of cells, as they came. */
export const cellsSql = (plan: LoadPlan): string => `[${plan.landed.map(({ name }) => name).join(', ')}]`
/** number of the problem that a record states itself */
const STATED = 255
export const GOOD = `ignored = '' AND reason = ''`
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
  await run(landingTable(tables.rows, plan, 'Null'))
  await run(typedTable(tables, plan, plan.gather ? tables.engine : 'Null'))
  await run(eventsTable(warehouse, tables, tables.events))
  if (texts) await run(landingTable(tables.cells, plan, tables.engine))
  await run(`CREATE TABLE ${tables.ends} (line UInt64) ENGINE = ${tables.engine}`)
  await run(problemsTable(tables))
  if (plan.group) await run(membersTable(tables))
  for (const [name, to, select] of views(tables, plan, load, texts)) {
    await run(`CREATE MATERIALIZED VIEW ${tables.view(name)} TO ${to} AS ${select}`)
  }
  if (plan.customer) {
    await run(
      `CREATE TABLE ${tables.customers} (entity String, customer String, about String) ENGINE = ${tables.engine}`,
    )
    await run(
      `CREATE MATERIALIZED VIEW ${tables.view('customers')} TO ${tables.customers} AS ${customersSelect(tables, plan.customer)}`,
    )
  }
}

function views(
  tables: LoadTables,
  plan: LoadPlan,
  load: LoadConstants,
  texts: boolean,
): [name: string, to: string, select: string][] {
  const list: [string, string, string][] = [
    ['typed', tables.typed, typedSelect(tables.rows, plan)],
    ['ends', tables.ends, `SELECT max(line) AS line FROM ${tables.rows}`],
    ['problems', tables.problems, problemsSelect(tables, plan)],
  ]
  if (texts) list.push(['cells', tables.cells, `SELECT * FROM ${tables.rows}`])
  if (!plan.gather) list.push(['events', tables.events, eventsOf(plan, tables.typed, GOOD, load)])
  return list
}

export const problemsSelect = (tables: LoadTables, { sieve }: LoadPlan): string =>
  `SELECT line, ignored, field, reason, fault AS value FROM ${tables.typed} WHERE NOT (${GOOD})${sieve ? ` AND ignored != ${literal(sieve.reason)}` : ''}`

export const customersSelect = (
  tables: LoadTables,
  [where, told, attributes]: NonNullable<LoadPlan['customer']>,
): string =>
  `SELECT toString(entity) AS entity, customer, ${attributes} AS about FROM (SELECT DISTINCT entity, customer, ${told} FROM ${tables.typed} WHERE ${GOOD} AND (${where}))`

/** Makes the events that need several records, once all records are there. */
export async function gatherEvents(
  warehouse: Warehouse,
  tables: LoadTables,
  plan: LoadPlan,
  load: LoadConstants,
): Promise<void> {
  if (!plan.gather) return
  if (plan.group) await noteGroups(warehouse, tables, plan.group)
  const facts = plan.facts ? await askFacts(warehouse, plan.facts(tables.typed)) : {}
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
    settings: { max_insert_threads: 2, query_plan_merge_expressions: 0 },
  })
}

async function askFacts(warehouse: Warehouse, sql: string): Promise<Facts> {
  const row = z.record(z.string(), z.unknown())
  const [facts = {}] = await warehouse.query({ name: 'load-facts', sql, row })
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

/** Columns of events that a plan fills. */
export const landedEvents = ({ events }: LoadPlan): string[] => {
  const attributes = events.some(({ columns }) => columns['attributes_text'] !== undefined)
  return writtenColumns.filter((name) => name !== 'attributes' || attributes)
}

/** SQL: the events of good typed rows, as rows of the table of events. */
export function eventsOf(plan: LoadPlan, from: string, where: string, load: LoadConstants): string {
  const [first, ...more] = plan.events
  if (first && more.length === 0) {
    const condition = first.where === '1' ? where : `${where} AND (${first.where})`
    return eventSelect(first.columns, from, condition, load)
  }
  const kinds = plan.events.map((event, kind) => `if(${event.where}, ${kind + 1}, 0)`)
  const spread = `(SELECT *, arrayJoin(arrayFilter(k -> k > 0, [${kinds.join(', ')}])) AS kind_of_event FROM ${from} WHERE ${where})`
  return eventSelect(spreadColumns(plan.events), spread, '1', load)
}

/** One expression a column for all events that a row may become: one view instead of one for each. */
function spreadColumns(events: EventPlan[]): EventColumns {
  const names = new Set(events.flatMap((event) => Object.keys(event.columns)))
  return Object.fromEntries(
    [...names].map((name): [string, string] => {
      const given = events.map(({ columns }) => columns[name] ?? fallbackOf(name))
      const [first = ''] = given
      if (given.every((sql) => sql === first)) return [name, first]
      const cases = given
        .slice(0, -1)
        .map((sql, kind) => `kind_of_event = ${kind + 1}, ${typedAs(name, sql)}`)
      return [name, `multiIf(${cases.join(', ')}, ${typedAs(name, given.at(-1) ?? '')})`]
    }),
  )
}

/** Each step in a query of its own: an alias used twice would be written out, and worked out, at each use. */
export function typedSelect(from: string, plan: LoadPlan): string {
  const shared = Object.entries(plan.shared).map(([name, sql]) => `, ${sql} AS ${name}`)
  const typed = Object.entries(plan.typed).map(
    ([name, [type, sql]]) => `, CAST(${sql}, ${literal(type)}) AS ${name}`,
  )
  const first = `(SELECT *${shared.join('')} FROM ${sievedSql(from, plan)})`
  const second = `(SELECT *${typed.join('')} FROM ${first})`
  const names = Object.keys(plan.typed).join(', ')
  // The number of the check that fails is all that good records pay for.
  const { stated } = plan
  const number = firstOf(
    [
      ...(stated ? [[`${stated.reason} != ''`, `toUInt8(${STATED})`] as [string, string]] : []),
      ...plan.checks.map(([condition], at): [string, string] => [condition, `toUInt8(${at + 1})`]),
    ],
    'toUInt8(0)',
  )
  const told = (part: 1 | 2, own: string | undefined) => {
    const texts = `arrayElement([${plan.checks.map((check) => literal(check[part])).join(', ')}], problem)`
    return own ? `if(problem = ${STATED}, ${own}, ${texts})` : texts
  }
  const fault = firstOf(
    [
      ...(stated ? [[`problem = ${STATED}`, stated.value] as [string, string]] : []),
      ...plan.checks.map(([, , , value], at): [string, string] => [`problem = ${at + 1}`, value]),
    ],
    `''`,
  )
  const third = `(SELECT *, ${plan.ignored} AS ignored, ${number} AS problem FROM ${second})`
  const unless = (sql: string) => `if(problem = 0, '', ${sql})`
  return `SELECT line, ignored, ${unless(told(1, stated?.field))} AS field, ${unless(told(2, stated?.reason))} AS reason, ${unless(fault)} AS fault, ${names} FROM ${third}`
}

function sievedSql(from: string, { parted, sieve }: LoadPlan): string {
  const parts = Object.entries(parted ?? {}).map(([name, sql]) => `, ${sql} AS ${name}`)
  const all = parts.length > 0 ? `(SELECT *${parts.join('')} FROM ${from})` : from
  return sieve ? `(SELECT * FROM ${all} WHERE NOT (${sieve.dropped}))` : all
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
