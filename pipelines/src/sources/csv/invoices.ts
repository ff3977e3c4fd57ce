import { literal } from '../../ingest/sql-text'
import { amountSql } from '../values/amount-sql'
import { isCurrencySql } from '../values/currencies'
import { dateSql, plausibleDaySql } from '../values/date-sql'
import type { Check } from '../values/check'
import { customerPairs, jsonSql, unmappedColumns } from './attributes'
import type { Reading, TableSql } from './table-sql'
import type { CsvTable } from './table'
import { columnOf, labelOf } from './table'

const TRUE = `('yes', 'y', 'true', '1', 'oui', 'o', 'vrai', 'x')`

/**
 * One row = one invoice, perhaps with the day it was settled and whether it is disputed. A settlement is a payment in
 * full (or of `paid_amount`); a dispute without dates lasts from issue to settlement.
 */
export function invoicesSql(table: CsvTable, reading: Reading): TableSql {
  const column = (field: string) => columnOf(table, field)
  const text = (field: string) => column(field) ?? `''`
  const date = (field: string) => dateSql(text(field), reading.dateOrder)
  const paid = column('paid_amount')
  const shared: Record<string, string> = {
    the_issue: date('issued_on'),
    the_due: dueSql(table, reading),
    the_settlement: column('settled_on') ? date('settled_on') : 'CAST(NULL AS Nullable(Date))',
    the_amount: amountSql(text('amount'), reading.decimalMark),
    the_paid: paid ? `if(${paid} = '', the_amount, ${amountSql(paid, reading.decimalMark)})` : 'the_amount',
  }
  const extra = jsonSql([...termsPairs(table), ...unmappedColumns(table)])
  const typed: TableSql['typed'] = {
    ...partySql(table, reading),
    number: ['String', text('invoice_id')],
    issued: ['Date', 'ifNull(the_issue, toDate(0))'],
    due: ['Date', 'ifNull(the_due, toDate(0))'],
    settled: ['Date', 'ifNull(the_settlement, toDate(0))'],
    total: ['Decimal(18, 4)', 'ifNull(the_amount, 0)'],
    paid: ['Decimal(18, 4)', 'ifNull(the_paid, 0)'],
    disputed: ['UInt8', column('disputed') ? `lower(${column('disputed')}) IN ${TRUE}` : 'toUInt8(0)'],
    extra: ['String', extra],
    ...customerSql(table),
  }
  return {
    shared,
    typed,
    checks: invoiceChecks(table),
    events: invoiceEvents(),
    ...(customerPairs(table).length > 0 ? { customer: [`about != '{}'`, 'about'] as [string, string] } : {}),
  }
}

function dueSql(table: CsvTable, reading: Reading): string {
  const due = columnOf(table, 'due_on')
  const terms = columnOf(table, 'terms_days')
  const byTerms = terms
    ? `the_issue + toUInt16OrNull(extract(${terms}, '[0-9]+'))`
    : 'CAST(NULL AS Nullable(Date))'
  if (!due) {
    if (!table.warnings.includes('due_date_assumed')) table.warnings.push('due_date_assumed')
    return `ifNull(${byTerms}, the_issue + 30)`
  }
  return terms
    ? `if(${due} = '', ${byTerms}, ${dateSql(due, reading.dateOrder)})`
    : dateSql(due, reading.dateOrder)
}

/** Where the due date comes from, when the file does not state it. */
function termsPairs(table: CsvTable): [string, string][] {
  if (table.index.has('due_on')) return []
  const terms = columnOf(table, 'terms_days')
  return [['due_on_source', terms ? `if(match(${terms}, '[0-9]'), 'terms', 'default')` : `'default'`]]
}

/** Creditor, debtor and currency of a row. */
export function partySql(table: CsvTable, reading: Reading): TableSql['typed'] {
  const own = (field: string, fallback: string) => {
    const column = columnOf(table, field)
    return column ? `if(${column} = '', ${literal(fallback)}, ${column})` : literal(fallback)
  }
  return {
    entity: ['LowCardinality(String)', own('entity_id', reading.entityId)],
    customer: ['String', columnOf(table, 'customer_id') ?? `''`],
    money: ['LowCardinality(String)', own('currency', reading.currency)],
  }
}

export function customerSql(table: CsvTable): TableSql['typed'] {
  const pairs = customerPairs(table)
  return pairs.length > 0 ? { about: ['String', jsonSql(pairs)] } : {}
}

function invoiceChecks(table: CsvTable): Check[] {
  const label = (field: string) => labelOf(table, field)
  const text = (field: string) => columnOf(table, field) ?? `''`
  const badDate = (field: string, name: string, needed: boolean): Check[] => [
    ...(needed ? [[`${text(field)} = ''`, label(field), 'missing_field', `''`] as Check] : []),
    [
      `${text(field)} != '' AND NOT ifNull(${plausibleDaySql(name)}, 0)`,
      label(field),
      'bad_date',
      text(field),
    ],
  ]
  const checks: Check[] = [
    [`number = ''`, label('invoice_id'), 'missing_field', `''`],
    [`customer = ''`, label('customer_id'), 'missing_field', `''`],
    ...badDate('issued_on', 'the_issue', true),
    ...(table.index.has('due_on') ? badDate('due_on', 'the_due', !table.index.has('terms_days')) : []),
    ...(table.index.has('settled_on') ? badDate('settled_on', 'the_settlement', false) : []),
    ['isNull(the_due)', label('due_on'), 'missing_field', `''`],
    [`${text('amount')} = ''`, label('amount'), 'missing_field', `''`],
    ['isNull(the_amount)', label('amount'), 'bad_amount', text('amount')],
    ...moneyChecks(table),
    ['total >= 0 AND due < issued', label('due_on'), 'due_before_issue', text('due_on')],
  ]
  if (table.index.has('paid_amount')) {
    checks.push(['isNull(the_paid)', label('paid_amount'), 'bad_amount', text('paid_amount')])
    checks.push(['total >= 0 AND paid < 0', label('paid_amount'), 'negative_amount', text('paid_amount')])
  }
  return checks
}

export function moneyChecks(table: CsvTable): Check[] {
  const currency = columnOf(table, 'currency')
  return currency
    ? [[`NOT (${isCurrencySql('money')})`, labelOf(table, 'currency'), 'unknown_currency', currency]]
    : []
}

const KEY = `entity, ':', customer, ':', number`

function invoiceEvents(): TableSql['events'] {
  const common = { entity_id: 'entity', customer_id: 'customer', currency: 'money' }
  const dated = (day: string) => ({ occurred_on: day, issued_on: day })
  const dispute = { ...common, invoice_id: 'number', amount: 'total' }
  return [
    {
      where: 'total >= 0',
      columns: {
        ...common,
        ...dated('issued'),
        event_type: `'invoice.issued'`,
        event_id: `concat('invoice:', ${KEY})`,
        invoice_id: 'number',
        amount: 'total',
        due_on: 'due',
        attributes_text: 'extra',
      },
    },
    {
      // A negative invoice is a credit note, on account until it is allocated.
      where: 'total < 0',
      columns: {
        ...common,
        ...dated('issued'),
        event_type: `'invoice.credited'`,
        event_id: `concat('credit:', ${KEY})`,
        amount: '-total',
        attributes_text: `jsonMergePatch(extra, toJSONString(map('credit_note_id', number)))`,
      },
    },
    {
      where: 'settled != toDate(0) AND total > 0 AND paid > 0',
      columns: {
        ...common,
        ...dated('settled'),
        event_type: `'payment.received'`,
        event_id: `concat('payment:', ${KEY}, ':settled')`,
        invoice_id: 'number',
        payment_id: `concat('settled:', number)`,
        amount: 'paid',
        allocations: '[tuple(number, paid, toDate(0))]',
      },
    },
    {
      where: 'disputed AND total > 0',
      columns: {
        ...dispute,
        ...dated('issued'),
        event_type: `'invoice.disputed'`,
        event_id: `concat('dispute:', ${KEY})`,
      },
    },
    {
      where: 'disputed AND total > 0 AND settled != toDate(0)',
      columns: {
        ...dispute,
        ...dated('settled'),
        event_type: `'dispute.resolved'`,
        event_id: `concat('dispute:', ${KEY}, ':resolved')`,
      },
    },
  ]
}
