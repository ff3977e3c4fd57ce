import type { Readable } from 'node:stream'
import PDFDocument from 'pdfkit'
import type { Language } from '../tags/format'
import { FONT, MARGIN, PAGE, SIZE, TEXT_WIDTH, mm } from './page'
import { winAnsi } from './win-ansi'

const ROW = 6
const LEFT = mm(MARGIN.left)

/** A column of a table; widths in mm, together the width of the text. */
export interface Column {
  readonly width: number
  readonly right?: true
}

/** A document of headings, lines and tables on A4 pages that are numbered at the end. */
export class Sheet {
  private readonly doc: PDFKit.PDFDocument

  constructor(title: string, language: Language) {
    const margins = {
      top: mm(MARGIN.top),
      left: LEFT,
      right: mm(MARGIN.right),
      bottom: mm(MARGIN.bottom),
    }
    const lang = language === 'fr' ? 'fr-FR' : 'en-GB'
    this.doc = new PDFDocument({
      size: 'A4',
      margins,
      bufferPages: true,
      lang,
      info: { Title: winAnsi(title) },
    })
  }

  line(text: string, font: string = FONT.normal, size: number = SIZE.text): void {
    this.doc
      .font(font)
      .fontSize(size)
      .text(winAnsi(text), LEFT, this.doc.y, { width: mm(TEXT_WIDTH) })
  }

  gap(lines = 1): void {
    this.doc.font(FONT.normal).fontSize(SIZE.text).moveDown(lines)
  }

  /** A heading that does not stand alone at the foot of a page. */
  heading(text: string): void {
    this.room(4 * ROW)
    this.gap()
    this.line(text, FONT.bold, SIZE.text + 2)
    this.gap(0.3)
  }

  /** One row without line breaks; an empty cell after the first gives its place to the first. */
  row(cells: readonly string[], columns: readonly Column[], font: string = FONT.normal): void {
    this.room(ROW)
    const { doc } = this
    const top = doc.y
    let left: number = MARGIN.left
    doc.font(font).fontSize(SIZE.text - 1)
    cells.forEach((cell, n) => {
      const { width = 0, right } = columns[n] ?? {}
      const wide = n === 0 && cells[1] === '' ? TEXT_WIDTH - (columns.at(-1)?.width ?? 0) : width
      const align = right ? 'right' : 'left'
      const options = { width: mm(wide - 2), height: mm(ROW), align, ellipsis: true } as const
      if (cell !== '') doc.text(winAnsi(cell), mm(left + 1), top + 3, options)
      left += width
    })
    this.rule(top + mm(ROW))
  }

  /** Ends the document. */
  end(): Readable {
    const { start, count } = this.doc.bufferedPageRange()
    for (let page = 0; page < count; page++) {
      this.doc.switchToPage(start + page)
      // Text below the margin would begin a page of its own.
      this.doc.page.margins.bottom = 0
      const options = { width: mm(TEXT_WIDTH), align: 'right' } as const
      this.doc.font(FONT.normal).fontSize(SIZE.small)
      this.doc.text(`Page ${page + 1}/${count}`, LEFT, mm(PAGE.height - 12), options)
    }
    this.doc.end()
    return this.doc as unknown as Readable
  }

  private room(height: number): void {
    if (this.doc.y + mm(height) > mm(PAGE.height - MARGIN.bottom)) this.doc.addPage()
  }

  private rule(y: number): void {
    this.doc.moveTo(LEFT, y).lineTo(mm(MARGIN.left + TEXT_WIDTH), y)
    this.doc.lineWidth(0.4).strokeColor('#b8c0c8').stroke()
    this.doc.x = LEFT
    this.doc.y = y
  }
}
