import Papa from 'papaparse'
import { IngestError } from '../../ingest/ingest-error'
import type { Sample } from '../source'
import { eventColumnNames } from '../../events/event-columns'
import { fieldOf, normalHeader } from './fields'

export interface Dialect {
  separator: string
  /** cells of the header, trimmed */
  header: string[]
  /** physical lines before the first record, the header's own included */
  skipLines: number
  /** 1 = first line of the file */
  headerLine: number
  /** records of the sample behind the header */
  rows: string[][]
}

const SEPARATORS = [',', ';', '\t', '|'] as const
const TITLE_LINES = 30
const ROWS = 2000

/** How the sample is parted into cells; null when no separator gives two columns. */
export function findDialect(sample: Sample, separator?: string, headerLine?: number): Dialect | null {
  const candidates = separator ? [separator] : SEPARATORS
  const read = candidates
    .map((candidate) => readWith(sample, candidate, headerLine))
    .filter((it) => it !== null)
  return read.sort((a, b) => b.score - a.score)[0]?.dialect ?? null
}

function readWith(
  sample: Sample,
  separator: string,
  headerLine: number | undefined,
): { dialect: Dialect; score: number } | null {
  const text = wholeLines(sample)
  const all = Papa.parse<string[]>(text, { delimiter: separator, preview: ROWS, skipEmptyLines: false }).data
  const index = headerLine === undefined ? findHeader(all) : recordOfLine(all, headerLine)
  const header = distinct((all[index] ?? []).map((cell) => cell.trim()))
  while (header.length > 1 && header.at(-1) === '') header.pop()
  if (header.length < 2) return null
  const rows = all.slice(index + 1).filter((row) => row.some((cell) => cell.trim() !== ''))
  const even =
    rows.filter((row) => Math.abs(row.length - header.length) <= 1).length / Math.max(1, rows.length)
  const before = lines(all.slice(0, index))
  const dialect = {
    separator,
    header,
    skipLines: before + lines(all.slice(index, index + 1)),
    headerLine: before + 1,
    rows,
  }
  return { dialect, score: known(header) * 10 + Math.min(header.length, 9) * even }
}

/** The second column of a name gets a number: `Phone (2)`. */
function distinct(header: string[]): string[] {
  const seen = new Map<string, number>()
  return header.map((name) => {
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return name === '' || times === 1 ? name : `${name} (${times})`
  })
}

const isFigure = (cell: string): boolean => /^\s*[-+(]?[^\w\s]?[\d.,\s]+\D?\s*$/.test(cell)

/** The line of titles is the one with most names that we know; else the first with most cells. */
function findHeader(all: string[][]): number {
  let best = { index: 0, score: -1 }
  for (const [index, row] of all.slice(0, TITLE_LINES).entries()) {
    const filled = row.filter((cell) => cell.trim() !== '' && !isFigure(cell)).length
    const score = known(row) * 100 + filled
    if (score > best.score) best = { index, score }
  }
  return best.index
}

const known = (row: string[]): number => new Set(row.map(knownName).filter((name) => name !== undefined)).size

const knownName = (cell: string): string | undefined =>
  eventColumnNames.has(normalHeader(cell)) ? normalHeader(cell) : fieldOf(cell)

/** Physical lines that records fill: a quoted cell may hold line ends. */
const lines = (rows: string[][]): number =>
  rows.reduce((sum, row) => sum + 1 + row.join('').split('\n').length - 1, 0)

function recordOfLine(all: string[][], headerLine: number): number {
  let at = 1
  for (const [index, row] of all.entries()) {
    if (at >= headerLine) return index
    at += lines([row])
  }
  throw new IngestError('ingest/bad-mapping', `The file has no line ${headerLine} for the header.`, {
    header_line: headerLine,
  })
}

function wholeLines(sample: Sample): string {
  const text = sample.text.replace(/\r\n?/g, '\n')
  return sample.complete ? text : text.slice(0, text.lastIndexOf('\n') + 1)
}
