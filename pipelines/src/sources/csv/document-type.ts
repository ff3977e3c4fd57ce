import { literal } from '../../ingest/sql-text'
import type { CsvTable } from './table'
import { columnOf } from './table'

/**
 * What a row is where a column says so, French and English, in lower case. The first that fits counts: an `avoir
 * fournisseur` is a supplier's. RE2 and JavaScript read these alike.
 */
const TYPES: [type: 'other' | 'credit' | 'payment' | 'invoice', words: string][] = [
  [
    'other',
    '^(bill|vendor|supplier|purchase|expense|devis|quote|estimate|proposition|commande|bon de|sales (order|receipt)|order|delivery|pro ?-?forma|d[ée]pense|in_(invoice|refund)|check|journal entry)\\b|fournisseur|d.achat|pro ?-?forma',
  ],
  [
    'credit',
    '^(avoir|facture d.avoir|note de cr[ée]dit|(sales |customer )?credit ?(note|memo)|out_refund)\\b',
  ],
  ['payment', '^(paiement|r[èe]glement|encaissement|(sales |receive )?(over|pre)?payment)\\b'],
  ['invoice', '^(facture|acompte|sales invoice|invoice|out_invoice)\\b'],
]

/** Ways to pay, which some call the type of a payment. */
const METHODS =
  /^(virement|ch[èe]que|check|cheque|carte|cash|esp[èe]ces|pr[ée]l[èe]vement|bank transfer|credit card|direct debit|paypal|stripe|cb|ach|wire)\b/

const typeOf = (text: string): string | undefined =>
  TYPES.find(([, words]) => new RegExp(words).test(text.trim().toLowerCase()))?.[0]

/** Whether these cells say what their rows are: a word for an invoice or for what is none must be among them. */
export const tellTypes = (texts: readonly string[]): boolean =>
  texts.some((text) => ['other', 'credit', 'invoice'].includes(typeOf(text) ?? ''))

/** Whether every row of a column says that it is a payment, or how it was paid. */
export function allPaid(texts: readonly string[]): 'payment' | 'method' | null {
  const given = texts.filter((text) => text !== '')
  if (given.length === 0) return null
  if (given.every((text) => typeOf(text) === 'payment')) return 'payment'
  return given.every((text) => METHODS.test(text.toLowerCase())) ? 'method' : null
}

/** SQL: other, credit, payment, invoice or nothing; null where the table does not say. */
export function documentTypeSql(table: CsvTable): string | null {
  const column = columnOf(table, 'document_type')
  if (column === undefined) return null
  const cases = TYPES.map(
    ([type, words]) => `match(trim(lowerUTF8(${column})), ${literal(words)}), '${type}'`,
  )
  return `multiIf(${cases.join(', ')}, '')`
}
