import type { Readable } from 'node:stream'
import PDFDocument from 'pdfkit'
import type { MessageSubject } from '../subject'
import { letterHeading } from '../tags/blocks'
import { oneLine } from '../tags/safe-text'
import { valuesOf } from '../tags/values'
import { addressLines } from './address'
import { drawBlocks } from './draw-table'
import { ADDRESS, FONT, KEPT_FREE, MARGIN, PAGE, SIZE, TEXT_WIDTH, WINDOW, mm } from './page'
import { paragraphs } from './paragraphs'
import type { Paragraph } from './paragraphs'
import { winAnsi } from './win-ansi'

/** A letter for a window envelope as a PDF stream: sender, address, date, subject, text with tables, page numbers. */
export function letterPdf(subject: MessageSubject, title: string, merged: string): Readable {
  const margins = {
    top: mm(MARGIN.top),
    left: mm(MARGIN.left),
    right: mm(MARGIN.right),
    bottom: mm(MARGIN.bottom),
  }
  const lang = subject.language === 'fr' ? 'fr-FR' : 'en-GB'
  const info = { Title: winAnsi(title), Author: winAnsi(oneLine(subject.sender.name)) }
  const doc = new PDFDocument({ size: 'A4', margins, bufferPages: true, lang, info, compress: true })
  sender(doc, subject)
  address(doc, subject)
  heading(doc, subject, title)
  for (const paragraph of paragraphs(merged)) draw(doc, subject, paragraph)
  footers(doc, subject)
  doc.end()
  return doc as unknown as Readable
}

function sender(doc: PDFKit.PDFDocument, { sender }: MessageSubject): void {
  const lines = sender.address.split('\n').map((line) => oneLine(line, 60))
  const contact = [sender.phone, sender.email, sender.registration].map((line) => oneLine(line, 60))
  doc
    .font(FONT.bold)
    .fontSize(11)
    .text(winAnsi(oneLine(sender.name, 60)), mm(MARGIN.left), mm(15), { width: mm(85) })
  doc.font(FONT.normal).fontSize(SIZE.small)
  for (const line of [...lines, ...contact].filter((line) => line !== '').slice(0, 7)) {
    doc.text(winAnsi(line), { width: mm(85), lineBreak: false })
    doc.moveDown(0.1)
  }
}

function address(doc: PDFKit.PDFDocument, { contact, customer, language }: MessageSubject): void {
  const { name, address } = contact.recipient
  const attention = language === 'fr' ? 'À l’attention de ' : 'Attn '
  const person = name === '' || name === customer.name ? '' : attention + name
  doc.font(FONT.normal).fontSize(ADDRESS.size)
  addressLines([customer.name, person], address).forEach((line, index) => {
    const top = WINDOW.top + index * ADDRESS.lineHeight
    doc.text(winAnsi(line), mm(ADDRESS.left), mm(top), { lineBreak: false })
  })
}

function heading(doc: PDFKit.PDFDocument, subject: MessageSubject, title: string): void {
  const [account, date] = letterHeading(subject)
  const width = mm(TEXT_WIDTH)
  doc.font(FONT.normal).fontSize(SIZE.text)
  doc.text(winAnsi(date), mm(MARGIN.left), mm(KEPT_FREE.bottom + 5), { width, align: 'right' })
  doc.text(winAnsi(account), mm(MARGIN.left), mm(KEPT_FREE.bottom + 5), { width: width / 2 })
  const label = subject.language === 'fr' ? 'Objet\u00a0: ' : 'Subject: '
  doc.moveDown(0.8).font(FONT.bold)
  doc.text(winAnsi(label + title), mm(MARGIN.left), doc.y, { width }).moveDown(1)
}

function draw(doc: PDFKit.PDFDocument, subject: MessageSubject, paragraph: Paragraph): void {
  const width = mm(TEXT_WIDTH)
  if (paragraph.kind === 'block') return drawBlocks(doc, valuesOf(subject).block(paragraph.name) ?? [])
  const strong = paragraph.kind === 'text' && paragraph.strong
  doc.font(strong ? FONT.bold : FONT.normal).fontSize(SIZE.text)
  if (paragraph.kind === 'item') {
    doc
      .text(winAnsi(`•  ${paragraph.text}`), mm(MARGIN.left + 4), doc.y, { width: width - mm(4) })
      .moveDown(0.3)
    return
  }
  doc.text(winAnsi(paragraph.text), mm(MARGIN.left), doc.y, { width, lineGap: 1.5 }).moveDown(0.7)
}

function footers(doc: PDFKit.PDFDocument, { sender }: MessageSubject): void {
  const { start, count } = doc.bufferedPageRange()
  const whose = [sender.name, sender.registration]
    .map((text) => oneLine(text, 80))
    .filter((text) => text !== '')
  for (let page = 0; page < count; page++) {
    doc.switchToPage(start + page)
    // Text below the margin would begin a page of its own.
    doc.page.margins.bottom = 0
    const top = mm(PAGE.height - 12)
    doc.font(FONT.normal).fontSize(SIZE.small)
    doc.text(winAnsi(whose.join(' – ')), mm(MARGIN.left), top, { lineBreak: false })
    doc.text(`Page ${page + 1}/${count}`, mm(MARGIN.left), top, { width: mm(TEXT_WIDTH), align: 'right' })
  }
}
