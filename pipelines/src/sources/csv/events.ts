import { eventSql } from '../events/event-plan'
import { jsonSql, unmappedColumns } from './attributes'
import type { Reading, TableSql } from './table-sql'
import type { CsvTable } from './table'
import { columnOf, labelOf } from './table'

/** One row = one event; the headers are the columns of an event, others are kept as attributes. */
export function eventsOfCsv(table: CsvTable, reading: Reading): TableSql {
  const attributes = attributesSql(table)
  const sql = eventSql({
    ...reading,
    text: (column) => columnOf(table, column),
    label: (column) => labelOf(table, column),
    attributes,
  })
  const given = columnOf(table, 'attributes')
  const checks = [...sql.checks]
  if (given)
    checks.push([
      `${given} != '' AND JSONType(${given}) != 'Object'`,
      labelOf(table, 'attributes'),
      'malformed',
      given,
    ])
  return { shared: sql.shared, typed: sql.typed, checks, events: [{ where: '1', columns: sql.columns }] }
}

function attributesSql(table: CsvTable): string | undefined {
  const given = columnOf(table, 'attributes')
  const others = unmappedColumns(table)
  if (!given) return others.length > 0 ? jsonSql(others) : undefined
  const own = `if(${given} = '', '{}', ${given})`
  return others.length > 0 ? `jsonMergePatch(${jsonSql(others)}, ${own})` : own
}
