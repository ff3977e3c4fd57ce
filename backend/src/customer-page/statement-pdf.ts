import type { Readable } from 'node:stream'
import { FONT } from '../messages/letter/page'
import { Sheet } from '../messages/letter/sheet'
import type { Column } from '../messages/letter/sheet'
import { longDate, money, shortDate } from '../messages/tags/format'
import type { Language } from '../messages/tags/format'
import type { SenderIdentity } from '../messages/templates.contract'
import type { CustomerAt } from './customer-at'
import type { Owed } from './owed/owed'

const TEXTS = {
  fr: {
    title: 'Relevé de compte',
    on: 'Arrêté au',
    for: 'Client',
    head: ['Facture', 'Émise le', 'Échéance', 'Montant', 'Reste dû'],
    contested: 'dont contesté',
    account: 'Déduit\u00a0: avoirs et paiements en compte',
    total: 'Total à payer',
    none: 'Aucune facture ouverte à ce jour.',
  },
  en: {
    title: 'Statement of account',
    on: 'As of',
    for: 'Customer',
    head: ['Invoice', 'Issued', 'Due', 'Amount', 'Open'],
    contested: 'of which contested',
    account: 'Deducted: credits and payments on account',
    total: 'Total to pay',
    none: 'No invoice is open today.',
  },
} as const
const COLUMNS: readonly Column[] = [
  { width: 54 },
  { width: 26 },
  { width: 26 },
  { width: 32, right: true },
  { width: 32, right: true },
]

/** Everything that is open, what is on account and the total, as A4 pages. */
export function statementPdf(
  { record, today, owed }: Pick<CustomerAt, 'record' | 'today' | 'owed'>,
  creditor: Pick<SenderIdentity, 'name' | 'address'> | null,
  language: Language,
): Readable {
  const texts = TEXTS[language]
  const sheet = new Sheet(texts.title, language)
  sheet.line(creditor?.name ?? record.entityId, FONT.bold, 12)
  for (const text of (creditor?.address ?? '').split('\n').filter((one) => one !== '')) sheet.line(text)
  sheet.gap(1.5)
  sheet.line(texts.title, FONT.bold, 15)
  sheet.line(`${texts.on} ${longDate(today, language)}`)
  sheet.line(
    `${texts.for}\u00a0: ${record.name === '' ? record.customerId : `${record.name} (${record.customerId})`}`,
  )
  if (owed.length === 0) sheet.line(texts.none)
  for (const one of owed) balance(sheet, one, language)
  return sheet.end()
}

function balance(sheet: Sheet, owed: Owed, language: Language): void {
  const texts = TEXTS[language]
  const shown = (amount: bigint) => money(amount, owed.currency, language)
  sheet.gap()
  sheet.row(texts.head, COLUMNS, FONT.bold)
  for (const { invoice, dueOn, open, disputed } of owed.invoices) {
    const days = [shortDate(invoice.issuedOn, language), shortDate(dueOn, language)]
    sheet.row([invoice.id, ...days, shown(invoice.amount), shown(open)], COLUMNS)
    if (disputed > 0n) sheet.row(['', '', '', texts.contested, shown(disputed)], COLUMNS)
  }
  if (owed.onAccount > 0n) sheet.row([texts.account, '', '', '', shown(-owed.onAccount)], COLUMNS)
  sheet.row([texts.total, '', '', '', shown(owed.toPay)], COLUMNS, FONT.bold)
}
