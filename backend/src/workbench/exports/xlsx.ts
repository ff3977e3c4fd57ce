import { PassThrough } from 'node:stream'
import type { Readable } from 'node:stream'
import type ExcelJS from 'exceljs'
import type { ResultPart } from '../runs/run-lines'
import type { ResultColumn } from '../runs/runs.contract'

/** A sheet has 1,048,576 rows, the first of them for names. */
const MOST_ROWS = 1_048_575
/** What a cell keeps exactly; a longer number stays text. */
const MOST_DIGITS = 15
const NUMBER = /^-?\d+(\.\d+)?$/

/**
 * A result as a workbook of one sheet, written while it is read. Numbers of up to 15 digits, days and moments become
 * cells of their kind, everything else text. An error of the result breaks the stream off.
 */
export function toXlsx(parts: AsyncIterable<ResultPart>): Readable {
  const stream = new PassThrough()
  void write(parts, stream).catch((error: unknown) => stream.destroy(error as Error))
  return stream
}

async function write(parts: AsyncIterable<ResultPart>, stream: PassThrough): Promise<void> {
  const { default: exceljs } = await import('exceljs')
  const book = new exceljs.stream.xlsx.WorkbookWriter({ stream, useStyles: true })
  const sheet = book.addWorksheet('SQL', { views: [{ state: 'frozen', ySplit: 1 }] })
  let columns: ResultColumn[] = []
  let written = 0
  for await (const part of parts) {
    if ('columns' in part) {
      columns = part.columns
      sheet.columns = columns.map(({ name, type }) => ({ header: name, width: 18, style: styleOf(type) }))
      sheet.getRow(1).font = { bold: true }
    }
    if (!('rows' in part)) continue
    for (const row of part.rows) {
      if (written++ >= MOST_ROWS) break
      const cells = JSON.parse(row) as unknown[]
      sheet.addRow(cells.map((value, at) => cellOf(value, columns[at]?.type ?? ''))).commit()
    }
    if (stream.writableNeedDrain) await new Promise((resolve) => stream.once('drain', resolve))
  }
  sheet.commit()
  await book.commit()
}

/** What stands inside Nullable and LowCardinality. */
const plain = (type: string) => type.replace(/^(LowCardinality\()?(Nullable\()?/, '')
const isDay = (type: string) => /^Date(32)?\b/.test(plain(type)) && !plain(type).startsWith('DateTime')
const isMoment = (type: string) => plain(type).startsWith('DateTime')
const isNumber = (type: string) => /^(U?Int|Float|Decimal)/.test(plain(type))

function styleOf(type: string): Partial<ExcelJS.Style> {
  if (isDay(type)) return { numFmt: 'yyyy-mm-dd' }
  if (isMoment(type)) return { numFmt: 'yyyy-mm-dd hh:mm:ss' }
  return {}
}

function cellOf(value: unknown, type: string): ExcelJS.CellValue {
  if (value === null) return null
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return JSON.stringify(value)
  if (isNumber(type) && NUMBER.test(value) && value.replace(/\D/g, '').length <= MOST_DIGITS)
    return Number(value)
  if (isDay(type) || isMoment(type)) {
    const time = Date.parse(`${value.replace(' ', 'T')}${isDay(type) ? 'T00:00:00' : ''}Z`)
    return Number.isNaN(time) ? value : new Date(time)
  }
  return value
}
