import type { Readable } from 'node:stream'
import type { CustomerAt } from '../customer-page/customer-at'
import type { Owed } from '../customer-page/owed/owed'
import { indemnityOn, interestIfKnown } from '../dispatch/compose/charges'
import { localDay } from '../dispatch/planner/days'
import { regimeOf } from '../legal'
import type { DebtorKind, ReferenceRate } from '../legal'
import { FONT, SIZE } from '../messages/letter/page'
import { Sheet } from '../messages/letter/sheet'
import type { Column } from '../messages/letter/sheet'
import { longDate, money, shortDate } from '../messages/tags/format'
import type { Language } from '../messages/tags/format'
import type { SenderIdentity } from '../messages/templates.contract'
import type { Evidence } from './evidence'
import { TEXTS } from './texts'

const columns = (...widths: number[]): Column[] => widths.map((width) => ({ width }))
const rightFrom = (at: number, all: Column[]): Column[] =>
  all.map((one, n) => (n < at ? one : { ...one, right: true }))
const SUMS = rightFrom(1, columns(120, 50))
const INVOICES = rightFrom(3, columns(54, 26, 26, 32, 32))
const REMINDERS = columns(24, 34, 26, 46, 40)
const SAID = columns(24, 36, 36, 28, 46)

/** What has room in a cell of 40 mm; a row has no second line. */
const CELL_CHARACTERS = 24

/** Nothing of a proof is cut off: what is too long for its cell stands below the row. */
const short = (text: string) => ({
  cell: text.length > CELL_CHARACTERS ? '' : text,
  below: (sheet: Sheet) => {
    if (text.length > CELL_CHARACTERS) sheet.line(text, FONT.normal, SIZE.small)
  },
})

export interface HandOver {
  readonly at: CustomerAt
  readonly evidence: readonly Evidence[]
  readonly creditor: SenderIdentity
  readonly rates: readonly ReferenceRate[]
  readonly language: Language
}

/** What an agency, a bailiff or a lawyer needs to go on: claim, invoices, reminders with their proofs, what was said. */
export function handOverPdf(given: HandOver): Readable {
  const { at, creditor, language } = given
  const texts = TEXTS[language]
  const sheet = new Sheet(texts.title, language)
  sheet.line(texts.title, FONT.bold, 15)
  sheet.line(`${texts.on} ${longDate(at.today, language)}`)
  sheet.heading(texts.creditor)
  const { name, address, registration, phone, email } = creditor
  for (const text of [name, ...address.split('\n'), registration, phone, email]) if (text) sheet.line(text)
  sheet.heading(texts.debtor)
  const { record } = at
  const people = record.contacts.map((one) => [one.name, one.email, one.phone].filter(Boolean).join(', '))
  const number = `${texts.number}${language === 'fr' ? '\u00a0' : ''}: ${record.customerId}`
  for (const text of [record.name, ...record.postalAddress.split('\n'), number, ...people])
    if (text) sheet.line(text)
  for (const owed of at.owed) claim(sheet, given, owed)
  reminders(sheet, given)
  said(sheet, given)
  return sheet.end()
}

function claim(sheet: Sheet, { at, rates, language }: HandOver, owed: Owed): void {
  const texts = TEXTS[language]
  const { record, today, zone } = at
  const late = owed.invoices.filter(({ daysLate }) => daysLate > 0)
  if (late.length === 0) return
  const shown = (amount: bigint) => money(amount, owed.currency, language)
  const sum = (of: (one: Owed['invoices'][number]) => bigint) => late.reduce((all, one) => all + of(one), 0n)
  const invoices = [...new Set(late.map(({ invoice }) => invoice))]
  const regime = regimeOf(record.kind as DebtorKind | '')
  const question = { record, invoices, regime, day: today, zone }
  const interest = interestIfKnown({ ...question, rates })?.interest
  const indemnity = indemnityOn(question)
  const [principal, disputed] = [sum(({ open }) => open), sum((one) => one.disputed)]
  sheet.heading(`${texts.claim} (${owed.currency})`)
  sheet.row([texts.overdue, shown(principal)], SUMS)
  if (disputed > 0n) sheet.row([texts.disputed, shown(disputed)], SUMS)
  if (owed.onAccount > 0n) sheet.row([texts.account, shown(-owed.onAccount)], SUMS)
  sheet.row([texts.interest, interest === undefined ? '–' : shown(interest)], SUMS)
  if (interest === undefined) sheet.line(texts.noRate)
  sheet.row([texts.indemnity, shown(indemnity)], SUMS)
  sheet.row([texts.total, shown(principal - owed.onAccount + (interest ?? 0n) + indemnity)], SUMS, FONT.bold)
  sheet.heading(texts.invoices)
  sheet.row(texts.invoiceHead, INVOICES, FONT.bold)
  for (const { invoice, dueOn, open } of late) {
    const days = [shortDate(invoice.issuedOn, language), shortDate(dueOn, language)]
    sheet.row([invoice.id, ...days, shown(invoice.amount), shown(open)], INVOICES)
  }
  const moves = invoices.flatMap(({ id, opens }) =>
    opens.slice(1).map(({ day, open, by }, n) => {
      const change = shown(open - (opens[n]?.open ?? 0n))
      return [id, shortDate(day, language), texts.by[by ?? 'other'], change, shown(open)]
    }),
  )
  if (moves.length === 0) return
  sheet.heading(texts.moves)
  sheet.row(texts.moveHead, INVOICES, FONT.bold)
  for (const move of moves) sheet.row(move, INVOICES)
}

function reminders(sheet: Sheet, { at, evidence, language }: HandOver): void {
  const texts = TEXTS[language]
  const day = (moment: number) => shortDate(localDay(moment, at.zone), language)
  const sent = evidence.filter(({ type, kind }) => /^reminder\.(sent|failed)$/.test(type) && kind !== '')
  sheet.heading(texts.reminders)
  if (sent.length === 0) return sheet.line(texts.noReminders)
  sheet.row(texts.reminderHead, REMINDERS, FONT.bold)
  for (const one of sent) {
    const step = texts.kind[one.kind] ?? one.kind
    const channel = texts.channel[one.channel] ?? one.channel
    const named = short(one.invoices.join(', '))
    const proven = short(proof(one, evidence, texts, day))
    sheet.row([day(one.at), step, channel, named.cell, proven.cell], REMINDERS)
    named.below(sheet)
    proven.below(sheet)
  }
  const known = sent.filter(({ providerId, note }) => providerId !== '' && note !== 'log')
  if (known.length > 0) sheet.heading(texts.ids)
  for (const one of known)
    sheet.line(`${day(one.at)}  ${texts.channel[one.channel] ?? ''}  ${one.providerId}`)
  quoted(sheet, sent, texts, day)
}

/** The words of each message as it went out, which later changes of templates and invoices leave as they are. */
function quoted(
  sheet: Sheet,
  sent: readonly Evidence[],
  texts: (typeof TEXTS)[Language],
  day: (moment: number) => string,
): void {
  // A script of a call was not said word by word, and what was only shown reached nobody.
  const kept = sent.filter(
    ({ text, type, note, channel }) =>
      text !== '' && type === 'reminder.sent' && note !== 'log' && channel !== 'phone' && channel !== 'task',
  )
  if (kept.length > 0) sheet.heading(texts.words)
  for (const { at, kind, channel, subject, text } of kept) {
    const what = [day(at), texts.kind[kind] ?? kind, texts.channel[channel] ?? channel, subject]
    sheet.gap(0.6)
    sheet.line(what.filter((part) => part !== '').join(' – '), FONT.bold)
    sheet.line(text, FONT.normal, SIZE.small)
  }
}

function proof(
  sent: Evidence,
  evidence: readonly Evidence[],
  texts: (typeof TEXTS)[Language],
  day: (moment: number) => string,
): string {
  if (sent.type === 'reminder.failed') return texts.failed
  if (sent.note === 'log') return texts.logged
  const own = evidence.filter(({ reminderId }) => reminderId === sent.reminderId && reminderId !== '')
  const found = (['bounced', 'replied', 'delivered'] as const).flatMap((what) => {
    const one = own.find(({ type }) => type === `reminder.${what}`)
    return one ? [`${texts[what]} ${day(one.at)}`] : []
  })
  return found.join(', ') || texts.sent
}

function said(sheet: Sheet, { at, evidence, language }: HandOver): void {
  const texts = TEXTS[language]
  const rows = evidence.filter(({ type }) => texts.event[type] !== undefined)
  sheet.heading(texts.said)
  if (rows.length === 0) return sheet.line(texts.nothingSaid)
  sheet.row(texts.saidHead, SAID, FONT.bold)
  for (const one of rows) {
    const amount = one.amount === 0n ? '–' : money(one.amount, one.currency || 'EUR', language)
    const until = /^\d{4}-\d{2}-\d{2}/.test(one.until)
      ? `${texts.until} ${shortDate(one.until.slice(0, 10), language)}`
      : ''
    const detail = short([until, one.note].filter((text) => text !== '').join(', '))
    const day = shortDate(localDay(one.at, at.zone), language)
    sheet.row([day, texts.event[one.type] ?? '', one.invoices.join(', ') || '–', amount, detail.cell], SAID)
    detail.below(sheet)
  }
}
