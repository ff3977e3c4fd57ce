import { customerPairs, jsonSql, unmappedColumns } from './attributes'
import { partySql } from './invoices'
import type { Reading, TableSql } from './table-sql'
import type { CsvTable } from './table'
import { columnOf, labelOf } from './table'

/** One row = one customer as it is known today. The id holds the content: what changed is a new event. */
export function customersSql(table: CsvTable, reading: Reading): TableSql {
  const contacts = ['email', 'phone'].flatMap((field): [string, string][] => {
    const column = columnOf(table, field)
    return column ? [[field, column]] : []
  })
  return {
    shared: {},
    typed: {
      ...partySql(table, reading),
      about: ['String', jsonSql([...customerPairs(table), ...contacts, ...unmappedColumns(table)])],
    },
    checks: [[`customer = ''`, labelOf(table, 'customer_id'), 'missing_field', `''`]],
    events: [
      {
        where: '1',
        columns: {
          event_type: `'customer.updated'`,
          event_id: `concat('customer:', entity, ':', customer, ':', hex(cityHash64(about)))`,
          entity_id: 'entity',
          customer_id: 'customer',
          occurred_on: 'today()',
          issued_on: 'today()',
          attributes_text: 'about',
        },
      },
    ],
  }
}
