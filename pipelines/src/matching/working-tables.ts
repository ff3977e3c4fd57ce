import { literal } from '../ingest/sql-text'
import { MATCHING } from '../sources/matching'
import { LEFT, WAITING } from './links-sql'
import { fingerprintsSql } from './live'
import type { Scope } from './scope'
import type { Warehouse } from '../warehouse/warehouse'
import {
  accountKey,
  isStrong,
  nameBlocks,
  nameKey,
  nameLikeness,
  numberKeys,
  referenceTokens,
} from './text-sql'

/** SQL: ids of the bank entries of a creditor. Entries without customer stand together, so that few rows are read. */
export const entryIds = (entityId: string): string =>
  `SELECT event_id FROM events WHERE bucket = cityHash64('') % 16 AND entity_id = ${literal(entityId)} AND customer_id = ''
   AND event_type = 'bank.entry' AND source != '${MATCHING}'`

const attribute = (name: string): string => `ifNull(toString(attributes.${name}), '')`
/** Payers' banks write this where the payer gave no reference. */
const NO_REFERENCE = `('NOTPROVIDED', 'NOTAPPLICABLE', 'NONREF', 'NONE')`
/** A block of more names than this tells nothing. */
const MOST_IN_BLOCK = 200
const MOST_LIKE = 10
/** A short number that so many invoices have tells nothing. */
const MOST_SHARING = 20

/** Tables of one run, by name; they are made anew and dropped at its end. Amounts in ten-thousandths. */
export const workingTables = [
  'matching_entries',
  'matching_open',
  'matching_numbers',
  'matching_refs',
  'matching_names',
  'matching_history',
  'matching_account',
  'matching_booked',
  'matching_sure',
  'matching_found',
  'matching_waiting',
  'matching_left',
  'matching_now',
  'matching_touched',
  'matching_live',
  'matching_steps',
] as const

const ORDER: Record<(typeof workingTables)[number], string> = {
  matching_entries: 'event_id',
  matching_open: '(customer_id, invoice_id)',
  matching_numbers: 'key',
  matching_refs: 'event_id',
  matching_names: 'name_key',
  matching_history: 'tuple()',
  matching_account: 'customer_id',
  matching_booked: 'customer_id',
  matching_found: 'event_id',
  matching_sure: 'event_id',
  matching_waiting: 'event_id',
  matching_left: 'customer_id',
  matching_now: '(kind, id)',
  matching_touched: '(kind, id)',
  matching_live: 'event_id',
  matching_steps: '(round, event_id)',
}

/** One row = one entry: what it says, what it counts as now, and whether a person has decided. */
const entriesSql = (scope: Scope): string => {
  const entity = literal(scope.entityId)
  const decided = (kind: string) =>
    `(SELECT event_id FROM bank_decisions FINAL WHERE entity_id = ${entity} AND kind = '${kind}' AND active = 1)`
  const undone = `(SELECT event_id FROM events WHERE source = '${MATCHING}' AND batch_id IN (SELECT batch_id FROM loads FINAL WHERE state = 'undone'))`
  const inner = `SELECT event_id, version, event_type AS now_type, customer_id AS now_customer, payment_id AS now_payment, occurred_on,
      toInt64(amount * 10000) * if(event_type IN ('payment.rejected', 'payment.refunded'), -1, 1) AS units,
      arrayMap(a -> (a.1, toInt64(a.2 * 10000)), allocations) AS now_parts,
      ${attribute('matched_by')} AS matched_by, ${attribute('counterparty_name')} AS counterparty,
      ${attribute('counterparty_iban')} AS account, ${attribute('remittance')} AS remittance,
      concat(${attribute('document_numbers')}, ' ', ${attribute('structured_references')}, ' ', ${attribute('end_to_end_id')}, ' ', remittance) AS texts,
      upper(${attribute('end_to_end_id')}) AS reference,
      ${attribute('return_reason')} != '' OR ${attribute('is_reversal')} = 'true' AS returned
    FROM events_current
    WHERE entity_id = ${entity} AND currency = ${literal(scope.currency)} AND event_id IN (${entryIds(scope.entityId)})`
  return `SELECT event_id, version, now_type, now_customer, now_payment, now_parts, occurred_on, units, returned,
      ${nameKey(`if(counterparty != '', counterparty, remittance)`)} AS name_key, ${accountKey('account')} AS iban,
      if(reference IN ${NO_REFERENCE}, '', reference) AS end_to_end,
      if(fate = 'open' AND units > 0, ${referenceTokens('texts')}, []) AS tokens,
      multiIf(event_id IN ${decided('ignored')}, 'ignored', matched_by = 'person', 'person', units = 0, 'empty', 'open') AS fate,
      event_id IN ${decided('held')} OR event_id IN ${undone} AS held
    FROM (${inner})`
}

/** One row = one invoice with what would be open if nothing had been matched without a person. */
const openSql = ({ entityId, currency }: Scope): string => {
  const scope = `entity_id = ${literal(entityId)} AND currency = ${literal(currency)}`
  const automatic = `SELECT event_id FROM matching_entries WHERE fate = 'open' AND now_type = 'payment.received'`
  const discounts = `SELECT customer_id, invoice_id, any(toFloat64OrZero(${attribute('early_discount.pct')})) AS pct, any(toDateOrZero(${attribute('early_discount.until')})) AS until
    FROM events_current WHERE entity_id = ${literal(entityId)} AND event_type = 'invoice.issued' AND isNotNull(attributes.early_discount.pct)
    GROUP BY customer_id, invoice_id`
  return `SELECT i.customer_id AS customer_id, i.invoice_id AS invoice_id, i.issued_on AS issued_on, i.due_on AS due_on,
      toInt64(10000 * if(g.given = 0, i.open, i.open + g.given - if(empty(i.step_excess), 0, i.step_excess[-1]))) AS units,
      toInt64(round(units * (100 - d.pct) / 10000) * 100) AS discounted, d.until AS discounted_until
    FROM (SELECT customer_id, invoice_id, issued_on, due_on, open, step_excess FROM invoices WHERE ${scope} AND amount > 0) AS i
    LEFT JOIN
    (
      SELECT customer_id, invoice_id, sum(amount) AS given FROM allocations
      WHERE ${scope} AND rejected_on = toDate('2149-06-06') AND payment_id IN (${automatic})
      GROUP BY customer_id, invoice_id
    ) AS g ON g.customer_id = i.customer_id AND g.invoice_id = i.invoice_id
    LEFT JOIN (${discounts}) AS d ON d.customer_id = i.customer_id AND d.invoice_id = i.invoice_id
    WHERE units > 0
    SETTINGS join_use_nulls = 0`
}

/** One row = one way to write the number of an invoice, open or not. */
const numbersSql = ({ entityId, currency }: Scope): string =>
  `SELECT arrayJoin(${numberKeys('invoice_id')}) AS key, customer_id, invoice_id, toUInt8(${isStrong('key')}) AS strong
   FROM invoices WHERE entity_id = ${literal(entityId)} AND currency = ${literal(currency)} AND amount > 0`

/** One row = one entry and one customer whose invoices it names: [(invoice, 2 for a strong number)]. */
const refsSql = (): string =>
  `SELECT event_id, customer_id, arraySort(groupArray((invoice_id, how))) AS refs
   FROM
   (
     SELECT t.event_id AS event_id, n.customer_id AS customer_id, n.invoice_id AS invoice_id, max(toUInt8(1 + n.strong)) AS how
     FROM (SELECT event_id, arrayJoin(tokens) AS token FROM matching_entries WHERE fate = 'open' AND units > 0) AS t
     INNER JOIN
     (
       SELECT key, customer_id, invoice_id, strong FROM matching_numbers
       WHERE strong = 1 OR key IN (SELECT key FROM matching_numbers GROUP BY key HAVING count() <= ${MOST_SHARING})
     ) AS n ON n.key = t.token
     GROUP BY event_id, customer_id, invoice_id
   )
   GROUP BY event_id, customer_id`

/** One row = one name of a payer and one customer of a like name. */
const namesSql = ({ entityId }: Scope): string => {
  const asked = `SELECT DISTINCT name_key FROM matching_entries WHERE fate = 'open' AND name_key != ''`
  const known = `SELECT customer_id, ${nameKey('name')} AS key FROM customers WHERE entity_id = ${literal(entityId)} AND name != customer_id AND key != ''`
  const blocks = `SELECT customer_id, key, arrayJoin(${nameBlocks('key')}) AS block FROM (${known})`
  return `SELECT name_key, customer_id, toFloat32(round(${nameLikeness('name_key', 'key')}, 3)) AS likeness
    FROM
    (
      SELECT DISTINCT a.name_key AS name_key, b.customer_id AS customer_id, b.key AS key
      FROM (SELECT name_key, arrayJoin(${nameBlocks('name_key')}) AS block FROM (${asked})) AS a
      INNER JOIN (SELECT * FROM (${blocks}) WHERE block IN (SELECT block FROM (${blocks}) GROUP BY block HAVING count() <= ${MOST_IN_BLOCK})) AS b ON b.block = a.block
      UNION DISTINCT
      SELECT a.name_key, k.customer_id, k.key FROM (${asked}) AS a INNER JOIN (${known}) AS k ON k.key = a.name_key
    )
    WHERE likeness >= 0.6
    ORDER BY name_key, likeness DESC, customer_id
    LIMIT ${MOST_LIKE} BY name_key`
}

/** One row = one account or name that stood for a customer: in matches of persons, in what is known of customers. */
const historySql = ({ entityId }: Scope): string =>
  `SELECT iban, name_key, now_customer AS customer_id FROM matching_entries WHERE fate = 'person' AND now_customer != ''
   UNION DISTINCT
   SELECT ${accountKey(attribute('iban'))} AS iban, '' AS name_key, customer_id FROM events_current
   WHERE entity_id = ${literal(entityId)} AND event_type = 'customer.updated' AND isNotNull(attributes.iban) AND iban != ''`

/** One row = what a customer has on account; refunds that were matched without a person are left out. */
const accountSql = ({ entityId, currency }: Scope): string =>
  `SELECT customer_id, sum(units) AS units
   FROM
   (
     SELECT customer_id, toInt64(on_account * 10000) AS units FROM account_flows
     WHERE entity_id = ${literal(entityId)} AND currency = ${literal(currency)}
     UNION ALL
     SELECT now_customer, -units FROM matching_entries WHERE fate = 'open' AND now_type = 'payment.refunded'
   )
   GROUP BY customer_id HAVING units > 0`

/** One row = the days on which other sources tell of payments of one amount of a customer. */
const bookedSql = ({ entityId, currency }: Scope): string =>
  `SELECT customer_id, toInt64(amount * 10000) AS units, groupUniqArray(occurred_on) AS days FROM events_current
   WHERE entity_id = ${literal(entityId)} AND currency = ${literal(currency)} AND event_type = 'payment.received' AND source != '${MATCHING}'
   GROUP BY customer_id, units`

const FOUND = `SELECT '' AS event_id, '' AS kind, '' AS customer_id, CAST([], 'Array(Tuple(invoice_id String, units Int64))') AS parts,
  '' AS payment_id, toFloat64(0) AS confidence, CAST([], 'Array(String)') AS reasons, '' AS key WHERE 0`

/** Fills the working tables of a run. */
export async function prepare(warehouse: Warehouse, scope: Scope): Promise<void> {
  const selects: Record<(typeof workingTables)[number], string> = {
    matching_entries: entriesSql(scope),
    matching_open: openSql(scope),
    matching_numbers: numbersSql(scope),
    matching_refs: refsSql(),
    matching_names: namesSql(scope),
    matching_history: historySql(scope),
    matching_account: accountSql(scope),
    matching_booked: bookedSql(scope),
    matching_found: FOUND,
    matching_sure: FOUND,
    matching_waiting: `SELECT * FROM (${WAITING}) WHERE 0`,
    matching_left: `SELECT * FROM (${LEFT}) WHERE 0`,
    matching_now: fingerprintsSql(scope),
    matching_touched: `SELECT '' AS kind, '' AS id WHERE 0`,
    matching_live: `SELECT '' AS event_id WHERE 0`,
    matching_steps: `SELECT toUInt8(0) AS round, * FROM (${FOUND})`,
  }
  await dropWorkingTables(warehouse)
  for (const table of workingTables) {
    await warehouse.command({
      name: `matching-${table.slice('matching_'.length)}`,
      sql: `CREATE TABLE ${table} ENGINE = MergeTree ORDER BY ${ORDER[table]} AS ${selects[table]}`,
    })
  }
}

/** Back to the beginning of the rounds. */
export async function resetRounds(warehouse: Warehouse, scope: Scope): Promise<void> {
  for (const table of ['matching_sure', 'matching_steps', 'matching_history'])
    await warehouse.command({ name: 'matching-reset', sql: `TRUNCATE TABLE ${table}` })
  await warehouse.command({
    name: 'matching-history',
    sql: `INSERT INTO matching_history ${historySql(scope)}`,
  })
}

export async function dropWorkingTables(warehouse: Warehouse): Promise<void> {
  const names = workingTables.map((table) => `${warehouse.database}.${table}`).join(', ')
  await warehouse.command({ name: 'matching-drop', sql: `DROP TABLE IF EXISTS ${names} SYNC` })
}
