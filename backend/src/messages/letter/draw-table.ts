import type { Block, Cells } from '../tags/blocks'
import { FONT, MARGIN, PAGE, SIZE, TEXT_WIDTH, mm } from './page'
import { winAnsi } from './win-ansi'

/** Widths in mm of number, issued, due, days late, open amount; together the width of the text. */
const WIDTHS = [58, 28, 28, 20, 36] as const
const ROW = 5.6
const LOWEST = PAGE.height - MARGIN.bottom

/** Tables and lists at the place where the text is; the head of a table is repeated on each page. */
export function drawBlocks(doc: PDFKit.PDFDocument, blocks: readonly Block[]): void {
  for (const block of blocks) {
    if (block.kind === 'table') table(doc, block)
    if (block.kind === 'lines') lines(doc, block)
  }
  if (blocks.length > 0) after(doc)
}

function table(doc: PDFKit.PDFDocument, { title, head, rows }: Extract<Block, { kind: 'table' }>): void {
  roomFor(doc, (title === '' ? 2 : 3) * ROW)
  doc.fontSize(SIZE.text)
  if (title !== '')
    doc.font(FONT.bold).text(winAnsi(title), mm(MARGIN.left), doc.y + 4, { width: mm(TEXT_WIDTH) })
  doc.y += 3
  row(doc, head, FONT.bold)
  for (const cells of rows) {
    if (roomFor(doc, ROW)) row(doc, head, FONT.bold)
    row(doc, cells, FONT.normal)
  }
}

function row(doc: PDFKit.PDFDocument, cells: Cells, font: string): void {
  const top = doc.y
  let left: number = MARGIN.left
  doc.font(font).fontSize(SIZE.text - 1)
  cells.forEach((cell, index) => {
    const width = WIDTHS[index] ?? 0
    const align = index > 2 ? 'right' : 'left'
    // No line break: a number without spaces would run into the rows below.
    const options = { width: mm(width - 2), height: mm(ROW), align, ellipsis: true } as const
    doc.text(winAnsi(cell), mm(left + 1), top + 3, options)
    left += width
  })
  rule(doc, top + mm(ROW))
  doc.y = top + mm(ROW)
}

function lines(doc: PDFKit.PDFDocument, { lines, strong }: Extract<Block, { kind: 'lines' }>): void {
  roomFor(doc, lines.length * ROW)
  for (const [label, value] of lines) {
    const top = doc.y
    doc.font(strong ? FONT.bold : FONT.normal).fontSize(SIZE.text)
    doc.text(winAnsi(label), mm(MARGIN.left + 1), top + 3, { lineBreak: false })
    const options = { width: mm(TEXT_WIDTH - 2), align: 'right' } as const
    doc.text(winAnsi(value), mm(MARGIN.left + 1), top + 3, options)
    doc.y = top + mm(ROW)
  }
}

/** Begins a page when less than this many mm are left; true when it did. */
function roomFor(doc: PDFKit.PDFDocument, height: number): boolean {
  if (doc.y + mm(height) <= mm(LOWEST)) return false
  doc.addPage()
  return true
}

function rule(doc: PDFKit.PDFDocument, y: number): void {
  doc.moveTo(mm(MARGIN.left), y).lineTo(mm(MARGIN.left + TEXT_WIDTH), y)
  doc.lineWidth(0.4).strokeColor('#b8c0c8').stroke()
}

function after(doc: PDFKit.PDFDocument): void {
  doc.x = mm(MARGIN.left)
  doc.y += 10
}
