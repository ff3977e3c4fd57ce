import { limits } from './limits'
import { numberText } from './number-format'
import { readXml } from './read-xml'
import type { Tag } from './read-xml'
import type { SheetPart, Workbook } from './workbook'
import { tooLarge } from './zip-parts'

/** A cell that covers further rows of its column. */
export interface Merged {
  column: number
  from: number
  to: number
}

interface Cell {
  column: number
  type: string
  style: number
  value: string
}

/** Rows of a sheet as texts, from the first to the last that has any. Cells that are merged downwards repeat. */
export async function* sheetRows(
  book: Workbook,
  sheet: SheetPart,
  merged: readonly Merged[] = [],
): AsyncGenerator<string[]> {
  const reading = new Reading(book, merged)
  for await (const _ of readXml(book.parts.read(sheet.part), reading, book.fileName)) {
    yield* reading.take()
  }
}

class Reading {
  private rows: string[][] = []
  private row: string[] = []
  private number = 0
  private cell: Cell | null = null
  private takes = false
  private cells = 0
  private covering: { area: Merged; text: string }[] = []
  /** by their first row */
  private readonly merged = new Map<number, Merged[]>()

  constructor(
    private readonly book: Workbook,
    merged: readonly Merged[],
  ) {
    for (const area of merged) this.merged.set(area.from, [...(this.merged.get(area.from) ?? []), area])
  }

  take(): string[][] {
    const { rows } = this
    this.rows = []
    return rows
  }

  open({ name, attributes }: Tag): void {
    if (name === 'row') {
      this.row = []
      this.number = Number(attributes['r'] ?? this.number + 1)
    } else if (name === 'c') {
      const column = columnOf(attributes['r']) ?? this.row.length
      if (column >= limits.columns) throw this.refusal(`it has more than ${limits.columns} columns`)
      this.cells += 1
      if (this.cells > limits.cells) throw this.refusal(`it has more than ${limits.cells} cells`)
      this.cell = { column, type: attributes['t'] ?? 'n', style: Number(attributes['s'] ?? 0), value: '' }
    } else if ((name === 'v' || name === 't') && this.cell) this.takes = true
    else if (name === 'rPh') this.takes = false
  }

  text(piece: string): void {
    if (this.takes && this.cell) this.cell.value += piece
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.takes = false
    else if (name === 'c' && this.cell) {
      const { column } = this.cell
      while (this.row.length < column) this.row.push('')
      this.row[column] = this.textOf(this.cell)
      this.cell = null
    } else if (name === 'row') this.endRow()
  }

  private endRow(): void {
    this.repeatMerged()
    if (!this.row.some((text) => text.trim() !== '')) return
    this.rows.push(this.row)
  }

  private repeatMerged(): void {
    this.covering = this.covering.filter(({ area }) => area.to >= this.number)
    if (this.row.length > 0) {
      for (const { area, text } of this.covering) {
        while (this.row.length <= area.column) this.row.push('')
        this.row[area.column] ||= text
      }
    }
    for (const area of this.merged.get(this.number) ?? []) {
      this.covering.push({ area, text: this.row[area.column] ?? '' })
    }
  }

  private textOf({ type, style, value }: Cell): string {
    if (type === 's') return this.book.texts[Number(value)] ?? ''
    if (type === 'b') return value === '1' ? 'true' : 'false'
    if (type === 'n') return numberText(value, this.book.formats[style], this.book.from1904)
    // Days in ISO 8601, and texts that formulas gave.
    return type === 'd' ? value.replace(/T00:00:00(\.0+)?Z?$/, '').replace('T', ' ') : value
  }

  private refusal(why: string) {
    return tooLarge(this.book.fileName, why)
  }
}

/** `AB12` → 27 */
export function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0]
  if (letters === undefined) return undefined
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}
