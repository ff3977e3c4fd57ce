import { z } from 'zod'
import type { LoadPlan } from '../sources/source'
import type { Warehouse } from '../warehouse/warehouse'
import type { LoadConstants } from './event-columns-sql'
import { eventSelect, writtenColumns } from './event-columns-sql'
import { anyKnown, judge } from './known-events'
import type { LoadTables } from './load-tables'
import { eventsTable } from './load-tables'
import { isOrphan, ownersOf, soughtBy, tellsOf } from './orphans'

const landed = z.object({
  events: z.coerce.number(),
  ids: z.coerce.number(),
  orphans: z.coerce.number(),
})

export interface Kept {
  /** table of the events to be taken over */
  table: string
  /** whether something was left out or changed, so that the verdicts say why */
  judged: boolean
  /** condition on the landed events that wait for their invoice; null when none does */
  orphans: boolean
}

/** Finds out which of the landed events are new. Where all are, the landed table is taken as it is. */
export async function keepNew(
  warehouse: Warehouse,
  tables: LoadTables,
  plan: LoadPlan,
  load: LoadConstants,
): Promise<Kept> {
  const [seen] = await Promise.all([
    askLanded(warehouse, tables),
    ...(plan.customer ? [addCustomers(warehouse, tables, load)] : []),
  ])
  const alone = seen.ids === seen.events
  const halfBad = plan.convert !== undefined && (await anyHalfBad(warehouse, tables))
  if (alone && !halfBad && seen.orphans === 0 && !(await anyKnown(warehouse, tables.events, seen.events))) {
    return { table: tables.events, judged: false, orphans: false }
  }
  const from = alone ? tables.events : await numberEqualOnes(warehouse, tables)
  await judge(warehouse, tables, from, seen.events)
  await warehouse.command({ name: 'load-kept', sql: eventsTable(warehouse, tables, tables.kept) })
  await warehouse.command({ name: 'load-keep', sql: keepSql(tables, from) })
  return { table: tables.kept, judged: true, orphans: seen.orphans > 0 }
}

/** What is known of the events of the records; those of customers are one each, and wait for nothing. */
async function askLanded(warehouse: Warehouse, tables: LoadTables): Promise<z.output<typeof landed>> {
  const [seen = { events: 0, ids: 0, orphans: 0 }] = await warehouse.query({
    name: 'load-landed',
    // Hashes of the ids only: two ids of one hash cost the careful way, nothing else.
    sql: `SELECT count() AS events, uniqExact(cityHash64(event_id)) AS ids,
        countIf(${isOrphan()}) AS orphans FROM ${tables.events} WHERE line > 0`,
    row: landed,
  })
  return seen
}

/** Whether a record of several events has good ones beside bad ones: it is rejected as a whole. */
async function anyHalfBad(warehouse: Warehouse, tables: LoadTables): Promise<boolean> {
  const found = await warehouse.query({
    name: 'load-half-bad',
    sql: `SELECT 1 AS one FROM ${tables.events} WHERE line IN (SELECT line FROM ${tables.problems} WHERE ignored = '') LIMIT 1`,
    row: z.object({ one: z.number() }),
  })
  return found.length > 0
}

/** customer.updated of what the rows say of their customers, once each; line 0, because no row is one. */
async function addCustomers(warehouse: Warehouse, tables: LoadTables, load: LoadConstants): Promise<void> {
  const columns = {
    event_type: `'customer.updated'`,
    event_id: `concat('customer:', entity, ':', customer, ':', hex(cityHash64(about)))`,
    entity_id: 'entity',
    customer_id: 'customer',
    // The rows do not say since when: whatever says so comes later and wins.
    occurred_on: `toDate('1990-01-01')`,
    issued_on: `toDate('1990-01-01')`,
    attributes_text: 'about',
  }
  const distinct = `(SELECT DISTINCT toUInt64(0) AS line, entity, customer, about FROM ${tables.customers})`
  const select = eventSelect(columns, distinct, '1', load)
  const names = writtenColumns.filter((name) => name !== 'line').join(', ')
  await warehouse.command({
    name: 'load-customers',
    sql: `INSERT INTO ${tables.events} (line, ${names}) SELECT line, ${names} FROM (${select})`,
  })
}

/** Events without an id of their own that are equal in every part are different ones: 1st, 2nd, 3rd. */
async function numberEqualOnes(warehouse: Warehouse, tables: LoadTables): Promise<string> {
  const [equal] = await warehouse.query({
    name: 'load-equal-ones',
    sql: `SELECT count() != uniqExact(event_id) AS some FROM ${tables.events} WHERE startsWith(event_id, '~')`,
    row: z.object({ some: z.number() }),
  })
  if (!equal?.some) return tables.events
  const columns = writtenColumns.join(', ')
  const id = `if(startsWith(event_id, '~') AND nth > 1, concat(event_id, ':', toString(nth)), event_id) AS event_id`
  await warehouse.command({ name: 'load-numbered', sql: eventsTable(warehouse, tables, tables.numbered) })
  await warehouse.command({
    name: 'load-number',
    sql: `INSERT INTO ${tables.numbered} (${columns})
      SELECT ${writtenColumns.map((name) => (name === 'event_id' ? id : name)).join(', ')}
      FROM (SELECT *, row_number() OVER (PARTITION BY event_id, version ORDER BY line) AS nth FROM ${tables.events})`,
  })
  return tables.numbered
}

/** What is new, with its customer where the invoice tells him; a row in conflict brings nothing at all. */
function keepSql(tables: LoadTables, from: string): string {
  const verdict = (names: string, kinds: string) =>
    `(SELECT ${names} FROM ${tables.verdicts} WHERE verdict IN (${kinds}))`
  const facts = 'entity_id, invoice_id, payment_id, reminder_id, customer_id, event_type'
  const brings = `(SELECT ${facts} FROM ${from} WHERE customer_id != '' UNION ALL SELECT ${facts} FROM events_current WHERE ${tellsOf(from)})`
  const values = writtenColumns.map((name) => {
    if (name === 'customer_id') return `if(${isOrphan('e.')}, o.owner, e.customer_id) AS customer_id`
    if (name === 'corrects')
      return `toUInt8((e.event_id, e.version) IN ${verdict('event_id, version', `'correction'`)}) AS corrects`
    return `e.${name} AS ${name}`
  })
  return `INSERT INTO ${tables.kept} (${writtenColumns.join(', ')})
SELECT ${values.join(', ')}
FROM ${from} AS e LEFT JOIN (${ownersOf(brings, from)}) AS o ON o.entity_id = e.entity_id AND o.told_by = ${soughtBy('e.')}
WHERE (e.line = 0 OR e.line NOT IN ${verdict('line', `'conflict'`)})
  AND e.line NOT IN (SELECT line FROM ${tables.problems} WHERE ignored = '')
  AND (e.line, e.event_id, e.version) NOT IN ${verdict('line, event_id, version', `'known', 'repeated'`)}`
}
