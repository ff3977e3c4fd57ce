import { amountSql } from '../values/amount-sql'
import { dateSql, plausibleDaySql } from '../values/date-sql'
import type { Check } from '../values/check'
import type { IgnoredReason } from '../../events/contract'
import { jsonSql, unmappedColumns } from './attributes'
import { normalHeader } from './fields'
import { moneyChecks, partySql } from './invoices'
import type { Reading, TableSql } from './table-sql'
import type { CsvTable } from './table'
import { columnOf, labelOf } from './table'

/** What banks write of a movement that has not taken place, or not yet. */
const NOT_BOOKED =
  'pending|processing|declined|refused|reverted|failed|cancell?ed|en cours|en attente|refus|rejet|annul|[ée]chou|renvoy'

/** SQL of a column read as an amount, 0 where it is empty; null where the table has none. */
function amountOf(table: CsvTable, reading: Reading, field: string): string | null {
  const column = columnOf(table, field)
  return column === undefined
    ? null
    : `if(${column} = '', toDecimal64(0, 4), ${amountSql(column, reading.decimalMark)})`
}

/** SQL: money in less money out. Banks write what goes out with a minus or without one. */
export function signedSql(table: CsvTable, reading: Reading): string {
  const amount = columnOf(table, 'amount')
  if (amount) return amountSql(amount, reading.decimalMark)
  const [credit, debit] = [amountOf(table, reading, 'credit'), amountOf(table, reading, 'debit')]
  return `${credit ?? 'toDecimal64(0, 4)'} - abs(${debit ?? 'toDecimal64(0, 4)'})`
}

/** Checks of a row with a day and an amount in one column or two. */
export function entryChecks(table: CsvTable): Check[] {
  const text = (field: string) => columnOf(table, field) ?? `''`
  const fields = table.index.has('amount')
    ? ['amount']
    : ['credit', 'debit'].filter((field) => table.index.has(field))
  const label = fields.map((field) => labelOf(table, field)).join(', ')
  const empty = fields.map((field) => `${text(field)} = ''`).join(' AND ')
  const all = fields.length === 1 ? text(fields[0] ?? '') : `concat(${fields.map(text).join(`, ' ', `)})`
  return [
    [`${text('paid_on')} = ''`, labelOf(table, 'paid_on'), 'missing_field', `''`],
    [`NOT ifNull(${plausibleDaySql('the_day')}, 0)`, labelOf(table, 'paid_on'), 'bad_date', text('paid_on')],
    [empty, label, 'missing_field', `''`],
    ['isNull(the_amount)', label, 'bad_amount', all],
    ...moneyChecks(table),
  ]
}

/** SQL: rows that the bank itself says are not booked; such a row has no day of booking with some. */
function notBooked(table: CsvTable): [condition: string, reason: IgnoredReason][] {
  const status = columnOf(table, 'status')
  if (status === undefined) return []
  const day = columnOf(table, 'paid_on') ?? `''`
  return [[`match(lowerUTF8(${status}), '${NOT_BOOKED}') OR (${status} != '' AND ${day} = '')`, 'not_booked']]
}

/** SQL: the words of a row on one line: its label, and what the layout has beside it. */
function wordsSql(table: CsvTable): string | undefined {
  const label = columnOf(table, 'label')
  const names = table.dialect.header.map(normalHeader)
  const more = (table.preset?.texts ?? []).map((text) => names.indexOf(normalHeader(text)))
  const columns = [...(label ? [label] : []), ...more.filter((at) => at >= 0).map((at) => `c${at}`)]
  if (columns.length === 0) return undefined
  return `trim(replaceRegexpAll(arrayStringConcat([${columns.join(', ')}], ' '), '\\s+', ' '))`
}

/** One row = one entry of an account at a bank. Whose money it is shows in the matching. */
export function bankEntriesSql(table: CsvTable, reading: Reading): TableSql {
  const { entity, money } = partySql(table, reading)
  const given = (name: string, field: string): [string, string][] => {
    const column = columnOf(table, field)
    return column ? [[name, column]] : []
  }
  const words = wordsSql(table)
  const about = jsonSql([
    ['status', `'BOOK'`],
    ['statement_kind', `'csv'`],
    ...(words ? ([['remittance', words]] as [string, string][]) : []),
    ...given('counterparty_name', table.index.has('counterparty') ? 'counterparty' : 'customer_name'),
    ...given('bank_reference', 'payment_id'),
    ...unmappedColumns(table),
  ])
  return {
    shared: {
      the_day: dateSql(columnOf(table, 'paid_on') ?? `''`, reading.dateOrder, reading.frenchMonths),
      the_amount: signedSql(table, reading),
    },
    typed: {
      ...(entity ? { entity } : {}),
      ...(money ? { money } : {}),
      booked: ['Date', 'ifNull(the_day, toDate(0))'],
      moved: ['Decimal(18, 4)', 'ifNull(the_amount, 0)'],
      label: ['String', words ?? columnOf(table, 'counterparty') ?? columnOf(table, 'customer_name') ?? `''`],
      reference: ['String', columnOf(table, 'payment_id') ?? `''`],
      about: ['String', about],
    },
    checks: entryChecks(table),
    ignored: notBooked(table),
    events: [
      {
        where: '1',
        columns: {
          event_type: `'bank.entry'`,
          event_id: `concat('~bank:csv:', entity, ':', toString(booked), ':', toString(moved), ':', money, ':', reference, ':', hex(cityHash64(label)))`,
          entity_id: 'entity',
          occurred_on: 'booked',
          issued_on: 'booked',
          amount: 'moved',
          currency: 'money',
          attributes_text: 'about',
        },
      },
    ],
  }
}
