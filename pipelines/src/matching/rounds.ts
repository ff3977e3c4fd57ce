import { z } from 'zod'
import type { Warehouse } from '../warehouse/warehouse'
import { proposePayment } from './propose'
import type { OpenInvoice } from './propose'
import { keptRows, paramsOf } from './kept'
import { INCOMING, LEFT, WAITING, declinedSql, linksSql, sureOf } from './links-sql'
import { settleOutgoing } from './outgoing'
import { MOST_COMBINED } from './sums'
import type { Scope } from './scope'

/** Each round settles at least the earliest of the entries that want the same invoice. */
const MOST_ROUNDS = 12
/** An invoice may be dated some days after the bank's entry; a later one is no candidate unless it is named. */
const DAYS_AHEAD = 5
/** A ledger may book a payment some days before or after the bank. */
const SAME_PAYMENT_DAYS = 7

/** One row = one entry beside one customer, as `proposePayment` asks for it. */
const PAIRS = `SELECT l.event_id AS event_id, e.units AS units, l.customer_id AS customer_id, l.name AS name, l.history AS history, a.units AS on_account,
    arrayExists(r -> r.2 = 2 AND NOT has(c.list.3, r.1), l.refs) AS settled,
    arrayExists(d -> abs(d - e.occurred_on) <= ${SAME_PAYMENT_DAYS}, b.days) AS booked,
    -- (due, issued, invoice, units, discounted, until, named)
    arrayMap(i -> (i.1, i.2, i.3, i.4, if(i.6 >= e.occurred_on, i.5, 0), i.6, toUInt8(l.refs[indexOf(l.refs.1, i.3)].2)), c.list) AS marked,
    arrayFilter(i -> i.7 > 0 OR i.2 <= e.occurred_on + ${DAYS_AHEAD}, marked) AS possible,
    toJSONString(arrayMap(i -> (i.3, i.4, i.7, i.5), arraySlice(possible, 1, ${MOST_COMBINED}))) AS oldest,
    toJSONString(arrayMap(i -> (i.3, i.4, i.7, i.5), arrayFilter(i -> i.7 > 0 OR i.4 = e.units, arraySlice(possible, ${MOST_COMBINED + 1})))) AS others
  FROM (${linksSql(INCOMING)}) AS l
  INNER JOIN (${INCOMING}) AS e ON e.event_id = l.event_id
  LEFT JOIN
  (
    SELECT customer_id, arraySort(groupArray((due_on, issued_on, invoice_id, units, discounted, discounted_until))) AS list
    FROM matching_left GROUP BY customer_id
  ) AS c ON c.customer_id = l.customer_id
  LEFT JOIN matching_account AS a ON a.customer_id = l.customer_id
  LEFT JOIN matching_booked AS b ON b.customer_id = l.customer_id AND b.units = e.units
  SETTINGS join_use_nulls = 0`
const SENT =
  'p.event_id AS event_id, units, customer_id, name, history, on_account, settled, booked, oldest, others'

const pairRow = z.object({
  event_id: z.string(),
  units: z.coerce.number(),
  customer_id: z.string(),
  name: z.number(),
  history: z.number(),
  on_account: z.coerce.number(),
  settled: z.number(),
  booked: z.number(),
  oldest: z.string(),
  others: z.string(),
  declined: z.array(z.string()),
})
type Sent = [id: string, units: number | string, named: 0 | 1 | 2, discounted: number | string]

const invoicesOf = (text: string): OpenInvoice[] =>
  (JSON.parse(text) as Sent[]).map(([id, units, named, discounted]) => ({
    id,
    units: Number(units),
    named,
    discounted: Number(discounted),
  }))

/**
 * Matches in rounds: every undecided entry is compared with what is open, the sure ones are settled, and the rest is
 * compared again with what is left, until a round settles none. What depends on order (two entries that want the same
 * invoice) is decided by day and id, so that the same data give the same matches whatever came first.
 * @param part entries that are not compared take the steps of the last run, each in its round
 */
export async function runRounds(warehouse: Warehouse, scope: Scope, part: boolean): Promise<void> {
  const steps = part ? await keptSteps(warehouse, scope) : 0
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    await begin(warehouse)
    await propose(warehouse, scope)
    const before = await settled(warehouse)
    await settle(warehouse, scope, round, part)
    await settleOutgoing(warehouse, scope)
    await warehouse.command({
      name: 'matching-steps-outgoing',
      sql: `INSERT INTO matching_steps SELECT {round: UInt8}, * FROM matching_sure
        WHERE kind != 'payment' AND event_id NOT IN (SELECT event_id FROM matching_steps)`,
      params: { round },
    })
    if ((await settled(warehouse)) === before && round >= steps) return
    await remember(warehouse)
  }
}

/** How many rounds the last run had that settled something. */
async function keptSteps(warehouse: Warehouse, scope: Scope): Promise<number> {
  const [row] = await warehouse.query({
    name: 'matching-kept-steps',
    sql: `SELECT if(count() = 0, 0, max(round) + 1) AS n FROM ${keptRows('steps')}`,
    params: paramsOf(scope),
    row: z.object({ n: z.coerce.number() }),
  })
  return row?.n ?? 0
}

/** The insertion begins with the first proposal: a request that waits too long for its body is dropped. */
async function propose(warehouse: Warehouse, scope: Scope): Promise<void> {
  const found = proposals(warehouse, scope)
  const first = await found.next()
  if (first.done) return
  const start = first.value
  async function* body() {
    yield start
    yield* found
  }
  await warehouse.insert({
    name: 'matching-propose',
    table: `${warehouse.database}.matching_found`,
    format: 'JSONEachRow',
    body: body(),
  })
}

/** What waits and what is open at the beginning of a round. */
async function begin(warehouse: Warehouse): Promise<void> {
  const run = (sql: string) => warehouse.command({ name: 'matching-begin', sql })
  await run('TRUNCATE TABLE matching_found')
  for (const [table, select] of [
    ['matching_waiting', WAITING],
    ['matching_left', LEFT],
  ] as const) {
    await run(`TRUNCATE TABLE ${table}`)
    await run(`INSERT INTO ${table} ${select}`)
  }
}

/** What a person declined is not proposed again. */
async function* proposals(warehouse: Warehouse, scope: Scope): AsyncGenerator<Record<string, unknown>> {
  const rows = warehouse.rows({
    name: 'matching-pairs',
    sql: `SELECT ${SENT}, d.keys AS declined FROM (${PAIRS}) AS p
      LEFT JOIN (SELECT event_id, groupArray(key) AS keys FROM (${declinedSql(scope)}) GROUP BY event_id) AS d ON d.event_id = p.event_id`,
    row: pairRow,
  })
  for await (const row of rows) {
    const found = proposePayment({
      ...row,
      history: row.history === 1,
      settled: row.settled === 1,
      booked: row.booked === 1,
      invoices: [...invoicesOf(row.oldest), ...invoicesOf(row.others)],
    })
    for (const { allocations: parts, ...proposal } of found)
      if (!row.declined.includes(proposal.key)) yield { event_id: row.event_id, ...proposal, parts }
  }
}

const COLUMNS = 'event_id, kind, customer_id, parts, payment_id, confidence, reasons, key'
const REPLAYED = `SELECT ${COLUMNS} FROM ${keptRows('steps')}
  WHERE round = {round: UInt8} AND kind = 'payment' AND event_id NOT IN (SELECT event_id FROM matching_live)
    AND event_id IN (SELECT event_id FROM matching_waiting WHERE units > 0)`

/** Sure ones are settled but those for which an earlier entry has left too little. */
async function settle(warehouse: Warehouse, scope: Scope, round: number, part: boolean): Promise<void> {
  const sure = sureOf('SELECT * FROM matching_found')
  await warehouse.command({
    name: 'matching-steps',
    sql: `INSERT INTO matching_steps SELECT {round: UInt8}, * FROM (${part ? `${sure} UNION ALL ${REPLAYED}` : sure})`,
    params: { ...paramsOf(scope), round },
  })
  await warehouse.command({
    name: 'matching-settle',
    sql: `INSERT INTO matching_sure
      WITH best AS (SELECT ${COLUMNS} FROM matching_steps WHERE round = {round: UInt8})
      SELECT * FROM best WHERE event_id NOT IN
      (
        SELECT s.event_id FROM
        (
          SELECT b.event_id AS event_id, b.customer_id AS customer_id, b.parts.1 AS invoice_id,
            sum(b.parts.2) OVER (PARTITION BY customer_id, invoice_id ORDER BY e.occurred_on, b.event_id) AS upto
          FROM (SELECT event_id, customer_id, parts FROM best ARRAY JOIN parts) AS b
          INNER JOIN matching_entries AS e ON e.event_id = b.event_id
        ) AS s
        INNER JOIN matching_left AS o ON o.customer_id = s.customer_id AND o.invoice_id = s.invoice_id
        WHERE s.upto > o.units
      )`,
    params: { round },
  })
}

async function settled(warehouse: Warehouse): Promise<number> {
  const [row] = await warehouse.query({
    name: 'matching-settled',
    sql: 'SELECT count() AS n FROM matching_sure',
    row: z.object({ n: z.coerce.number() }),
  })
  return row?.n ?? 0
}

/** The accounts and names of sure payments stand for their customers in the next round. */
async function remember(warehouse: Warehouse): Promise<void> {
  await warehouse.command({
    name: 'matching-remember',
    sql: `INSERT INTO matching_history SELECT DISTINCT e.iban, e.name_key, s.customer_id
      FROM matching_sure AS s INNER JOIN matching_entries AS e ON e.event_id = s.event_id
      WHERE s.kind = 'payment' AND (e.iban, e.name_key, s.customer_id) NOT IN (SELECT iban, name_key, customer_id FROM matching_history)`,
  })
}
