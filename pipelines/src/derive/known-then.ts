import { randomUUID } from 'node:crypto'
import type { Warehouse, WarehouseReader } from '../warehouse/warehouse'
import { bucketCount } from './derive'
import eventsThenSql from './events-then.sql?raw'
import { peculiarities, rounds, statementText } from './statements'
import type { Stage } from './statements'

/** What exposures are derived from, and they themselves. */
const TABLES = ['customers', 'reminders', 'letterings', 'allocations', 'invoices', 'exposures'] as const
const DERIVED_BEFORE = new RegExp(`\\brelance\\.(${TABLES.join('|')})\\b`, 'g')
const ALL = new Set(peculiarities)

/** What names of tables begin with that looks of this process read at the moment. */
const looks = new Set<string>()
export const isLookedAt = (table: string): boolean => [...looks].some((start) => table.startsWith(start))

/**
 * What was known of the customers of an experiment at the end of a day (UTC): the statements that derive exposures run
 * over the events that were recorded by then, into tables of their own. What was undone or erased since is left out.
 * Dearer than reading what is derived already: as much as a load of all events of these customers.
 * @param read gets a reader to which the exposures and the events are those of that day; it ends with the call
 * @throws WarehouseError
 */
export async function asKnownThen<T>(
  warehouse: Warehouse,
  question: { experiment: string; on: string },
  read: (then: WarehouseReader) => Promise<T>,
): Promise<T> {
  const start = `then_${randomUUID().replaceAll('-', '')}_`
  const prefix = `relance.${start}`
  looks.add(start)
  const command = (name: string, sql: string, params: Record<string, unknown> = {}) =>
    warehouse.command({ name, sql, params, settings: { join_use_nulls: 0 } })
  try {
    const order = 'ORDER BY (bucket, entity_id, customer_id, invoice_id, occurred_on)'
    const empty = 'EMPTY AS SELECT *, bucket FROM relance.events'
    await command('then-create', `CREATE TABLE ${prefix}events ENGINE = MergeTree ${order} ${empty}`)
    for (const table of TABLES) {
      const like = `CREATE TABLE ${prefix}${table} AS relance.${table}_stage ENGINE = MergeTree ORDER BY tuple()`
      await command('then-create', like)
    }
    await command(
      'then-events',
      eventsThenSql.replace('{then_events}', () => `${prefix}events`),
      question,
    )
    for (const { table, sql } of rounds.flat(2).filter(isNeeded)) {
      const text = inTables(statementText(sql, 'relance.events_current', ALL), prefix)
        // of an earlier round
        .replaceAll(DERIVED_BEFORE, (_, name: string) => prefix + name)
      await command(`then-${table}`, text, { buckets: Array.from({ length: bucketCount }, (_, n) => n) })
    }
    return await read(reading(warehouse, prefix))
  } finally {
    try {
      for (const table of ['events', ...TABLES])
        await command('then-drop', `DROP TABLE IF EXISTS ${prefix}${table}`)
    } finally {
      looks.delete(start)
    }
  }
}

const isNeeded = ({ table }: Stage) => (TABLES as readonly string[]).includes(table)

const inTables = (sql: string, prefix: string) =>
  sql
    .replaceAll(/\brelance\.(\w+)_stage\b/g, (_, table: string) => prefix + table)
    .replaceAll(/\brelance\.events_current\b/g, () => `${prefix}events`)

/** The same statements read what was known then. */
const reading = (warehouse: Warehouse, prefix: string): WarehouseReader => ({
  query: (query) =>
    warehouse.query({
      ...query,
      sql: inTables(query.sql, prefix).replaceAll(/\brelance\.exposures\b/g, () => `${prefix}exposures`),
    }),
})
