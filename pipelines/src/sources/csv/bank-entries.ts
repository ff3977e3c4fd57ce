import { amountSql } from '../values/amount-sql'
import { dateSql, plausibleDaySql } from '../values/date-sql'
import type { Check } from '../values/check'
import { jsonSql, unmappedColumns } from './attributes'
import { moneyChecks, partySql } from './invoices'
import type { Reading, TableSql } from './table-sql'
import type { CsvTable } from './table'
import { columnOf, labelOf } from './table'

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

/** One row = one entry of an account at a bank. Whose money it is shows in the matching. */
export function bankEntriesSql(table: CsvTable, reading: Reading): TableSql {
  const { entity, money } = partySql(table, reading)
  const given = (name: string, field: string): [string, string][] => {
    const column = columnOf(table, field)
    return column ? [[name, column]] : []
  }
  const about = jsonSql([
    ['status', `'BOOK'`],
    ['statement_kind', `'csv'`],
    ...given('remittance', 'label'),
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
      label: [
        'String',
        columnOf(table, 'label') ??
          columnOf(table, 'counterparty') ??
          columnOf(table, 'customer_name') ??
          `''`,
      ],
      reference: ['String', columnOf(table, 'payment_id') ?? `''`],
      about: ['String', about],
    },
    checks: entryChecks(table),
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
