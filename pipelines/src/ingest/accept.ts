import { z } from 'zod'
import type { LoadPlan } from '../sources/source'
import type { Warehouse } from '../warehouse/warehouse'
import { writtenColumns } from './event-columns-sql'
import type { Kept } from './kept-events'
import type { LoadTables } from './load-tables'
import { keepTexts } from './land'
import type { Landed } from './landing'
import { isOrphan } from './orphans'
import { cellsSql } from './load-selects'
import { literal } from './sql-text'

/** What a load has found, moved to where it belongs. None of it counts before the load is accepted. */
export async function takeOver(
  warehouse: Warehouse,
  tables: LoadTables,
  kept: Kept,
  plan: LoadPlan,
  batchId: string,
): Promise<void> {
  const run = (name: string, sql: string) => warehouse.command({ name, sql, params: { batch: batchId } })
  const columns = writtenColumns.join(', ')
  if (kept.judged) {
    await run(
      'load-repeated',
      `INSERT INTO repeated_events (batch_id, event_id, version, of_batch_id, entity_id)
       SELECT {batch: UUID}, event_id, version, of_batch_id, entity_id FROM ${tables.verdicts} WHERE verdict = 'known'`,
    )
  }
  if (kept.orphans) {
    await run(
      'load-waiting',
      `INSERT INTO waiting_events (${columns}) SELECT ${columns} FROM ${kept.table} WHERE ${isOrphan()}`,
    )
  }
  if (!kept.orphans && tables.engine !== 'Memory' && (await isLocal(warehouse))) {
    // Same shape, so whole parts change hands: nothing is read or written again.
    await run('load-attach', `ALTER TABLE events ATTACH PARTITION tuple() FROM ${kept.table}`)
  } else {
    const where = kept.orphans ? ` WHERE NOT (${isOrphan()})` : ''
    await run('load-insert', `INSERT INTO events (${columns}) SELECT ${columns} FROM ${kept.table}${where}`)
  }
  await addEntities(warehouse, kept.table, plan)
}

/** Rejected rows with their text, cut at 64 KB. */
export async function quarantine(
  warehouse: Warehouse,
  tables: LoadTables,
  kept: Kept,
  landed: Landed,
  batchId: string,
): Promise<void> {
  const { plan } = landed
  const conflicts = kept.judged ? `UNION ALL ${conflictsSql(tables, plan)}` : ''
  const problems = `SELECT line, field, toString(reason) AS reason, value FROM ${tables.problems} WHERE ignored = '' ${conflicts}`
  await keepTexts(warehouse, tables, landed, `SELECT line FROM (${problems})`)
  const marked = `match(cells[1], '^\\x02')`
  await warehouse.command({
    name: 'load-quarantine',
    sql: `INSERT INTO rejected_rows (batch_id, line, field, reason, value, raw, state, mended_raw, revision)
      SELECT {batch: UUID}, p.line, p.field, p.reason, toValidUTF8(substring(p.value, 1, 1000)),
        toValidUTF8(substring(if(${marked}, replaceRegexpOne(cells[1], '^\\x02[a-z_]*\\x02', ''), ${plan.raw}), 1, 65536)),
        'open', '', 1
      FROM (SELECT * FROM (${problems}) LIMIT 1 BY line) AS p INNER JOIN (
        SELECT line, ${cellsSql(plan)} AS cells FROM ${tables.cells} WHERE line IN (SELECT line FROM (${problems})) LIMIT 1 BY line) AS c ON c.line = p.line`,
    params: { batch: batchId },
  })
}

/** SQL: line, field, reason and value of the rows of which an event is known with other content. */
function conflictsSql(tables: LoadTables, plan: LoadPlan): string {
  const conflicts = `SELECT line, min(event_id) AS event_id FROM ${tables.verdicts} WHERE verdict = 'conflict' AND line > 0 GROUP BY line`
  if (!plan.group)
    return `SELECT line, 'event_id' AS field, 'duplicate_conflict' AS reason, event_id AS value FROM (${conflicts})`
  const rows = `SELECT line, line AS first FROM (${conflicts}) UNION ALL SELECT line, first FROM ${tables.members}`
  const ids = `SELECT event_id FROM (${conflicts})`
  const ofEvent = (table: string) =>
    `(SELECT event_id, any(invoice_id) AS number, any(amount) AS amount FROM ${table} WHERE event_id IN (${ids}) GROUP BY event_id)`
  // The number, with both amounts where it is they that differ.
  const value = `if(told.amount = known.amount, told.number, concat(told.number, ': ', toString(told.amount), ' ≠ ', toString(known.amount)))`
  const field = literal(plan.understood.mapping['invoice_id'] ?? 'invoice_id')
  return `SELECT r.line AS line, ${field} AS field, 'invoice_differs' AS reason, ${value} AS value
    FROM (${rows}) AS r INNER JOIN (${conflicts}) AS c ON c.line = r.first
    LEFT JOIN ${ofEvent(tables.events)} AS told ON told.event_id = c.event_id
    LEFT JOIN ${ofEvent('events_current')} AS known ON known.event_id = c.event_id`
}

async function isLocal(warehouse: Warehouse): Promise<boolean> {
  const [row] = await warehouse.query({
    name: 'load-events-engine',
    sql: `SELECT engine FROM system.tables WHERE database = {database: String} AND name = 'events'`,
    params: { database: warehouse.database },
    row: z.object({ engine: z.string() }),
  })
  return row?.engine === 'MergeTree'
}

/** A creditor that nobody has named yet gets a row, called like its id. */
async function addEntities(warehouse: Warehouse, from: string, plan: LoadPlan): Promise<void> {
  await warehouse.command({
    name: 'load-entities',
    sql: `INSERT INTO entities (entity_id, name, currency, time_zone, is_demo, revision)
      SELECT entity_id, entity_id, {currency: String}, {zone: String}, 0, 0 FROM (SELECT DISTINCT entity_id FROM ${from})
      WHERE entity_id != '' AND entity_id NOT IN (SELECT entity_id FROM entities)`,
    params: { currency: plan.currency, zone: plan.timeZone },
  })
}
