import type { Reading, TableSql } from './table-sql'
import { customerPairs, unmappedColumns } from './attributes'
import { consentsSql, contactsSql, emailChecks } from './contacts'
import { partySql } from './invoices'
import { isSiren } from './party-values'
import { literal } from '../../ingest/sql-text'
import type { CsvTable } from './table'
import { columnOf, labelOf, samples, warn } from './table'

const LIST = 'Array(Map(String, String))'

/**
 * One row = one customer, or one person at a customer: rows of one customer become one event with all its contacts.
 * The id holds the content: what changed is a new event. A SIREN that cannot be one is kept as `siren_unverified`;
 * an e-mail that is none rejects the row.
 */
export function customersSql(table: CsvTable, reading: Reading): TableSql {
  if (samples(table, ['siren']).some((text) => text !== '' && !isSiren(text))) warn(table, 'siren_unverified')
  const pairs = [...customerPairs(table), ...unmappedColumns(table)]
  const map = pairs.map(([name, text]) => `${literal(name)}, ${text}`).join(', ')
  const { entity, customer } = partySql(table, reading)
  const fallback = "CAST([], 'Array(Map(String, String))')"
  const type = columnOf(table, 'contact_type')
  return {
    shared: {},
    typed: {
      ...(entity ? { entity } : {}),
      ...(customer ? { customer } : {}),
      facts: [
        'Map(String, String)',
        pairs.length === 0 ? 'map()' : `mapFilter((k, v) -> v != '', map(${map}))`,
      ],
      contacts: [LIST, contactsSql(table) ?? fallback],
      consents: [LIST, consentsSql(table) ?? fallback],
    },
    ...(type
      ? { ignored: [[`match(lower(${type}), 'vendor|supplier|fournisseur')`, 'not_receivable']] }
      : {}),
    checks: [[`customer = ''`, labelOf(table, 'customer_id'), 'missing_field', `''`], ...emailChecks(table)],
    gather: gathered,
    group: { key: `entity, '\\n', customer`, whole: false },
    events: [
      {
        where: '1',
        columns: {
          event_type: `'customer.updated'`,
          event_id: `concat('customer:', entity, ':', customer, ':', hex(cityHash64(about)))`,
          entity_id: 'entity',
          customer_id: 'customer',
          // Such a file says how things are, not since when. It goes before what rows of invoices tell of a customer.
          occurred_on: `toDate('1990-01-02')`,
          issued_on: `toDate('1990-01-02')`,
          attributes_text: 'about',
        },
      },
    ],
  }
}

/** SQL: customers from the rows that tell of them; the same whatever the order of the rows. */
function gathered(typed: string): string {
  const facts = 'arraySort(groupUniqArrayArray(arrayZip(mapKeys(facts), mapValues(facts))))'
  const single =
    'arrayFilter((f, i) -> i = 1 OR f.1 != all_facts[i - 1].1, all_facts, arrayEnumerate(all_facts))'
  const text = (list: string) => `arrayMap(x -> toJSONString(x), ${list})`
  const nested = (name: string) =>
    `if(empty(all_${name}), '', concat(if(empty(all_facts), '', ','), '"${name}":[', arrayStringConcat(all_${name}, ','), ']'))`
  const flat = `arrayStringConcat(arrayMap(f -> concat(toJSONString(f.1), ':', toJSONString(f.2)), ${single}), ',')`
  const both = `if(empty(all_contacts) OR empty(all_consents) OR NOT empty(all_facts), '', ',')`
  return `SELECT first AS line, entity, customer,
    concat('{', ${flat}, ${nested('contacts')}, ${both}, ${nested('consents')}, '}') AS about
    FROM (SELECT min(line) AS first, entity, customer, ${facts} AS all_facts,
      arraySort(groupUniqArrayArray(${text('contacts')})) AS all_contacts,
      arraySort(groupUniqArrayArray(${text('consents')})) AS all_consents
      FROM ${typed} GROUP BY entity, customer)`
}
