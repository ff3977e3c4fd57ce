import { CLASS } from './lines-sql'

/** Codes and names of journals, where their lines leave it open what they are for. */
const OPENING = '(?i)nouv|ouverture|bilan d.but'
const OPENING_CODE = '^(?i)(AN|ANO|RAN|ANX|ANC|OUV)$'
const OTHER = '(?i)div|inventaire|situation|extourne|paie|salaire|achat|fourniss|immob'
const OTHER_CODE = '^(?i)(OD.*|INV?|EX|SIT)$'
const BANK =
  '(?i)banq|bank|caisse|encaiss|r.glement|tr.sorerie|ch.qu|remise|virement|carte|paypal|stripe|poste|pr.l.vement|cr.dit (agri|mut|lyon|coop|du nord|indus)|bnp|soci.t. g.n|lcl|\\\\bcic\\\\b'
const SALES = '(?i)vente|factur|honoraire|prestation|sales|client'

/**
 * SQL: one row = one journal of customers and what it is for: opening, sales, bank or other. Its accounts say it where
 * they are clear; else its name does, as lines that say something of customers have it: others may have been left out.
 * @param all table of all typed lines
 * @param more SQL of further sums of the journal
 */
export const journalsSql = (all: string, more: string): string => `SELECT *,
    multiIf(match(code, '${OPENING_CODE}') OR match(name, '${OPENING}'), 'opening',
      match(code, '${OTHER_CODE}') OR match(name, '${OTHER}'), 'other',
      sales * 2 >= customers AND banks = 0, 'sales',
      banks * 10 >= customers AND sales = 0, 'bank',
      sales > 0 AND banks > 0, 'other',
      match(name, '${BANK}'), 'bank',
      match(name, '${SALES}'), 'sales', 'other') AS nature
  FROM (
    SELECT journal, toString(journal) AS code, toString(maxIf(journal_name, class > 0)) AS name, countIf(class = ${CLASS.receivable}) AS customers,
      countIf(class = ${CLASS.bank}) AS banks, countIf(class = ${CLASS.sale}) AS sales, ${more}
    FROM ${all} GROUP BY journal)
  WHERE customers > 0`

/**
 * SQL: one row = one entry of a journal that is neither of sales nor of a bank, and which accounts it has beside those
 * of customers.
 * @param nature SQL of what a journal is for
 */
export const entriesSql = (all: string, nature: string): string => `SELECT booked AS of_entry,
    max(class = ${CLASS.bank}) AS has_bank, max(class = ${CLASS.sale}) AS has_sale, max(class = ${CLASS.loss}) AS has_loss
  FROM ${all}
  WHERE class IN (${CLASS.bank}, ${CLASS.sale}, ${CLASS.loss}) AND ${nature} IN ('other', 'opening')
  GROUP BY booked`
