import { IngestError } from '../ingest-error'
import { limits } from './limits'
import { columnOf, sheetRows } from './sheet-rows'
import type { Merged } from './sheet-rows'
import type { SheetPart, Workbook } from './workbook'
import { broken } from './zip-parts'

export interface ChosenSheet {
  sheet: SheetPart
  /** columns that are filled in its first rows; shorter rows are filled up to it */
  width: number
  merged: Merged[]
  /** other sheets that can be seen */
  others: string[]
}

const LOOKED_AT = 300

/**
 * The sheet that a person names, else the one with most rows of a table among those that can be seen.
 * @throws IngestError `ingest/no-sheet`
 */
export async function chooseSheet(book: Workbook, wanted: string | undefined): Promise<ChosenSheet> {
  const seen = book.sheets.filter((sheet) => !sheet.hidden)
  const candidates = wanted === undefined ? seen : book.sheets.filter(({ name }) => name === wanted)
  if (wanted !== undefined && candidates.length === 0) {
    const names = book.sheets.map(({ name }) => name)
    throw new IngestError(
      'ingest/no-sheet',
      `${book.fileName} has no sheet "${wanted}"; it has ${names.join(', ')}.`,
      { wanted, sheets: names },
    )
  }
  const looked = await Promise.all(candidates.map((sheet) => lookAt(book, sheet)))
  const best = looked.sort((a, b) => b.score - a.score)[0]
  if (!best || best.width === 0) throw broken(book.fileName, 'no sheet that can be seen has filled cells')
  const others = seen.filter(({ name }) => name !== best.sheet.name).map(({ name }) => name)
  return { sheet: best.sheet, width: best.width, merged: await mergedOf(book, best.sheet), others }
}

async function lookAt(book: Workbook, sheet: SheetPart) {
  let [rows, tabular, width] = [0, 0, 0]
  for await (const row of sheetRows(book, sheet)) {
    rows += 1
    const filled = row.filter((text) => text.trim() !== '').length
    if (filled >= 2) tabular += 1
    width = Math.max(width, row.findLastIndex((text) => text.trim() !== '') + 1)
    if (rows >= LOOKED_AT) break
  }
  const all = rows < LOOKED_AT ? rows : await countRows(book, sheet)
  return { sheet, width, score: rows === 0 ? 0 : (tabular / rows) * all * Math.min(width, 3) }
}

/** Counted by their tags, without reading them. */
async function countRows(book: Workbook, sheet: SheetPart): Promise<number> {
  let rows = 0
  for await (const chunk of book.parts.read(sheet.part)) {
    for (let at = chunk.indexOf('<row '); at !== -1; at = chunk.indexOf('<row ', at + 5)) rows += 1
  }
  return rows
}

/** Areas of cells that are merged over several rows. They stand behind the rows, so they are looked for first. */
async function mergedOf(book: Workbook, sheet: SheetPart): Promise<Merged[]> {
  const found: Merged[] = []
  let rest = ''
  for await (const chunk of book.parts.read(sheet.part)) {
    const text = rest + chunk.toString('latin1')
    for (const [, from = '', to = ''] of text.matchAll(
      /<(?:\w+:)?mergeCell ref="([A-Z]+\d+):([A-Z]+\d+)"/g,
    )) {
      const [first, last] = [from, to].map((one) => Number(/\d+/.exec(one)?.[0]))
      const column = columnOf(from)
      if (column === undefined || first === undefined || last === undefined || last <= first) continue
      if (found.length < limits.merged) found.push({ column, from: first, to: last })
    }
    const open = text.lastIndexOf('<')
    rest = open === -1 || text.length - open > 200 ? '' : text.slice(open)
    if (/^<[^>]*>/.test(rest)) rest = ''
  }
  return found
}
