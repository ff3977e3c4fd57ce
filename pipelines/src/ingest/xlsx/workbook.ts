import { formatOf } from './number-format'
import type { CellFormat } from './number-format'
import { limits } from './limits'
import { readAll } from './read-xml'
import type { Parts } from './zip-parts'
import { broken, tooLarge } from './zip-parts'

export interface SheetPart {
  name: string
  hidden: boolean
  part: string
}

/** What all sheets of a spreadsheet share. */
export interface Workbook {
  fileName: string
  parts: Parts
  sheets: SheetPart[]
  /** days are counted from 1904, as on old Macs */
  from1904: boolean
  formats: CellFormat[]
  texts: string[]
}

const BOOK = 'xl/workbook.xml'

/** Reads what the sheets share: their names, the formats of cells and the texts. */
export async function openWorkbook(parts: Parts, fileName: string): Promise<Workbook> {
  const targets = await readTargets(parts, fileName)
  const book: Workbook = { fileName, parts, sheets: [], from1904: false, formats: [], texts: [] }
  await readAll(
    parts.read(BOOK),
    {
      open({ name, attributes }) {
        if (name === 'workbookPr') book.from1904 = /^(1|true)$/.test(attributes['date1904'] ?? '')
        if (name !== 'sheet') return
        const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? ''
        const part = targets.get(id)
        if (part === undefined || !parts.has(part)) return
        const hidden = /hidden/i.test(attributes['state'] ?? '')
        book.sheets.push({ name: attributes['name'] ?? part, hidden, part })
      },
    },
    fileName,
  )
  if (book.sheets.length === 0) throw broken(fileName, 'it has no sheet with cells')
  if (parts.has('xl/styles.xml')) book.formats = await readFormats(parts, fileName)
  if (parts.has('xl/sharedStrings.xml')) book.texts = await readTexts(parts, fileName)
  return book
}

async function readTargets(parts: Parts, fileName: string): Promise<Map<string, string>> {
  const targets = new Map<string, string>()
  await readAll(
    parts.read('xl/_rels/workbook.xml.rels'),
    {
      open({ name, attributes }) {
        const {
          Id,
          Target = '',
          Type = '',
        } = attributes as Record<'Id' | 'Target' | 'Type', string | undefined>
        if (name !== 'Relationship' || Id === undefined || !Type.endsWith('/worksheet')) return
        targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target.replace(/^\.\//, '')}`)
      },
    },
    fileName,
  )
  return targets
}

async function readFormats(parts: Parts, fileName: string): Promise<CellFormat[]> {
  const codes = new Map<number, string>()
  const formats: CellFormat[] = []
  let inCells = false
  await readAll(
    parts.read('xl/styles.xml'),
    {
      open({ name, attributes }) {
        if (name === 'numFmt') codes.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '')
        if (name === 'cellXfs') inCells = true
        if (name !== 'xf' || !inCells) return
        const id = Number(attributes['numFmtId'] ?? 0)
        formats.push(formatOf(id, codes.get(id)))
      },
      close(name) {
        if (name === 'cellXfs') inCells = false
      },
    },
    fileName,
  )
  return formats
}

/** Texts that cells share; what is there to help pronounce them is left out. */
async function readTexts(parts: Parts, fileName: string): Promise<string[]> {
  const texts: string[] = []
  let characters = 0
  let text = ''
  let [inText, inSound] = [false, false]
  await readAll(
    parts.read('xl/sharedStrings.xml'),
    {
      open({ name }) {
        if (name === 'si') text = ''
        if (name === 'rPh') inSound = true
        if (name === 't') inText = !inSound
      },
      text(piece) {
        if (inText) text += piece
      },
      close(name) {
        if (name === 't') inText = false
        if (name === 'rPh') inSound = false
        if (name !== 'si') return
        texts.push(text)
        characters += text.length + 16
        if (characters > limits.sharedText) throw tooLarge(fileName, 'its texts are larger than 64 MB')
      },
    },
    fileName,
  )
  return texts
}
