import { literal } from '../../ingest/sql-text'
import { customerFields } from './fields'
import type { CsvTable } from './table'
import { columnOf } from './table'

/** SQL of JSON text from named SQL texts; empty ones are left out. */
export function jsonSql(pairs: [name: string, text: string][]): string {
  if (pairs.length === 0) return `'{}'`
  const map = pairs.map(([name, text]) => `${literal(name)}, ${text}`).join(', ')
  return `toJSONString(mapFilter((k, v) -> v != '', map(${map})))`
}

/** Columns that no field of ours reads; they are kept under their header. */
export function unmappedColumns({ dialect, index }: CsvTable): [name: string, text: string][] {
  const used = new Set(index.values())
  return dialect.header.flatMap((header, at): [string, string][] =>
    used.has(at) ? [] : [[header === '' ? `column_${at + 1}` : header, `c${at}`]],
  )
}

/** What the table says of a customer: [name, SQL of the text]. */
export function customerPairs(table: CsvTable): [name: string, text: string][] {
  const name = columnOf(table, 'customer_name')
  return [
    ...(name ? [['name', name] as [string, string]] : []),
    ...customerFields.flatMap((field): [string, string][] => {
      const column = columnOf(table, field)
      return column ? [[field, column]] : []
    }),
  ]
}
