import Papa from 'papaparse'
import { StudyError } from './study-error'

/** Rows by the names of their columns; `line` counts from 1, the header being line 1. */
export interface CsvRows {
  file: string
  columns: string[]
  rows: { line: number; cells: Record<string, string> }[]
}

/**
 * The rows of a CSV text; comma, semicolon and tab are told apart by themselves, empty lines left out.
 * @throws StudyError `study/not-readable`, `study/no-rows`
 */
export function csvRows(text: string, file: string): CsvRows {
  const parsed = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), {
    delimitersToGuess: [',', ';', '\t', '|'],
  })
  const [header, ...records] = parsed.data
  const columns = (header ?? []).map((cell) => cell.trim())
  const twice = columns.find((column, i) => column !== '' && columns.indexOf(column) !== i)
  if (twice !== undefined) {
    throw new StudyError('study/not-readable', `${file} has two columns named ${twice}; rename one of them.`)
  }
  const rows = records.flatMap((cells, i) => {
    if (cells.length === 1 && (cells[0] ?? '').trim() === '') return []
    if (cells.length !== columns.length) {
      throw new StudyError(
        'study/not-readable',
        `${file}, line ${i + 2} has ${cells.length} fields where the header has ${columns.length}; put fields that hold the separator in quotation marks.`,
      )
    }
    const named = Object.fromEntries(columns.map((column, k) => [column, (cells[k] ?? '').trim()]))
    return [{ line: i + 2, cells: named }]
  })
  if (rows.length === 0) throw new StudyError('study/no-rows', `${file} has no rows below its header.`)
  return { file, columns, rows }
}

/** @throws StudyError `study/missing-column` that names the columns there are */
export function requireColumn({ file, columns }: CsvRows, column: string, why: string): string {
  if (columns.includes(column)) return column
  throw new StudyError(
    'study/missing-column',
    `${file} has no column ${column} (${why}). It has: ${columns.join(', ')}.`,
  )
}

const badRow = (file: string, line: number, what: string) =>
  new StudyError('study/bad-row', `${file}, line ${line}: ${what}`)

const YES = new Set(['1', 'true', 'yes', 'oui', 'y', 't'])
const NO = new Set(['0', 'false', 'no', 'non', 'n', 'f'])
const UNKNOWN = new Set(['', 'na', 'n/a', 'nan', 'null', '.'])

/** A number, 1 and 0 for yes and no; null where nothing is known. @throws StudyError `study/bad-row` */
export function numberOf(text: string, file: string, line: number, column: string): number | null {
  const plain = text.toLowerCase()
  if (UNKNOWN.has(plain)) return null
  if (YES.has(plain)) return 1
  if (NO.has(plain)) return 0
  const value = Number(plain.replace(/[\s\u00A0\u202F€$]/g, '').replace(/^(-?\d+),(\d+)$/, '$1.$2'))
  if (Number.isFinite(value)) return value
  throw badRow(
    file,
    line,
    `${column} is "${text}", which is no number; write it like 1234.56 or leave it empty.`,
  )
}

const DAY_MS = 86_400_000

/** Days since 1970 of a date or moment; the day is that of the text. @throws StudyError `study/bad-row` */
export function dayOf(text: string, file: string, line: number, column: string): number {
  const found = /^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$/.exec(text) ?? dayFirst(text)
  const time = found === null ? NaN : Date.parse(`${found[1]}-${found[2]}-${found[3]}T00:00:00Z`)
  const day = Math.floor(time / DAY_MS)
  if (found !== null && Number.isFinite(day) && new Date(time).getUTCDate() === Number(found[3])) return day
  throw badRow(file, line, `${column} is "${text}", which is no date; write it like 2026-03-31.`)
}

/** 31/03/2026 and 31.03.2026: a day above 12 or not, the day comes first. */
function dayFirst(text: string): string[] | null {
  const found = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/.exec(text)
  if (found === null) return null
  const [, day = '', month = '', year = ''] = found
  return ['', year, month.padStart(2, '0'), day.padStart(2, '0')]
}
