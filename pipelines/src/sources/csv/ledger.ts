import { amountSql } from '../values/amount-sql'
import { dateSql } from '../values/date-sql'
import { entryChecks, signedSql } from './bank-entries'
import { jsonSql, unmappedColumns } from './attributes'
import { partySql } from './invoices'
import type { Reading, TableSql } from './table-sql'
import type { CsvTable } from './table'
import { columnOf, labelOf, warn } from './table'

/** Types of account that hold what customers owe. */
const RECEIVABLE = `('system receivable invoice', 'accounts receivable', 'receivable', 'clients', 'créances clients')`

/**
 * One row = one line of the books, of whatever account. Lines of receivables with money on their debit side are
 * invoices, those on their credit side payments; lines of other accounts are left out.
 */
export function ledgerSql(table: CsvTable, reading: Reading): TableSql {
  warn(table, 'due_date_assumed')
  const text = (field: string) => columnOf(table, field) ?? `''`
  return {
    shared: {
      the_day: dateSql(text('paid_on'), reading.dateOrder, reading.frenchMonths),
      // Debit less credit: what the customer owes more.
      the_amount: `-(${signedSql(table, reading)})`,
    },
    typed: {
      ...partySql(table, reading),
      number: ['String', text('invoice_id')],
      payment: ['String', text('payment_id')],
      booked: ['Date', 'ifNull(the_day, toDate(0))'],
      owed: ['Decimal(18, 4)', 'ifNull(the_amount, 0)'],
      extra: ['String', jsonSql([['due_on_source', `'default'`], ...unmappedColumns(table)])],
    },
    ignored: [
      [`lower(${text('account_type')}) NOT IN ${RECEIVABLE}`, 'not_receivable'],
      [
        `ifNull(${amountSql(text('debit'), reading.decimalMark)}, 0) = 0 AND ifNull(${amountSql(text('credit'), reading.decimalMark)}, 0) = 0`,
        'not_receivable',
      ],
    ],
    checks: [
      [`customer = '' AND number = ''`, labelOf(table, 'customer_id'), 'missing_field', `''`],
      [`number = '' AND owed > 0`, labelOf(table, 'invoice_id'), 'missing_field', `''`],
      ...entryChecks(table),
    ],
    events: ledgerEvents(),
  }
}

function ledgerEvents(): TableSql['events'] {
  const common = {
    entity_id: 'entity',
    customer_id: 'customer',
    invoice_id: 'number',
    currency: 'money',
    occurred_on: 'booked',
    issued_on: 'booked',
  }
  return [
    {
      where: 'owed > 0',
      columns: {
        ...common,
        event_type: `'invoice.issued'`,
        event_id: `concat('invoice:', entity, ':', customer, ':', number)`,
        amount: 'owed',
        due_on: 'booked + 30',
        attributes_text: 'extra',
      },
    },
    {
      where: 'owed < 0',
      columns: {
        ...common,
        event_type: `'payment.received'`,
        event_id: `concat('payment:', entity, ':', customer, ':', payment, ':', number)`,
        payment_id: 'payment',
        amount: '-owed',
        allocations: `if(number = '', [], [tuple(number, -owed, toDate(0))])`,
      },
    },
  ]
}
