import { withSections } from '../../derive/sections'
import { literal } from '../../ingest/sql-text'
import type { LoadPlan } from '../source'
import { entriesSql } from './journals-sql'
import { LIKENESS, ledgerFacts, MAY_BE_DETAIL } from './ledger-facts'
import { isSecondary } from './lines-sql'

/** Terms of payment where nothing is agreed, in days: the legal default of C. com. L441-10. */
const DEFAULT_TERMS = 30
const OPENING_LABEL = '(?i)nouveau|nouveaux|S\\\\.?A\\\\.?N\\\\b|ouverture|report'
const REFUND_LABEL = '(?i)rembours|refund|trop.?per|\\\\brbt\\\\b'

/** SQL: one row = one entry that moves what a customer owes to another account, as doubtful or against a bill. */
const movesSql = (all: string): string => `SELECT booked, customer FROM ${all}
  WHERE class = 4 AND ignored = '' AND reason = '' GROUP BY booked, customer
  HAVING sum(net) = 0 AND min(${isSecondary('account')}) = 0 AND max(${isSecondary('account')}) = 1`

/** SQL: one row = one line that only moves what is owed: it stays owed, so nothing happened to it. */
export const movedSql = (all: string): string =>
  `SELECT line FROM ${all} WHERE class = 4 AND (booked, customer) IN (${movesSql(all)})`

/** SQL: one row = one lettering of the account moved to, and that of the account it came from: they are one. */
const chainedSql = (all: string, closing: string): string => `SELECT customer AS of_customer,
    concat(anyIf(account, moved_to), '/', anyIf(letter, moved_to), '/', any(year)) AS moved_lettering,
    concat(anyIf(account, NOT moved_to), '/', anyIf(letter, NOT moved_to), '/', any(year)) AS own_lettering
  FROM (
    SELECT *, ${isSecondary('account')} AS moved_to, toString(toYear(day) + (toMonth(day) * 100 + toDayOfMonth(day) > ${closing})) AS year
    FROM ${all} WHERE class = 4 AND letter != '' AND (booked, customer) IN (${movesSql(all)}))
  GROUP BY booked, customer
  HAVING uniqExact(moved_to) = 2`

/**
 * SQL: one row = one line of a customer, with what it is (`kind`), the number of its document (`document`), and the
 * key of its lettering. What a ledger does not have is not looked for: to plan it takes longer than to do it.
 * @param statesDue whether it has a column of due days, which the norm does not ask for
 */
export function gatherSql(entityId: string, statesDue: boolean): NonNullable<LoadPlan['gather']> {
  return (typed, all, given) => {
    const { secondary, details, counterparts, repeated, earlier, terms } = ledgerFacts.parse(given)
    const sql = textSql(typed, all, literal(entityId))
    return withSections(sql, {
      secondary: secondary > 0,
      details: details > 0,
      counterparts: counterparts > 0,
      repeated: repeated > 0,
      earlier: earlier > 0,
      terms: terms > 0,
      stated: statesDue,
    })
  }
}

const textSql = (typed: string, all: string, entity: string): string => `
WITH
  {closing: UInt32} AS closing,
  -- if secondary
  chained AS (
    SELECT of_customer, moved_lettering, any(own_lettering) AS own_lettering FROM (${chainedSql(all, 'closing')}) GROUP BY of_customer, moved_lettering
  ),
  -- end
  told AS (${toldSql(typed, all)}),
  -- if details
  detailed AS (
    SELECT piece AS own_piece FROM (${toldSql(`(SELECT * FROM ${typed} WHERE ${MAY_BE_DETAIL})`, all)})
    WHERE kind = 'opening' GROUP BY piece HAVING uniqExact(customer) = 1
  ),
  -- end
  wanted AS (${wantedSql('told')}),
  -- if repeated
  -- few numbers come more than once: to put all lines in order would take longer than all the rest
  places AS (
    SELECT line AS of_line, row_number() OVER (PARTITION BY cityHash64(customer, is_invoice, kind = 'credit', wish) ORDER BY detail DESC, day, line_key, line) AS place
    FROM (${wantedSql(`(${toldSql(repeatedSql(typed), all)})`)})
  ),
  -- end
  counted AS (
    -- if repeated
    SELECT wanted.*, greatest(places.place, 1) AS nth FROM wanted LEFT JOIN places ON places.of_line = wanted.line
    -- end
    -- unless repeated
    SELECT *, 1 AS nth FROM wanted
    -- end
  )
  -- if earlier
  , known AS (
    SELECT customer_id, invoice_id, groupArray((occurred_on, due_on, event_type = 'invoice.issued')) AS days
    FROM relance.events_current
    WHERE entity_id = ${entity} AND source = 'fec' AND event_type IN ('invoice.issued', 'balance.opening') AND invoice_id != ''
      AND customer_id IN (SELECT customer FROM ${typed})
    GROUP BY customer_id, invoice_id
  )
  -- end
  -- if terms
  , terms AS (
    SELECT customer_id, any(assumeNotNull(terms_days)) AS agreed, 1 AS is_agreed FROM relance.customers
    WHERE entity_id = ${entity} AND terms_days BETWEEN 0 AND 3650 GROUP BY customer_id
  )
  -- end
SELECT line, entity, customer, kind, day, net, is_invoice,
  -- unless earlier
  CAST([], 'Array(Tuple(Date, Date, UInt8))') AS days,
  -- end
  -- unless terms
  0 AS is_agreed, 0 AS agreed,
  -- end
  -- another invoice of the same number: told apart by its entry
  multiIf(NOT numbered AND (kind = 'invoice' AND (nth > 1 OR (arrayExists(x -> x.3 = 1 AND x.1 != day, days) AND NOT has(days.1, day))) OR (nth > 1 AND wish != line_key)),
    concat(wish, ' ', journal, ' ', number, if(nth > 2, concat(' #', toString(nth)), '')),
    nth > 1, concat(wish, '#', toString(nth)), wish) AS document,
  if(detail, piece_day, day) AS issued,
  -- a due day once told stays, whatever terms were agreed since
  arrayFirst(x -> x.1 = day, days).2 AS told_due,
  -- if stated
  if(due_day BETWEEN issued AND issued + 3650 AND told_due IN (toDate(0), due_day), due_day, toDate(0)) AS stated_due,
  -- end
  -- unless stated
  toDate(0) AS stated_due,
  -- end
  multiIf(NOT is_invoice, toDate(0), told_due > toDate(0), told_due, stated_due > toDate(0), stated_due, issued + if(is_agreed, agreed, ${DEFAULT_TERMS})) AS due,
  is_agreed,
  if(letter = '', '', concat(account, '/', letter, '/', toString(${yearSql('day')}))) AS named_lettering,
  -- if secondary
  if(ifNull(chained.own_lettering, '') = '', named_lettering, chained.own_lettering) AS lettering,
  -- end
  -- unless secondary
  named_lettering AS lettering,
  -- end
  multiIf(kind = 'credit', 'credit:', kind = 'opening' AND NOT detail, 'opening:', is_invoice AND kind = 'opening', 'opening:', concat(kind, ':')) AS id_start,
  concat(id_start, entity, ':', customer, ':', document, multiIf(kind = 'payment', ':', detail, concat(':', toString(toYYYYMMDD(day))), '')) AS id
FROM counted
-- if earlier
LEFT JOIN known ON known.customer_id = counted.customer AND known.invoice_id = counted.wish
-- end
-- if terms
LEFT JOIN terms ON terms.customer_id = counted.customer
-- end
-- if secondary
LEFT JOIN chained ON chained.of_customer = counted.customer AND chained.moved_lettering = concat(counted.account, '/', counted.letter, '/', toString(${yearSql('counted.day')}))
-- end
SETTINGS join_use_nulls = 0`

/** SQL: what the journal of a line is for. */
const NATURE = `transform(toString(journal), {journals: Array(String)}, {natures: Array(String)}, '')`

/** SQL: lines that may not be alone with their number. */
const repeatedSql = (typed: string): string =>
  `(SELECT * FROM ${typed} WHERE ${LIKENESS} IN (SELECT ${LIKENESS} AS likeness FROM ${typed} GROUP BY likeness HAVING count() > 1))`

/** SQL: one row = one line of a customer, with what it is. */
const toldSql = (from: string, all: string): string => `
    SELECT *, ${kindSql} AS kind, nature = 'sales' AS of_sales,
      concat(journal, '/', number, '/', toString(toYYYYMMDD(day)), '/', piece, '/', toString(net)) AS line_key
    FROM (
      -- if counterparts
      SELECT t.*, e.has_bank AS has_bank, e.has_sale AS has_sale, e.has_loss AS has_loss, ${NATURE} AS nature, {opening_day: Date} AS opening_day
      FROM ${from} AS t
      LEFT JOIN (${entriesSql(all, NATURE)}) AS e ON t.booked = e.of_entry
      -- end
      -- unless counterparts
      SELECT *, 0 AS has_bank, 0 AS has_sale, 0 AS has_loss, ${NATURE} AS nature, {opening_day: Date} AS opening_day FROM ${from}
      -- end
    )`

/** SQL: one row = one line of a customer, with the number that it would have if no other line had it. */
const wantedSql = (told: string): string => `
    SELECT *,
      -- if details
      kind = 'opening' AND ${MAY_BE_DETAIL} AND piece IN (SELECT own_piece FROM detailed) AS detail,
      -- end
      -- unless details
      0 AS detail,
      -- end
      ${NUMBERED} AS numbered,
      multiIf(detail, ${qualified('piece_day')}, kind = 'invoice' OR (kind = 'credit' AND of_sales),
        multiIf(numbered, number, match(piece, '[1-9]'), ${qualified('day')}, concat(journal, ' ', number, '/', toString(${yearSql('day')}))), line_key) AS wish,
      kind = 'invoice' OR detail AS is_invoice
    FROM ${told}`

/**
 * SQL: whether the entry has the number of its document: INV/2025/00012 in the journal INV, as Odoo writes it. The piece
 * is then what the customer calls it.
 */
const NUMBERED = `(startsWith(number, concat(toString(journal), '/')) OR startsWith(number, concat('R', toString(journal), '/'))) AND match(number, '/(19|20)[0-9]{2}/')`

/** SQL: the calendar year in which the fiscal year of a day ends. */
const yearSql = (day: string) => `toYear(${day}) + (toMonth(${day}) * 100 + toDayOfMonth(${day}) > closing)`

/** SQL: a short number starts again each year, so it is told apart by the year. */
const qualified = (day: string) =>
  `if(match(piece, '^[0-9]{1,4}$'), concat(piece, '/', toString(${yearSql(day)})), piece)`

const byBank = `if(net > 0, if(match(label, '${REFUND_LABEL}'), 'refund', 'return'), 'payment')`

/** A line is told by its journal; in journals of several uses by the accounts of its entry. */
const kindSql = `multiIf(
      nature = 'opening' AND day = opening_day, 'opening',
      nature = 'sales', if(net > 0, 'invoice', 'credit'),
      nature = 'bank', ${byBank},
      nature = 'other' AND opening_day = toDate(0) AND day = {first_day: Date} AND NOT has_bank AND NOT has_sale AND match(label, '${OPENING_LABEL}'), 'opening',
      has_loss AND NOT has_bank AND net < 0, 'loss',
      has_sale AND NOT has_bank, if(net > 0, 'invoice', 'credit'),
      has_sale, if(net > 0, 'invoice', 'payment'),
      has_bank, ${byBank},
      net > 0, 'refund', 'credit')`
