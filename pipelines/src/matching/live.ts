import { z } from 'zod'
import type { Warehouse } from '../warehouse/warehouse'
import { keptRows, paramsOf } from './kept'
import { declinedSql } from './links-sql'
import type { Scope } from './scope'

/** Where more than this share of the entries is touched, all are compared: following each change would cost more. */
const MOST_SHARE = 1 / 3

/** SQL: entries that a run compares, however many of them it does compare. */
const OPEN = `SELECT event_id, name_key, iban FROM matching_entries WHERE fate = 'open' AND units > 0`

/** One row = what the matching knows of one entry, or of one customer, as a number. */
export const fingerprintsSql = (scope: Scope): string => `SELECT 'entry' AS kind, e.event_id AS id,
    cityHash64(e.units, e.occurred_on, e.name_key, e.iban, e.held, r.refs, n.near, i.known, k.known, d.keys) AS fingerprint
  FROM (SELECT * FROM matching_entries WHERE fate = 'open' AND units > 0) AS e
  LEFT JOIN (SELECT event_id, arraySort(groupArray((customer_id, refs))) AS refs FROM matching_refs GROUP BY event_id) AS r ON r.event_id = e.event_id
  LEFT JOIN (SELECT name_key, arraySort(groupArray((customer_id, likeness))) AS near FROM matching_names GROUP BY name_key) AS n ON n.name_key = e.name_key
  LEFT JOIN (SELECT iban, arraySort(groupUniqArray(customer_id)) AS known FROM matching_history WHERE iban != '' GROUP BY iban) AS i ON i.iban = e.iban
  LEFT JOIN (SELECT name_key, arraySort(groupUniqArray(customer_id)) AS known FROM matching_history WHERE name_key != '' GROUP BY name_key) AS k ON k.name_key = e.name_key
  LEFT JOIN (SELECT event_id, arraySort(groupArray(key)) AS keys FROM (${declinedSql(scope)}) GROUP BY event_id) AS d ON d.event_id = e.event_id
  UNION ALL
  SELECT 'customer', customer_id, cityHash64(arraySort(groupArray(fact)))
  FROM
  (
    SELECT customer_id, cityHash64('open', invoice_id, issued_on, due_on, units, discounted, discounted_until) AS fact FROM matching_open
    UNION ALL
    SELECT customer_id, cityHash64('account', units) FROM matching_account
    UNION ALL
    SELECT customer_id, cityHash64('booked', units, arraySort(days)) FROM matching_booked
  )
  GROUP BY customer_id
  SETTINGS join_use_nulls = 0`

/** SQL: rows of two lists that are in one of them only. */
const differing = (columns: string, one: string, other: string): string =>
  `SELECT ${columns} FROM (SELECT ${columns} FROM ${one} UNION ALL SELECT ${columns} FROM ${other}) GROUP BY ${columns} HAVING count() = 1`

/** Entries and customers that are not what they were when they were last matched. */
const CHANGED = `SELECT DISTINCT kind, id FROM (${differing('kind, id, fingerprint', 'matching_now', keptRows('inputs'))})`

const touched = (kind: string): string => `(SELECT id FROM matching_touched WHERE kind = '${kind}')`

/** Entries for which something touched speaks: themselves, a customer who may have made them, their account or name. */
const REACHED = `SELECT event_id FROM (${OPEN})
  WHERE event_id IN ${touched('entry')} OR iban IN ${touched('iban')} OR name_key IN ${touched('name')}
     OR event_id IN (SELECT event_id FROM matching_refs WHERE customer_id IN ${touched('customer')})
     OR name_key IN (SELECT name_key FROM matching_names WHERE customer_id IN ${touched('customer')})
     OR (iban != '' AND iban IN (SELECT iban FROM matching_history WHERE customer_id IN ${touched('customer')}))
     OR (name_key != '' AND name_key IN (SELECT name_key FROM matching_history WHERE customer_id IN ${touched('customer')}))`

const STEP = 'round, event_id, key, settled, customer_id, name_key, iban'
const STEPS = `(SELECT s.round AS round, s.event_id AS event_id, s.key AS key, toUInt8(s.event_id IN (SELECT event_id FROM matching_sure)) AS settled,
    s.customer_id AS customer_id, e.name_key AS name_key, e.iban AS iban
  FROM matching_steps AS s INNER JOIN matching_entries AS e ON e.event_id = s.event_id)`

/**
 * What a run has made otherwise than the one before: entries that took other steps, with the customer, the account and
 * the name that they stand for; and entries without any match whose amount an invoice has, or had, that changed.
 */
const SPREAD = `SELECT DISTINCT what.1 AS kind, what.2 AS id
  FROM
  (
    SELECT arrayJoin([('entry', event_id), ('customer', customer_id), ('name', name_key), ('iban', iban)]) AS what
    FROM (${differing(STEP, STEPS, keptRows('steps'))})
    UNION ALL
    SELECT ('entry', event_id) FROM matching_waiting WHERE units > 0 AND units IN
    (
      SELECT units FROM (${differing('customer_id, invoice_id, units', 'matching_left', keptRows('left'))})
      UNION ALL
      SELECT units FROM matching_left WHERE customer_id IN ${touched('customer')}
    )
  )
  WHERE id != ''`

/**
 * Says which entries are to be compared: all, or those for which something has changed since the last run.
 * @returns whether it is but a part of them, which `grow` may have to make larger
 */
export async function findLive(warehouse: Warehouse, scope: Scope, all: boolean): Promise<boolean> {
  if (!all) {
    await add(warehouse, scope, 'touched', CHANGED)
    await add(warehouse, scope, 'live', REACHED)
    const { live, open } = await count(warehouse)
    if (live <= open * MOST_SHARE) return true
  }
  await makeAll(warehouse, scope)
  return false
}

/**
 * After a run of rounds: a comparison whose outcome changed may change that of others. When this finds none, every
 * entry that was not compared has seen round for round what it saw in the last run, and a run of all would say the same.
 * @returns `done`, or what the rounds are to be run with again
 */
export async function grow(warehouse: Warehouse, scope: Scope): Promise<'done' | 'part' | 'all'> {
  const before = await count(warehouse)
  await add(
    warehouse,
    scope,
    'touched',
    `SELECT * FROM (${SPREAD}) WHERE (kind, id) NOT IN (SELECT kind, id FROM matching_touched)`,
  )
  await add(
    warehouse,
    scope,
    'live',
    `SELECT * FROM (${REACHED}) WHERE event_id NOT IN (SELECT event_id FROM matching_live)`,
  )
  const { live, open } = await count(warehouse)
  if (live === before.live) return 'done'
  if (live <= open * MOST_SHARE) return 'part'
  await makeAll(warehouse, scope)
  return 'all'
}

const makeAll = (warehouse: Warehouse, scope: Scope) =>
  add(
    warehouse,
    scope,
    'live',
    `SELECT event_id FROM (${OPEN}) WHERE event_id NOT IN (SELECT event_id FROM matching_live)`,
  )

const add = (warehouse: Warehouse, scope: Scope, table: 'touched' | 'live', select: string) =>
  warehouse.command({
    name: `matching-${table}`,
    sql: `INSERT INTO matching_${table} ${select}`,
    params: paramsOf(scope),
  })

async function count(warehouse: Warehouse): Promise<{ live: number; open: number }> {
  const [row] = await warehouse.query({
    name: 'matching-live-count',
    sql: `SELECT (SELECT count() FROM matching_live) AS live, (SELECT count() FROM (${OPEN})) AS open`,
    row: z.object({ live: z.coerce.number(), open: z.coerce.number() }),
  })
  return row ?? { live: 0, open: 0 }
}
