import { z } from 'zod'
import { analystTables } from '../engine/analyst'
import { literal } from '../ingest/sql-text'
import { quoteColumns } from './names'
import { localDatabase, shardedTables } from './shards'
import type { Warehouse } from './warehouse'

/** For a GrowthBook server on this ClickHouse, under the names that it knows. */
const FOR_GROWTHBOOK = ['growthbook_assignments', 'growthbook_receipts']

const table = z.object({
  name: z.string(),
  comment: z.string(),
  /** of a view */
  definition: z.string(),
  /** ' FINAL' where the newest row of a key counts: a view takes the word of a statement, and does nothing with it */
  newest: z.string(),
  columns: z.array(z.tuple([z.string(), z.string(), z.string()])),
})
const TABLES = `SELECT t.name AS name, t.comment AS comment, t.as_select AS definition,
    if(name IN (SELECT name FROM system.tables WHERE database = {local: String} AND engine LIKE 'Replacing%'), ' FINAL', '') AS newest,
    arrayMap(c -> (c.2, c.3, c.4), arraySort(groupArray((c.position, c.name, c.type, c.comment)))) AS columns
  FROM system.columns AS c INNER JOIN system.tables AS t ON t.database = c.database AND t.name = c.table
  WHERE c.database = {database: String} AND c.table IN ({tables: Array(String)}) AND c.default_kind NOT IN ('MATERIALIZED', 'ALIAS')
  GROUP BY name, comment, definition`

/**
 * What people read with SQL on a cluster, under the names of one server. Each is a view that gathers the rows of all
 * shards which the person may see; whatever the statement makes of them is then done in one place, as on one server.
 * So no join, no IN and no aggregate of people is ever parted among shards.
 */
export async function createPeopleViews(warehouse: Warehouse): Promise<void> {
  // Quoted, it is not taken for the database above the shards.
  const people = `\`${warehouse.peopleDatabase}\``
  await warehouse.command({ name: 'migrate-people', sql: `CREATE DATABASE IF NOT EXISTS ${people}` })
  const tables = await warehouse.query({
    name: 'migrate-people-tables',
    sql: TABLES,
    params: {
      database: warehouse.database,
      local: localDatabase(warehouse.peopleDatabase),
      tables: [...analystTables, ...FOR_GROWTHBOOK],
    },
    row: table,
  })
  for (const { name, comment, definition, newest, columns } of tables) {
    const typed = columns.map(
      ([column, type, text]) => `${quoteColumns([column])} ${type} COMMENT ${literal(text)}`,
    )
    const read = `SELECT ${quoteColumns(columns.map(([column]) => column))} FROM \`${warehouse.database}\`.${name}${newest}`
    const body = name === 'data_days' ? dataDays(warehouse, definition) : read
    const sql = `CREATE OR REPLACE VIEW ${people}.${name} (${typed.join(', ')}) ${rightsOf(name)} AS ${body} COMMENT ${literal(comment)}`
    await warehouse.command({ name: 'migrate-people-view', sql })
  }
}

/** Shards filter rows themselves; what stands on the first server is filtered there, before anything else sees it. */
const rightsOf = (name: string): string =>
  name in shardedTables || ['events_current', 'invoice_flows', 'data_days', ...FOR_GROWTHBOOK].includes(name)
    ? 'DEFINER = CURRENT_USER SQL SECURITY DEFINER'
    : 'SQL SECURITY INVOKER'

/** The days of one creditor depend on which others there are: that much of them it may know, and shows none of it. */
const dataDays = ({ database }: Warehouse, definition: string): string =>
  definition.replaceAll(`${database}.kpi_totals`, `${database}.known_entities`)
