import type { IgnoredReason } from '../../events/contract'
import { literals } from '../../ingest/sql-text'
import type { CsvTable } from './table'
import { columnOf, samples, warn } from './table'

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
  ],
  void: [
    'void',
    'voided',
    'cancelled',
    'canceled',
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

const textOf = (column: string) => `trim(lowerUTF8(${column}))`

/** Whether a status says that the invoice is paid. */
export const isPaid = (status: string): boolean => STATES.paid.includes(status.trim().toLowerCase())

/** SQL: void, written_off, paid or nothing. */
export function stateSql(table: CsvTable): string {
  const column = columnOf(table, 'status') ?? `''`
  const cases = (['void', 'written_off', 'paid'] as const).map(
    (state) => `${textOf(column)} IN ${literals(STATES[state])}, '${state}'`,
  )
  return `multiIf(${cases.join(', ')}, '')`
}

/** Drafts are left out: nobody owes them yet. Void invoices are loaded and cancelled, so that an earlier load of them ends. */
export function statusIgnored(table: CsvTable): [string, IgnoredReason] | undefined {
  const column = columnOf(table, 'status')
  if (column === undefined) return undefined
  const seen = samples(table, ['status']).map((text) => text.toLowerCase())
  if (seen.some((text) => STATES.draft.includes(text))) warn(table, 'drafts_left_out')
  if (seen.some((text) => STATES.void.includes(text))) warn(table, 'void_cancelled')
  return [`${textOf(column)} IN ${literals(STATES.draft)}`, 'draft']
}
