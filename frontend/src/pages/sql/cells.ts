import type { ResultColumn } from '@relance/backend/contract'

export type CellKind = 'number' | 'day' | 'moment' | 'text' | 'other'

/** What stands inside Nullable and LowCardinality. */
const plain = (type: string) => type.replace(/^(?:LowCardinality\(|Nullable\()+/, '').replace(/\)+$/, ')')

export function kindOf({ type }: ResultColumn): CellKind {
  const inner = plain(type)
  if (/^(U?Int\d|Float|BFloat|Decimal)/.test(inner)) return 'number'
  if (inner.startsWith('DateTime')) return 'moment'
  if (inner.startsWith('Date')) return 'day'
  if (/^(String|FixedString|Enum|UUID|IPv|Bool)/.test(inner)) return 'text'
  return 'other'
}

/** Sums of money keep their digits, floats at most six of them. Null has no text: a mark stands in its place. */
export function cellText(
  value: unknown,
  kind: CellKind,
  decimal: (text: string, digits: number) => string,
): string {
  if (value === null || value === undefined) return ''
  if (kind === 'number' && (typeof value === 'number' || /^-?\d+(\.\d+)?$/.test(String(value))))
    return decimal(String(value), digitsOf(value))
  return plainText(value)
}

function digitsOf(value: unknown): number {
  const [, fraction = ''] = String(value).split('.')
  if (typeof value === 'string') return Math.max(fraction.replace(/0+$/, '').length, fraction === '' ? 0 : 2)
  return Number.isInteger(value) ? 0 : Math.min(6, fraction.includes('e') ? 6 : fraction.length)
}

/** As it is copied and exported: what the engine wrote, without any setting of the language. */
export const plainText = (value: unknown): string =>
  value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)

/** Rows by place in the order of one column; equal ones stay as they came, nulls stand last both ways. */
export function sorted(
  rows: readonly unknown[][],
  column: number,
  kind: CellKind,
  down: boolean,
): Uint32Array {
  const order = Uint32Array.from({ length: rows.length }, (_, place) => place)
  const keys = rows.map((row) => keyOf(row[column], kind))
  const sign = down ? -1 : 1
  return order.sort((a, b) => {
    const one = keys[a] ?? null
    const other = keys[b] ?? null
    if (one === null || other === null) return one === other ? a - b : one === null ? 1 : -1
    return one === other ? a - b : (one < other ? -1 : 1) * sign
  })
}

function keyOf(value: unknown, kind: CellKind): string | number | null {
  if (value === null || value === undefined) return null
  if (kind !== 'number') return plainText(value)
  const number = Number(value)
  return Number.isNaN(number) ? null : number
}

/** Lines for a spreadsheet, parted by tabs; a tab or line break inside a value becomes a blank. */
export const tsv = (rows: readonly unknown[][]): string =>
  rows.map((row) => row.map((value) => plainText(value).replace(/[\t\r\n]+/g, ' ')).join('\t')).join('\n')

/** Letters that a column needs, from its head and its first rows. */
export function widthOf(column: ResultColumn, texts: readonly string[]): number {
  const longest = texts.reduce((most, text) => Math.max(most, text.length), 0)
  return Math.max(
    64,
    Math.min(360, 22 + 7.3 * Math.max(longest, column.name.length + 2, column.type.length * 0.92)),
  )
}
