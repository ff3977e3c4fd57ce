import type { Completion } from '@codemirror/autocomplete'
import type { CatalogueAnswer, CatalogueTable, DialectAnswer } from '@relance/backend/contract'

type Tables = CatalogueAnswer['tables']
type Column = CatalogueTable['columns'][number]

/** Words that look like the alias of a table and are none. */
const NO_ALIAS =
  /^(where|prewhere|group|order|on|using|final|sample|join|inner|left|right|full|cross|any|all|limit|having|union|settings|as|array|global|asof|semi|anti|window|qualify)$/i

const columnOption = (column: Column, table: string, boost: number): Completion => ({
  label: column.name,
  detail: column.type,
  info: column.comment === '' ? table : `${table} · ${column.comment}`,
  type: 'property',
  boost,
})

/** Tables named after FROM or JOIN, by their own name and by the alias that follows it. */
function tablesIn(sql: string, tables: Tables): Map<string, CatalogueTable> {
  const known = new Map(tables.map((table) => [table.name, table]))
  const found = new Map<string, CatalogueTable>()
  for (const [, name = '', alias] of sql.matchAll(
    /\b(?:from|join)\s+(?:relance\.)?(\w+)(?:\s+final)?(?:\s+(?:as\s+)?(\w+))?/gi,
  )) {
    const table = known.get(name)
    if (!table) continue
    found.set(name, table)
    if (alias !== undefined && !NO_ALIAS.test(alias)) found.set(alias, table)
  }
  return found
}

/**
 * What may stand where one types: columns of a table or alias before a point; tables after FROM and JOIN; else
 * columns of the tables that the statement names, functions, tables and keywords, in this order.
 * @param before the text up to the caret, the word under way left out
 */
export function optionsAt(
  before: string,
  sql: string,
  { tables }: Pick<CatalogueAnswer, 'tables'>,
  dialect: DialectAnswer,
): Completion[] {
  const named = tablesIn(sql, tables)
  const owner = /(\w+)\.$/.exec(before)?.[1]
  if (owner !== undefined) {
    const table = named.get(owner) ?? tables.find(({ name }) => name === owner)
    if (table) return table.columns.map((column) => columnOption(column, table.name, 0))
    if (owner !== 'relance') return []
  }
  const tableOptions = tables.map(({ name, comment }): Completion => ({
    label: name,
    info: comment,
    type: 'class',
    boost: 1,
  }))
  if (owner !== undefined || /\b(from|join)\s+$/i.test(before)) return tableOptions
  const columns = [...new Set(named.values())].flatMap((table) =>
    table.columns.map((column) => columnOption(column, table.name, 3)),
  )
  const functions = dialect.functions.map(({ name, syntax }): Completion => ({
    label: name,
    detail: '()',
    type: 'function',
    boost: -1,
    ...(syntax === '' ? {} : { info: syntax }),
  }))
  const keywords = dialect.keywords.map((label): Completion => ({ label, type: 'keyword', boost: -2 }))
  const types = dialect.types.map((label): Completion => ({ label, type: 'type', boost: -3 }))
  return [...columns, ...tableOptions, ...functions, ...keywords, ...types]
}
