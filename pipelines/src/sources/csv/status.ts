import type { IgnoredReason } from '../../events/contract'
import { literals } from '../../ingest/sql-text'
import type { CsvTable } from './table'
import { normalHeader } from './fields'
import { columnOf, labelOf, samples, warn } from './table'

/** What invoices are called by accounting software, French and English, in lower case. */
const STATES = {
  draft: [
    'draft',
    'brouillon',
    'proforma',
    'pro forma',
    'à valider',
    'a valider',
    'to be approved',
    'pending approval',
    'provisoire',
  ],
  void: [
    'void',
    'voided',
    'cancelled',
    'canceled',
    'cancel',
    'annulé',
    'annulée',
    'annule',
    'annulee',
    'deleted',
    'supprimé',
    'supprimée',
    'reversed',
    'abandonné',
    'abandonnée',
  ],
  written_off: [
    'written off',
    'written-off',
    'write off',
    'passé en perte',
    'passée en perte',
    'irrécouvrable',
    'uncollectible',
    'perte',
  ],
  paid: [
    'paid',
    'payé',
    'payée',
    'paye',
    'payee',
    'réglé',
    'réglée',
    'regle',
    'reglee',
    'soldé',
    'soldée',
    'settled',
    'acquittée',
    'acquitté',
    'encaissé',
    'encaissée',
    'paid in full',
  ],
}

/** What stands behind a status in brackets explains it: Brouillon (à valider). */
const textOf = (column: string) => `replaceRegexpOne(trim(lowerUTF8(${column})), '\\\\s*\\\\(.*\\\\)$', '')`
const plain = (text: string) =>
  text
    .trim()
    .toLowerCase()
    .replace(/\s*\(.*\)$/, '')

const YES = ['true', 'yes', 'oui', 'vrai', '1']
const NO = ['false', 'no', 'non', 'faux', '0']
/** Whether a column says nothing but whether, in words. */
export const areFlags = (texts: readonly string[]): boolean =>
  texts.some((text) => /[a-z]/i.test(text)) &&
  texts.every((text) => text === '' || [...YES, ...NO].includes(plain(text)))

/** A column that asks whether the invoice is paid, rather than how it stands. */
const asksPaid = (table: CsvTable): boolean =>
  /^(invoice|facture)?(paid|payee?|reglee?|soldee?)$/.test(normalHeader(labelOf(table, 'status')))

/** Whether a status says that the invoice is paid. */
export const isPaid = (status: string): boolean => STATES.paid.includes(plain(status))

/** SQL: void, written_off, paid or nothing. */
export function stateSql(table: CsvTable): string {
  const column = columnOf(table, 'status') ?? `''`
  const cases = (['void', 'written_off', 'paid'] as const).map(
    (state) =>
      `${textOf(column)} IN ${literals(state === 'paid' && asksPaid(table) ? [...STATES.paid, ...YES] : STATES[state])}, '${state}'`,
  )
  return `multiIf(${cases.join(', ')}, '')`
}

/** SQL: whether a row of a list of payments says that no money came, or not yet. */
export function isNoPaymentSql(table: CsvTable): string {
  const column = columnOf(table, 'status')
  if (column === undefined) return '0'
  const words =
    'fail|declined|refused|cancel|pending|processing|incomplete|blocked|void|requires_|[ée]chou|refus|rejet|annul|en attente'
  return `match(${textOf(column)}, '^(${words})')`
}

/** Drafts are left out: nobody owes them yet. Void invoices are loaded and cancelled, so that an earlier load of them ends. */
export function statusIgnored(table: CsvTable): [string, IgnoredReason][] {
  const column = columnOf(table, 'status')
  if (column === undefined) return []
  const seen = samples(table, ['status']).map(plain)
  if (seen.some((text) => STATES.draft.includes(text))) warn(table, 'drafts_left_out')
  if (seen.some((text) => STATES.void.includes(text))) warn(table, 'void_cancelled')
  return [[`${textOf(column)} IN ${literals(STATES.draft)}`, 'draft']]
}
