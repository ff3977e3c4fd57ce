import { amountSql } from '../values/amount-sql'
import { dateSql, plausibleDaySql } from '../values/date-sql'
import { jsonSql, unmappedColumns } from './attributes'
import { moneyChecks, partySql } from './invoices'
import { isNoPaymentSql } from './status'
import type { Reading, TableSql } from './table-sql'
import type { CsvTable } from './table'
import { columnOf, labelOf } from './table'

/** One row = one payment, or the part of it that goes to one invoice. */
export function paymentsSql(table: CsvTable, reading: Reading): TableSql {
  const text = (field: string) => columnOf(table, field) ?? `''`
  const label = (field: string) => labelOf(table, field)
  const method = columnOf(table, 'method')
  return {
    shared: {
      the_day: dateSql(text('paid_on'), reading.dateOrder, reading.frenchMonths),
      the_amount: receivedSql(table, reading),
    },
    typed: {
      ...partySql(table, reading),
      number: ['String', text('invoice_id')],
      payment: ['String', text('payment_id')],
      paid_day: ['Date', 'ifNull(the_day, toDate(0))'],
      paid: ['Decimal(18, 4)', 'ifNull(the_amount, 0)'],
      extra: [
        'String',
        jsonSql([...(method ? [['method', method] as [string, string]] : []), ...unmappedColumns(table)]),
      ],
    },
    ignored: [[isNoPaymentSql(table), 'not_customer_money']],
    checks: [
      [`customer = '' AND number = ''`, label('customer_id'), 'missing_field', `''`],
      [`${text('paid_on')} = ''`, label('paid_on'), 'missing_field', `''`],
      [`NOT ifNull(${plausibleDaySql('the_day')}, 0)`, label('paid_on'), 'bad_date', text('paid_on')],
      [`${text('amount')} = ''`, label('amount'), 'missing_field', `''`],
      ['isNull(the_amount)', label('amount'), 'bad_amount', text('amount')],
      ['paid < 0', label('amount'), 'negative_amount', text('amount')],
      ...moneyChecks(table),
    ],
    events: [
      {
        // Nothing is left of a payment that was given back.
        where: table.index.has('refunded_amount') ? 'paid > 0' : '1',
        columns: {
          event_type: `'payment.received'`,
          event_id: paymentId(),
          entity_id: 'entity',
          customer_id: 'customer',
          invoice_id: 'number',
          payment_id: 'payment',
          occurred_on: 'paid_day',
          issued_on: 'paid_day',
          amount: 'paid',
          currency: 'money',
          allocations: `if(number = '', [], [tuple(number, paid, toDate(0))])`,
          attributes_text: 'extra',
        },
      },
    ],
  }
}

/** SQL: what came and was not given back. */
function receivedSql(table: CsvTable, { decimalMark }: Reading): string {
  const amount = amountSql(columnOf(table, 'amount') ?? `''`, decimalMark)
  const back = columnOf(table, 'refunded_amount')
  return back === undefined
    ? amount
    : `${amount} - if(${back} = '', toDecimal64(0, 4), ${amountSql(back, decimalMark)})`
}

/** Numbered payments are the same whoever tells of them; equal ones without number are told apart by an ordinal (`~`). */
function paymentId(): string {
  const party = `entity, ':', customer, ':'`
  return `if(payment != '', concat('payment:', ${party}, payment, ':', number), concat('~payment.received:csv:', ${party}, number, ':', toString(paid_day), ':', toString(paid)))`
}
