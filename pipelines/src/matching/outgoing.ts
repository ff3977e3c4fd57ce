import { z } from 'zod'
import { literal } from '../ingest/sql-text'
import { MATCHING } from '../sources/matching'
import type { Warehouse } from '../warehouse/warehouse'
import { declinedSql, linksSql, sureOf } from './links-sql'
import type { Scope } from './scope'

/** Money comes back within this many days: direct debits up to thirteen months. */
const MOST_DAYS = 400

const OUTGOING = `SELECT event_id, -units AS units, occurred_on, name_key, iban, end_to_end, returned FROM matching_waiting
  WHERE matching_waiting.units < 0`

const KEY = (...parts: string[]): string =>
  `substring(lower(hex(SHA256(concat(${parts.join(`, '|', `)})))), 1, 24)`

/**
 * One row = one payment that may have come back: sure ones of this run, those of persons, and those that other
 * sources told of; not what a person or another source has returned already.
 */
const payments = ({ entityId, currency }: Scope): string => {
  const returned = `SELECT payment_id FROM events_current WHERE entity_id = ${literal(entityId)} AND event_type = 'payment.rejected'
    AND event_id NOT IN (SELECT event_id FROM matching_entries WHERE fate = 'open')`
  return `SELECT * FROM
    (
      SELECT e.event_id AS payment_id, s.customer_id AS customer_id, e.units AS units, e.occurred_on AS paid_on, e.name_key AS name_key, e.iban AS iban,
        e.end_to_end AS end_to_end, s.parts AS parts
      FROM matching_sure AS s INNER JOIN matching_entries AS e ON e.event_id = s.event_id WHERE s.kind = 'payment'
      UNION ALL
      SELECT event_id, now_customer, units, occurred_on, name_key, iban, end_to_end, now_parts
      FROM matching_entries WHERE fate = 'person' AND now_type = 'payment.received'
      UNION ALL
      SELECT if(payment_id = '', event_id, payment_id), customer_id, toInt64(amount * 10000), occurred_on, '', '', upper(payment_id),
        arrayMap(a -> (a.1, toInt64(a.2 * 10000)), allocations)
      FROM events_current
      WHERE entity_id = ${literal(entityId)} AND currency = ${literal(currency)} AND event_type = 'payment.received' AND source != '${MATCHING}'
        AND toInt64(amount * 10000) IN (SELECT units FROM (${OUTGOING}) WHERE returned)
    )
    WHERE payment_id NOT IN (${returned})
      AND payment_id NOT IN (SELECT payment_id FROM matching_sure WHERE kind = 'rejection')`
}

/**
 * One row = one entry of money that came back and one payment that it may be. The reference that travels with a
 * payment is nearly proof; else amount and payer, of which the latest payment before is meant.
 */
const rejectionsSql = (scope: Scope): string => `SELECT event_id, 'rejection' AS kind, customer_id,
    if(units = arraySum(parts.2), parts, []) AS parts, payment_id,
    round(multiIf(by_reference, 0.99, latest = 1, 0.96, 0.85), 4) AS confidence,
    arrayConcat(['returned', 'amount'], if(by_reference, ['end_to_end'], []), if(by_account, ['history'], []), if(by_name, ['name'], [])) AS reasons,
    ${KEY(`'rejection'`, 'customer_id', 'payment_id')} AS key
  FROM
  (
    SELECT *, row_number() OVER (PARTITION BY event_id ORDER BY by_reference DESC, paid_on DESC, payment_id) AS latest
    FROM
    (
      SELECT e.event_id AS event_id, e.units AS units, p.customer_id AS customer_id, p.payment_id AS payment_id, p.paid_on AS paid_on, p.parts AS parts,
        e.end_to_end != '' AND e.end_to_end = p.end_to_end AS by_reference,
        e.iban != '' AND e.iban = p.iban AS by_account,
        (e.name_key != '' AND e.name_key = p.name_key) OR (e.event_id, p.customer_id) IN (SELECT event_id, customer_id FROM (${linksSql(`SELECT * FROM (${OUTGOING}) WHERE returned`)}) WHERE name >= 0.85 OR history = 1) AS by_name
      FROM (SELECT * FROM (${OUTGOING}) WHERE returned) AS e
      INNER JOIN (${payments(scope)}) AS p ON p.units = e.units
      WHERE p.paid_on <= e.occurred_on AND e.occurred_on - p.paid_on <= ${MOST_DAYS}
    )
    WHERE by_reference OR by_account OR by_name
  )
  WHERE latest <= 3`

/** One row = one entry of money out and one customer who may have got it back. */
const refundsSql = (): string => {
  const entries = `SELECT * FROM (${OUTGOING}) WHERE NOT returned`
  return `SELECT l.event_id AS event_id, 'refund' AS kind, l.customer_id AS customer_id, CAST([], 'Array(Tuple(invoice_id String, units Int64))') AS parts, '' AS payment_id,
      multiIf(a.units < e.units, 0.6, a.units = e.units AND (l.name >= 0.95 OR l.history = 1), 0.97, 0.85) AS confidence,
      arrayConcat([if(a.units < e.units, 'refund_unexplained', 'refund_explained')], if(l.history = 1, ['history'], []),
        if(l.name >= 0.95, ['name'], if(l.name > 0, ['similar_name'], []))) AS reasons,
      ${KEY(`'refund'`, 'l.customer_id')} AS key
    FROM (${linksSql(entries)}) AS l
    INNER JOIN (${entries}) AS e ON e.event_id = l.event_id
    LEFT JOIN
    (
      SELECT customer_id, sum(units) AS units FROM
      (
        SELECT customer_id, units FROM matching_account
        UNION ALL
        SELECT s.customer_id, e.units FROM matching_sure AS s INNER JOIN matching_entries AS e ON e.event_id = s.event_id WHERE s.kind = 'refund'
      )
      GROUP BY customer_id
    ) AS a ON a.customer_id = l.customer_id
    WHERE l.name >= 0.85 OR l.history = 1
    SETTINGS join_use_nulls = 0`
}

/** Adds what money out may be to the proposals of the round, and settles the sure ones: each payment comes back once. */
export async function settleOutgoing(warehouse: Warehouse, scope: Scope): Promise<void> {
  const [waiting] = await warehouse.query({
    name: 'matching-outgoing',
    sql: `SELECT count() AS n FROM (${OUTGOING})`,
    row: z.object({ n: z.coerce.number() }),
  })
  if (!waiting?.n) return
  const columns = 'event_id, kind, customer_id, parts, payment_id, confidence, reasons, key'
  for (const [name, select] of [
    ['rejections', rejectionsSql(scope)],
    ['refunds', refundsSql()],
  ] as const) {
    await warehouse.command({
      name: `matching-${name}`,
      sql: `INSERT INTO matching_found (${columns}) SELECT ${columns} FROM (${select}) WHERE (event_id, key) NOT IN (${declinedSql(scope)})`,
    })
  }
  const sure = sureOf(`SELECT * FROM matching_found WHERE kind != 'payment'`)
  await warehouse.command({
    name: 'matching-settle-outgoing',
    sql: `INSERT INTO matching_sure
      SELECT ${columns.replaceAll(/(\w+)/g, 's.$1')} FROM (${sure}) AS s INNER JOIN matching_entries AS e ON e.event_id = s.event_id
      ORDER BY e.occurred_on, s.event_id
      LIMIT 1 BY s.kind, s.customer_id, s.payment_id`,
  })
}
