import { z } from 'zod'
import { literal } from '../../ingest/sql-text'
import { journalsSql } from './journals-sql'
import { CLASS, isSecondary } from './lines-sql'

const count = z.coerce.number()

/** What a ledger as a whole tells, and which of its peculiarities need not be looked for. */
export const ledgerFacts = z.object({
  /** lines of accounts that are no longer plain ones of customers */
  secondary: count,
  /** lines of openings that may be of an invoice of an earlier year */
  details: count,
  /** lines of banks, sales and losses in journals that leave it open what they are for */
  counterparts: count,
  /** whether lines are alike enough to be of one number */
  repeated: count,
  /** whether ledgers were loaded before */
  earlier: count,
  /** whether terms were agreed with customers */
  terms: count,
})

/** SQL: a line of an opening that may be one of an invoice of an earlier year. */
export const MAY_BE_DETAIL = `net > 0 AND piece_day > toDate(0) AND piece_day < day AND match(piece, '[1-9]')`

/** SQL: lines without another one of their likeness have a number of their own. */
export const LIKENESS = `cityHash64(customer, net > 0, if(match(piece, '[1-9]'), piece, ''))`

/**
 * SQL: one row = the facts of a ledger, and the parameters of what is gathered from it: journals and what they are for
 * (`journals`, `natures`), day of the openings (1970-01-01 where there are none), first day, and closing of the year.
 * @param closing month and day on which fiscal years end, 100 × month + day; null: that of the last line
 */
export function ledgerFactsSql(all: string, entityId: string, closing: number | null): string {
  const receivable = `class = ${CLASS.receivable}`
  const sums = `minIf(day, ${receivable} AND day > toDate(0)) AS journal_first, maxIf(day, ${receivable}) AS journal_last,
      countIf(${receivable} AND ${isSecondary('account')}) AS journal_secondary, countIf(${receivable} AND ${MAY_BE_DETAIL}) AS journal_details,
      countIf(class IN (${CLASS.bank}, ${CLASS.sale}, ${CLASS.loss})) AS journal_counterparts`
  const exists = (from: string) => `(SELECT count() FROM (SELECT 1 FROM ${from} LIMIT 1))`
  const open = `nature IN ('other', 'opening')`
  return `SELECT groupArray(toString(journal)) AS journals, groupArray(nature) AS natures,
    minIf(journal_first, nature = 'opening' AND journal_first > toDate(0)) AS opening_day,
    minIf(journal_first, journal_first > toDate(0)) AS first_day,
    ${closing ?? 'toMonth(max(journal_last)) * 100 + toDayOfMonth(max(journal_last))'} AS closing,
    sum(journal_secondary) AS secondary, sumIf(journal_details, ${open}) AS details, sumIf(journal_counterparts, ${open}) AS counterparts,
    ${exists(`${all} WHERE ${receivable} GROUP BY ${LIKENESS} HAVING count() > 1`)} AS repeated,
    ${exists(`relance.events WHERE source = 'fec' AND entity_id = ${literal(entityId)}`)} AS earlier,
    ${exists(`relance.customers WHERE entity_id = ${literal(entityId)} AND isNotNull(terms_days)`)} AS terms
  FROM (${journalsSql(all, sums)})`
}
