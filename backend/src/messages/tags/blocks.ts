import type { Amount } from '../../dispatch/planner/customer-record'
import type { ClaimedInvoice, ListedInvoice } from '../../dispatch/planner/verdict'
import type { MessageSubject } from '../subject'
import { daysBetween, longDate, money, shortDate } from './format'
import type { Language } from './format'
import { oneLine } from './safe-text'

/** A block before it is drawn in HTML, text or PDF. Empty blocks are left out. */
export type Block =
  | { readonly kind: 'table'; readonly title: string; readonly head: Cells; readonly rows: readonly Cells[] }
  | {
      readonly kind: 'lines'
      readonly lines: readonly (readonly [label: string, value: string])[]
      readonly strong?: true
    }
  | { readonly kind: 'button'; readonly label: string; readonly href: string }

/** What tables show of an invoice; a claimed one is in the currency of the message. */
type Shown = Omit<ClaimedInvoice, 'level'> & Partial<Pick<ListedInvoice, 'currency'>>

/** number, issued, due, days late, open */
export type Cells = readonly [string, string, string, string, string]

const WORDS = {
  fr: {
    head: ['Facture', 'Émise le', 'Échéance', 'Retard', 'Reste dû'] as Cells,
    also: 'Également à régler',
    other: 'Autres factures échues, pour information',
    currencies: 'Factures échues dans une autre devise, pour information',
    apart: 'Autres factures échues, non visées par la présente mise en demeure',
    days: 'j',
    claimed: 'Total des factures',
    deducted: 'Avoirs et acomptes déduits',
    total: 'Total à régler',
    holder: 'Titulaire',
    reference: 'Référence à rappeler',
    pay: 'Consulter et régler',
    account: 'Compte client',
  },
  en: {
    head: ['Invoice', 'Issued', 'Due', 'Late', 'Outstanding'] as Cells,
    also: 'Also due',
    other: 'Other overdue invoices, for information',
    currencies: 'Overdue invoices in another currency, for information',
    apart: 'Other overdue invoices, not covered by this formal notice',
    days: 'd',
    claimed: 'Invoices',
    deducted: 'Credits and payments deducted',
    total: 'Total to pay',
    holder: 'Account holder',
    reference: 'Reference to quote',
    pay: 'View and pay',
    account: 'Customer account',
  },
} as const

type Make = (subject: MessageSubject) => readonly Block[]

/** Content of each block tag, by name. */
export const BLOCK_CONTENT: Readonly<Record<string, Make>> = {
  invoices: (subject) => table(subject, subject.contact.claims, ''),
  also_due: (subject) => table(subject, subject.contact.alsoClaimed, WORDS[subject.language].also),
  other_invoices: (subject) => table(subject, subject.contact.listed, WORDS[subject.language].other),
  apart: (subject) => table(subject, subject.contact.apart, WORDS[subject.language].apart),
  other_currencies: (subject) =>
    table(subject, subject.contact.otherCurrencies, WORDS[subject.language].currencies),
  deducted,
  statement,
  bank_details: bankDetails,
  pay_button: ({ language, links }) => [{ kind: 'button', label: WORDS[language].pay, href: links.pay }],
}

export const sumOpen = (invoices: readonly Pick<Shown, 'open'>[]): Amount =>
  invoices.reduce((sum, { open }) => sum + open, 0n)

/** Invoices for information stand above the total when it holds them as well, below it when it does not. */
function statement(subject: MessageSubject): readonly Block[] {
  const { contact } = subject
  const { claims, alsoClaimed, listed } = contact
  const claimed = sumOpen(claims) + sumOpen(alsoClaimed)
  const withListed = claimed + sumOpen(listed) - contact.deducted === contact.totalDue
  const above = ['invoices', 'also_due', ...(withListed ? ['other_invoices'] : [])]
  const below = [...(withListed ? [] : ['other_invoices']), 'other_currencies', 'apart']
  const make = (names: readonly string[]) => names.flatMap((name) => BLOCK_CONTENT[name]?.(subject) ?? [])
  return [...make(above), ...deducted(subject), ...total(subject), ...make(below)]
}

function total({ contact, language }: MessageSubject): readonly Block[] {
  if (contact.claims.length + contact.alsoClaimed.length + contact.listed.length === 0) return []
  const value = money(contact.totalDue, contact.currency, language)
  return [{ kind: 'lines', lines: [[WORDS[language].total, value]], strong: true }]
}

function deducted({ contact, language }: MessageSubject): readonly Block[] {
  if (contact.deducted === 0n) return []
  const value = money(-contact.deducted, contact.currency, language)
  return [{ kind: 'lines', lines: [[WORDS[language].deducted, value]] }]
}

function table(subject: MessageSubject, invoices: readonly Shown[], title: string): readonly Block[] {
  if (invoices.length === 0) return []
  const { language } = subject
  const issued = new Map(subject.customer.invoices.map(({ id, issuedOn }) => [id, issuedOn]))
  const rows = invoices.map(({ invoiceId, dueOn, open, currency }): Cells => {
    const issuedOn = issued.get(invoiceId)
    return [
      oneLine(invoiceId, 40),
      issuedOn ? shortDate(issuedOn, language) : '',
      shortDate(dueOn, language),
      delay(daysBetween(dueOn, subject.today), language),
      money(open, currency ?? subject.contact.currency, language),
    ]
  })
  return [{ kind: 'table', title, head: WORDS[language].head, rows }]
}

const delay = (days: number, language: Language): string =>
  days > 0 ? `${days}\u00a0${WORDS[language].days}` : '–'

function bankDetails({ sender, customer, language }: MessageSubject): readonly Block[] {
  if (sender.iban === '') return []
  const words = WORDS[language]
  const iban = sender.iban.replaceAll(/\s/g, '').replaceAll(/(.{4})(?=.)/g, '$1\u00a0')
  const lines: [string, string][] = [
    [words.holder, oneLine(sender.name)],
    ['IBAN', iban],
  ]
  if (sender.bic !== '') lines.push(['BIC', sender.bic])
  lines.push([words.reference, oneLine(customer.customerId, 60)])
  return [{ kind: 'lines', lines }]
}

/** Heading of letters: customer number and date. */
export const letterHeading = ({ customer, language, today }: MessageSubject): [string, string] => [
  `${WORDS[language].account}${language === 'fr' ? '\u00a0' : ''}: ${oneLine(customer.customerId, 40)}`,
  language === 'fr' ? `Le ${longDate(today, 'fr')}` : longDate(today, 'en'),
]
