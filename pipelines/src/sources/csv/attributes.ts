import { literal } from '../../ingest/sql-text'
import { contactsSql } from './contacts'
import { customerFields } from './fields'
import { kindSql, languageSql, sirenSql, unverifiedSirenSql } from './party-values'
import type { CsvTable } from './table'
import { columnOf } from './table'

export type Pair = [name: string, text: string]

/** SQL of JSON text from named SQL texts; empty ones are left out. `nested`: texts that are JSON already. */
export function jsonSql(pairs: Pair[], nested: Pair[] = []): string {
  if (pairs.length === 0 && nested.length === 0) return `'{}'`
  const map = pairs.map(([name, text]) => `${literal(name)}, ${text}`).join(', ')
  const flat = pairs.length === 0 ? `'{}'` : `toJSONString(mapFilter((k, v) -> v != '', map(${map})))`
  if (nested.length === 0) return flat
  const parts = nested.map(([name, json]) => {
    const key = literal(`"${name}":`)
    return `if(${json} IN ('', '[]'), '', concat(${key}, ${json}))`
  })
  const inner = `substring(${flat}, 2, length(${flat}) - 2)`
  return `concat('{', arrayStringConcat(arrayFilter(x -> x != '', [${[inner, ...parts].join(', ')}]), ','), '}')`
}

/** Columns that no field of ours reads; they are kept under their header. */
export function unmappedColumns({ dialect, index }: CsvTable): Pair[] {
  const used = new Set(index.values())
  return dialect.header.flatMap((header, at): Pair[] =>
    used.has(at) ? [] : [[header === '' ? `column_${at + 1}` : header, `c${at}`]],
  )
}

/** What the table says of a customer: [name, SQL of the text]. */
export function customerPairs(table: CsvTable): Pair[] {
  const given = (
    name: string,
    field: string,
    sql: (column: string) => string = (column) => column,
  ): Pair[] => {
    const column = columnOf(table, field)
    return column ? [[name, sql(column)]] : []
  }
  return [
    ...given('name', 'customer_name'),
    ...given('kind', 'kind', kindSql),
    ...given('kind_stated', 'kind', (column) => `if(${kindSql(column)} = '', ${column}, '')`),
    ...given('language', 'language', languageSql),
    ...customerFields.flatMap((field) => given(field, field)),
    ...given('siren', 'siren', sirenSql),
    ...given('siret', 'siren', (column) => `if(length(${sirenSql(column)}) = 14, ${sirenSql(column)}, '')`),
    ...given('siren_unverified', 'siren', unverifiedSirenSql),
    ...given('vat_number', 'vat_number', (column) => `upper(replaceRegexpAll(${column}, '[\\\\s.-]', ''))`),
    ...given('terms_days', 'terms_days', termsSql),
    ...addressPairs(table),
  ].map(([name, sql]): Pair => (name === 'siren' ? [name, `substring(${sql}, 1, 9)`] : [name, sql]))
}

/** JSON that the table tells of a customer: contacts. */
export function customerNested(table: CsvTable): Pair[] {
  const contacts = contactsSql(table)
  return contacts === null ? [] : [['contacts', `toJSONString(${contacts})`]]
}

/** `Net 30` and `30 jours` are 30; `Due on Receipt` and `comptant` are 0. */
export const termsSql = (column: string): string =>
  `if(match(${column}, '[0-9]'), extract(${column}, '[0-9]+'), if(match(lower(${column}), 'receipt|comptant|immediate'), '0', ''))`

function addressPairs(table: CsvTable): Pair[] {
  const lines = ['address', 'address_2'].flatMap((field) => columnOf(table, field) ?? [])
  const town = ['postal_code', 'city'].flatMap((field) => columnOf(table, field) ?? [])
  const region = columnOf(table, 'region')
  const parts = [
    ...lines,
    ...(town.length > 0 ? [`trim(concat(${[...town, `''`].join(`, ' ', `)}))`] : []),
    ...(region ? [region] : []),
  ]
  if (parts.length === 0) return []
  return [['address', `arrayStringConcat(arrayFilter(x -> x != '', [${parts.join(', ')}]), '\\n')`]]
}
