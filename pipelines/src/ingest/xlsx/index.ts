import type { Sample } from '../../sources/source'
import { IngestError } from '../ingest-error'
import { chooseSheet } from './choose-sheet'
import { limits } from './limits'
import { sheetRows } from './sheet-rows'
import { openWorkbook } from './workbook'
import { openParts, tooLarge } from './zip-parts'

/** A sheet of a spreadsheet as CSV. */
export interface SheetText {
  name: string
  /** the other sheets that can be seen */
  others: string[]
  bytes: AsyncIterable<Buffer>
}

const OLE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0])

/** Whether the bytes begin a spreadsheet as .xlsx has it: an archive with the parts of a workbook. */
export const isXlsx = ({ bytes }: Sample): boolean =>
  bytes.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004' &&
  (bytes.includes('xl/workbook.xml') || bytes.includes('xl/worksheets/') || bytes.includes('xl/styles.xml'))

/** @throws IngestError for a spreadsheet of a kind that cannot be read here, saying what to do */
export function refuseOtherSpreadsheets({ bytes, fileName }: Sample): void {
  const save = 'Open it in your spreadsheet program and save it as .xlsx or as CSV, then load that.'
  if (bytes.includes('mimetypeapplication/vnd.oasis.opendocument.spreadsheet')) {
    throw new IngestError('ingest/spreadsheet-old', `${fileName} is an OpenDocument spreadsheet. ${save}`)
  }
  if (!bytes.subarray(0, 4).equals(OLE)) return
  if (bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'))) {
    throw new IngestError(
      'ingest/spreadsheet-locked',
      `${fileName} is protected by a password. Open it, save it without the password, and load that.`,
    )
  }
  throw new IngestError(
    'ingest/spreadsheet-old',
    `${fileName} is a file of an old Excel (.xls) or another old Office file. ${save}`,
  )
}

/**
 * The sheet of a spreadsheet with most rows, or the one that is named, as the text of a CSV file: days in ISO 8601,
 * plain decimals with a point, formulas as the values that they last had, merged cells repeated downwards.
 * @throws IngestError `ingest/spreadsheet-broken`, `ingest/spreadsheet-too-large`, `ingest/no-sheet`
 */
export async function readSheet(
  bytes: AsyncIterable<Buffer>,
  fileName: string,
  wanted: string | undefined,
): Promise<SheetText> {
  const book = await openWorkbook(openParts(await wholeFile(bytes, fileName), fileName), fileName)
  const { sheet, width, merged, others } = await chooseSheet(book, wanted)
  return { name: sheet.name, others, bytes: csvOf(sheetRows(book, sheet, merged), width) }
}

async function wholeFile(bytes: AsyncIterable<Buffer>, fileName: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.length
    if (size > limits.packed) throw tooLarge(fileName, 'it is larger than 64 MB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const BLOCK = 64 * 1024

async function* csvOf(rows: AsyncIterable<string[]>, width: number): AsyncGenerator<Buffer> {
  let block = ''
  for await (const row of rows) {
    while (row.length > width && (row.at(-1) ?? '').trim() === '') row.pop()
    while (row.length < width) row.push('')
    block += `${row.map(quoted).join(',')}\n`
    if (block.length < BLOCK) continue
    yield Buffer.from(block)
    block = ''
  }
  if (block !== '') yield Buffer.from(block)
}

const quoted = (text: string): string =>
  /[",\n\r]|^\s|\s$/.test(text) ? `"${text.replace(/"/g, '""')}"` : text
