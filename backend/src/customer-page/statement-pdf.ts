import type { Readable } from 'node:stream'
import PDFDocument from 'pdfkit'
import { FONT, MARGIN, PAGE, SIZE, TEXT_WIDTH, mm } from '../messages/letter/page'
import { winAnsi } from '../messages/letter/win-ansi'
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
    page: 'Page',
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
    page: 'Page',
  },
} as const
const WIDTHS = [54, 26, 26, 32, 32] as const
const ROW = 6

/** Everything that is open, what is on account and the total, as A4 pages. */
export function statementPdf(
  { record, today, owed, link }: CustomerAt,
  creditor: SenderIdentity | null,
  language: Language,
): Readable {
  const texts = TEXTS[language]
  const margins = {
    top: mm(MARGIN.top),
    left: mm(MARGIN.left),
    right: mm(MARGIN.right),
    bottom: mm(MARGIN.bottom),
  }
  const lang = language === 'fr' ? 'fr-FR' : 'en-GB'
  const doc = new PDFDocument({ size: 'A4', margins, bufferPages: true, lang, info: { Title: texts.title } })
  const width = mm(TEXT_WIDTH)
  const line = (text: string, font: string = FONT.normal, size: number = SIZE.text) =>
    doc.font(font).fontSize(size).text(winAnsi(text), mm(MARGIN.left), doc.y, { width })
  line(creditor?.name ?? link.entityId, FONT.bold, 12)
  for (const text of (creditor?.address ?? '').split('\n').filter((one) => one !== '')) line(text)
  doc.moveDown(1.5)
  line(texts.title, FONT.bold, 15)
  line(`${texts.on} ${longDate(today, language)}`)
  line(
    `${texts.for}\u00a0: ${record.name === '' ? record.customerId : `${record.name} (${record.customerId})`}`,
  )
  if (owed.length === 0) line(texts.none)
  for (const one of owed) balance(doc, one, language)
  footers(doc, texts.page)
  doc.end()
  return doc as unknown as Readable
}

function balance(doc: PDFKit.PDFDocument, owed: Owed, language: Language): void {
  const texts = TEXTS[language]
  const shown = (amount: bigint) => money(amount, owed.currency, language)
  doc.moveDown(1)
  row(doc, texts.head, FONT.bold)
  for (const { invoice, dueOn, open, disputed } of owed.invoices) {
    const days = [shortDate(invoice.issuedOn, language), shortDate(dueOn, language)]
    row(doc, [invoice.id, ...days, shown(invoice.amount), shown(open)])
    if (disputed > 0n) row(doc, ['', '', '', texts.contested, shown(disputed)])
  }
  if (owed.onAccount > 0n) row(doc, [texts.account, '', '', '', shown(-owed.onAccount)])
  row(doc, [texts.total, '', '', '', shown(owed.toPay)], FONT.bold)
}

function row(doc: PDFKit.PDFDocument, cells: readonly string[], font: string = FONT.normal): void {
  if (doc.y + mm(ROW) > mm(PAGE.height - MARGIN.bottom)) doc.addPage()
  const top = doc.y
  let left: number = MARGIN.left
  doc.font(font).fontSize(SIZE.text - 1)
  cells.forEach((cell, n) => {
    const wide = n === 0 && cells[1] === '' ? TEXT_WIDTH - 32 : (WIDTHS[n] ?? 0)
    const options = {
      width: mm(wide - 2),
      height: mm(ROW),
      align: n > 2 ? 'right' : 'left',
      ellipsis: true,
    } as const
    if (cell !== '') doc.text(winAnsi(cell), mm(left + 1), top + 3, options)
    left += WIDTHS[n] ?? 0
  })
  const bottom = top + mm(ROW)
  doc.moveTo(mm(MARGIN.left), bottom).lineTo(mm(MARGIN.left + TEXT_WIDTH), bottom)
  doc.lineWidth(0.4).strokeColor('#b8c0c8').stroke()
  doc.x = mm(MARGIN.left)
  doc.y = bottom
}

function footers(doc: PDFKit.PDFDocument, label: string): void {
  const { start, count } = doc.bufferedPageRange()
  for (let page = 0; page < count; page++) {
    doc.switchToPage(start + page)
    // Text below the margin would begin a page of its own.
    doc.page.margins.bottom = 0
    const options = { width: mm(TEXT_WIDTH), align: 'right' } as const
    doc.font(FONT.normal).fontSize(SIZE.small)
    doc.text(`${label} ${page + 1}/${count}`, mm(MARGIN.left), mm(PAGE.height - 12), options)
  }
}
