import { literal } from '../ingest/sql-text'
import { NEAR, SURE } from './confidence'
import type { Scope } from './scope'

const MOST_CUSTOMERS = 12

/** SQL: money in that this run compares and that nothing was settled for yet. */
export const INCOMING =
  'SELECT * FROM matching_waiting WHERE units > 0 AND event_id IN (SELECT event_id FROM matching_live)'

/** One row = one entry that nothing was settled for yet. */
export const WAITING = `SELECT event_id, units, occurred_on, name_key, iban, end_to_end, returned FROM matching_entries
  WHERE fate = 'open' AND event_id NOT IN (SELECT event_id FROM matching_sure)`

/** One row = one invoice with what is still open after the sure matches; money that came back is open again. */
export const LEFT = `SELECT o.customer_id AS customer_id, o.invoice_id AS invoice_id, o.issued_on AS issued_on, o.due_on AS due_on,
    o.units - t.taken AS units, if(t.taken = 0, o.discounted, 0) AS discounted, o.discounted_until AS discounted_until
  FROM matching_open AS o
  LEFT JOIN
  (
    SELECT customer_id, part.1 AS invoice_id, sum(part.2) AS taken FROM matching_sure ARRAY JOIN parts AS part
    WHERE kind = 'payment' AND event_id NOT IN (SELECT payment_id FROM matching_sure WHERE kind = 'rejection')
    GROUP BY customer_id, invoice_id
  ) AS t ON t.customer_id = o.customer_id AND t.invoice_id = o.invoice_id
  WHERE o.units > t.taken
  SETTINGS join_use_nulls = 0`

/** One row = one entry and one customer who may have made it, with why; the likeliest customers of each entry. */
export const linksSql = (
  entries: string,
): string => `SELECT event_id, customer_id, max(likeness) AS name, max(known) AS history, groupArrayArray(refs) AS refs
  FROM
  (
    SELECT event_id, customer_id, toFloat32(0) AS likeness, toUInt8(0) AS known, refs FROM matching_refs WHERE event_id IN (SELECT event_id FROM (${entries}))
    UNION ALL
    SELECT e.event_id, n.customer_id, n.likeness, 0, [] FROM (${entries}) AS e INNER JOIN matching_names AS n ON n.name_key = e.name_key
    UNION ALL
    SELECT e.event_id, h.customer_id, 0, 1, [] FROM (${entries}) AS e
    INNER JOIN (SELECT DISTINCT iban, customer_id FROM matching_history WHERE iban != '') AS h ON h.iban = e.iban
    UNION ALL
    SELECT e.event_id, h.customer_id, 0, 1, [] FROM (${entries}) AS e
    INNER JOIN (SELECT DISTINCT name_key, customer_id FROM matching_history WHERE name_key != '') AS h ON h.name_key = e.name_key
    UNION ALL
    SELECT e.event_id, o.customer_id, 0, 0, [] FROM (${entries}) AS e
    INNER JOIN (SELECT customer_id, units FROM matching_left WHERE units IN (SELECT units FROM matching_left GROUP BY units HAVING count() <= 3)) AS o ON o.units = e.units
  )
  GROUP BY event_id, customer_id
  ORDER BY event_id, notEmpty(refs) DESC, history DESC, name DESC, customer_id
  LIMIT ${MOST_CUSTOMERS} BY event_id`

/** SQL: (event, key) of the proposals that persons declined. */
export const declinedSql = (scope: Scope): string =>
  `SELECT event_id, proposal AS key FROM bank_decisions FINAL WHERE entity_id = ${literal(scope.entityId)} AND kind = 'declined' AND active = 1`

/** SQL: the best proposal of each entry, when it is sure and no other is near. */
export const sureOf = (
  found: string,
): string => `SELECT event_id, kind, customer_id, parts, payment_id, confidence, reasons, key
  FROM
  (
    SELECT *, row_number() OVER ranked AS place, leadInFrame(confidence, 1, 0) OVER (PARTITION BY event_id ORDER BY confidence DESC, key ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS second
    FROM (${found})
    WINDOW ranked AS (PARTITION BY event_id ORDER BY confidence DESC, key)
  )
  WHERE place = 1 AND confidence >= ${SURE} AND second <= confidence - ${NEAR}
    AND event_id NOT IN (SELECT event_id FROM matching_entries WHERE held)`
