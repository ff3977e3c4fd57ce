import { z } from 'zod'
import { MATCHING } from '../sources/matching'
import type { Warehouse } from '../warehouse/warehouse'
import type { Counts } from './counts'
import type { Kept } from './kept-events'

/** What a load may count a second time: to be read by a person, since no identity says that it is the same. */
export interface CountedTwice {
  warnings: string[]
  /** kind and number, see `notes` of a load */
  notes: Record<string, number>
}

const MOST_WARNINGS = 5
const VISIBLE = 'batch_id NOT IN (SELECT batch_id FROM hidden_loads)'

/** Formats of one family name a booking alike; those of two do not, nor a statement and a list of notices. */
const BOOKED = `entity_id, ifNull(toString(attributes.account), '') AS account, occurred_on, amount,
  ifNull(toString(attributes.statement_kind), '') AS kind, multiIf(startsWith(kind, 'camt'), 'camt', startsWith(kind, 'mt'), 'mt', kind) AS family`

const coveredSql = (kept: string): string => {
  const own = `SELECT ${BOOKED} FROM ${kept} WHERE event_type = 'bank.entry' AND amount != 0`
  return `SELECT o.account AS account, toString(min(o.occurred_on)) AS first, toString(max(o.occurred_on)) AS last, count() AS entries,
      countIf(arrayExists(b -> b.1 != o.family AND b.3 = o.amount, b.booked)) AS same,
      arrayStringConcat(arraySort(groupUniqArrayArray(arrayMap(b -> b.2, arrayFilter(b -> b.1 != o.family, b.booked)))), ', ') AS kinds
    FROM (${own}) AS o
    INNER JOIN
    (
      SELECT entity_id, account, occurred_on, groupUniqArray((family, kind, amount)) AS booked
      FROM
      (
        SELECT ${BOOKED} FROM events
        WHERE bucket = cityHash64('') % 16 AND customer_id = '' AND event_type = 'bank.entry' AND amount != 0
          AND source != '${MATCHING}' AND ${VISIBLE} AND occurred_on IN (SELECT occurred_on FROM (${own}))
      )
      GROUP BY entity_id, account, occurred_on
    ) AS b ON b.entity_id = o.entity_id AND b.account = o.account AND b.occurred_on = o.occurred_on
    WHERE arrayExists(b -> b.1 != o.family, b.booked)
    GROUP BY o.account ORDER BY entries DESC, account`
}

const invoicesSql = (kept: string): string => {
  const own = `SELECT entity_id, invoice_id, occurred_on, amount, customer_id FROM ${kept} WHERE event_type = 'invoice.issued' AND invoice_id != ''`
  return `SELECT o.source AS source, uniqExact((k.entity_id, k.invoice_id)) AS invoices,
      any(concat(k.invoice_id, ' of ', k.customer_id, ' here, of ', o.customer_id, ' there')) AS one
    FROM (${own}) AS k
    INNER JOIN
    (
      SELECT entity_id, invoice_id, occurred_on, amount, customer_id, source FROM events
      WHERE event_type = 'invoice.issued' AND source != {source: String} AND ${VISIBLE}
        AND invoice_id IN (SELECT invoice_id FROM (${own}))
    ) AS o ON o.entity_id = k.entity_id AND o.invoice_id = k.invoice_id AND o.occurred_on = k.occurred_on AND o.amount = k.amount
    WHERE o.customer_id != k.customer_id
    GROUP BY source ORDER BY source`
}

/**
 * Compares what a load would add with what is there. Bookings of an account on a day that a statement of another format
 * tells of: formats share no reference of a booking, so that one amount on one day may be one payment or two. Invoices
 * that another source gives to another customer, with the same number, day and amount: a ledger names customers by its
 * own accounts, an e-invoice by their register number, and nothing says which is which.
 */
export async function countedTwice(
  warehouse: Warehouse,
  kept: Kept,
  counts: Counts,
  source: string,
): Promise<CountedTwice> {
  const found: CountedTwice = { warnings: [], notes: {} }
  if (source === MATCHING) return found
  if (counts.events['bank.entry']) await addEntries(warehouse, kept, found)
  if (counts.events['invoice.issued']) await addInvoices(warehouse, kept, source, found)
  return found
}

async function addEntries(warehouse: Warehouse, kept: Kept, found: CountedTwice): Promise<void> {
  const rows = await warehouse.query({
    name: 'load-covered',
    sql: coveredSql(kept.table),
    row: z.object({
      account: z.string(),
      first: z.string(),
      last: z.string(),
      entries: z.coerce.number(),
      same: z.coerce.number(),
      kinds: z.string(),
    }),
  })
  for (const { account, first, last, entries, same, kinds } of rows.slice(0, MOST_WARNINGS)) {
    const days = first === last ? first : `${first} to ${last}`
    found.warnings.push(
      `statement_covered: ${account} ${days}: ${entries} entries on days that a ${kinds} file tells of already, ${same} of them with the same amount: they may count twice; take one of the files back`,
    )
  }
  const total = rows.reduce((sum, { entries }) => sum + entries, 0)
  if (total > 0) found.notes['statement_covered'] = total
}

async function addInvoices(
  warehouse: Warehouse,
  kept: Kept,
  source: string,
  found: CountedTwice,
): Promise<void> {
  const others = await warehouse.query({
    name: 'load-other-sources',
    sql: `SELECT 1 AS one FROM loads FINAL WHERE state = 'accepted' AND source != {source: String} AND event_counts['invoice.issued'] > 0 LIMIT 1`,
    params: { source },
    row: z.object({ one: z.number() }),
  })
  if (others.length === 0) return
  const rows = await warehouse.query({
    name: 'load-other-customers',
    sql: invoicesSql(kept.table),
    params: { source },
    row: z.object({ source: z.string(), invoices: z.coerce.number(), one: z.string() }),
  })
  for (const { source: other, invoices, one } of rows) {
    found.warnings.push(
      `invoice_of_another_customer: ${invoices} invoices that ${other} gives to other customers with the same number, day and amount: they count twice; take one of the sources back (${one})`,
    )
  }
  const total = rows.reduce((sum, { invoices }) => sum + invoices, 0)
  if (total > 0) found.notes['invoice_of_another_customer'] = total
}
