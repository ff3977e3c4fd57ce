import type { Readable } from 'node:stream'
import PDFDocument from 'pdfkit'
import type { ComposedLetter, LetterPart } from './composed-letter'
import { drawBlocks } from './draw-table'
import { ADDRESS, FONT, KEPT_FREE, MARGIN, PAGE, SIZE, TEXT_WIDTH, WINDOW, mm } from './page'
import { winAnsi } from './win-ansi'

/**
 * Letters for window envelopes as one PDF stream, each on pages of its own and numbered by itself: sender, address,
 * date, subject, text with tables.
 */
export function lettersPdf(letters: readonly ComposedLetter[]): Readable {
  const margins = {
    top: mm(MARGIN.top),
    left: mm(MARGIN.left),
    right: mm(MARGIN.right),
    bottom: mm(MARGIN.bottom),
  }
  const [first] = letters
  const lang = first?.language === 'en' ? 'en-GB' : 'fr-FR'
  const info = { Title: winAnsi(first?.title ?? ''), Author: winAnsi(first?.sender[0] ?? '') }
  const page = { size: 'A4', margins, bufferPages: true, autoFirstPage: false } as const
  const doc = new PDFDocument({ ...page, lang, info, compress: true })
  for (const letter of letters) {
    doc.addPage()
    sender(doc, letter)
    address(doc, letter)
    heading(doc, letter)
    for (const part of letter.parts) draw(doc, part)
    footers(doc, letter)
    // Pages that are finished are let go of: a batch may have thousands.
    doc.flushPages()
  }
  if (letters.length === 0) doc.addPage()
  doc.end()
  return doc as unknown as Readable
}

function sender(doc: PDFKit.PDFDocument, { sender: [name = '', ...lines] }: ComposedLetter): void {
  doc
    .font(FONT.bold)
    .fontSize(11)
    .text(winAnsi(name), mm(MARGIN.left), mm(15), { width: mm(85) })
  doc.font(FONT.normal).fontSize(SIZE.small)
  for (const line of lines) {
    doc.text(winAnsi(line), { width: mm(85), lineBreak: false })
    doc.moveDown(0.1)
  }
}

function address(doc: PDFKit.PDFDocument, letter: ComposedLetter): void {
  doc.font(FONT.normal).fontSize(ADDRESS.size)
  letter.address.forEach((line, index) => {
    const top = WINDOW.top + index * ADDRESS.lineHeight
    doc.text(winAnsi(line), mm(ADDRESS.left), mm(top), { lineBreak: false })
  })
}

function heading(doc: PDFKit.PDFDocument, { account, date, subject }: ComposedLetter): void {
  const width = mm(TEXT_WIDTH)
  doc.font(FONT.normal).fontSize(SIZE.text)
  doc.text(winAnsi(date), mm(MARGIN.left), mm(KEPT_FREE.bottom + 5), { width, align: 'right' })
  doc.text(winAnsi(account), mm(MARGIN.left), mm(KEPT_FREE.bottom + 5), { width: width / 2 })
  doc.moveDown(0.8).font(FONT.bold)
  doc.text(winAnsi(subject), mm(MARGIN.left), doc.y, { width }).moveDown(1)
}

function draw(doc: PDFKit.PDFDocument, part: LetterPart): void {
  const width = mm(TEXT_WIDTH)
  if (part.kind === 'blocks') return drawBlocks(doc, part.blocks)
  doc.font(part.kind === 'text' && part.strong ? FONT.bold : FONT.normal).fontSize(SIZE.text)
  if (part.kind === 'item') {
    doc.text(winAnsi(`•  ${part.text}`), mm(MARGIN.left + 4), doc.y, { width: width - mm(4) }).moveDown(0.3)
    return
  }
  doc.text(winAnsi(part.text), mm(MARGIN.left), doc.y, { width, lineGap: 1.5 }).moveDown(0.7)
}

function footers(doc: PDFKit.PDFDocument, { footer }: ComposedLetter): void {
  const { start, count } = doc.bufferedPageRange()
  for (let page = 0; page < count; page++) {
    doc.switchToPage(start + page)
    // Text below the margin would begin a page of its own.
    doc.page.margins.bottom = 0
    const top = mm(PAGE.height - 12)
    doc.font(FONT.normal).fontSize(SIZE.small)
    doc.text(winAnsi(footer), mm(MARGIN.left), top, { lineBreak: false })
    doc.text(`Page ${page + 1}/${count}`, mm(MARGIN.left), top, { width: mm(TEXT_WIDTH), align: 'right' })
  }
}
