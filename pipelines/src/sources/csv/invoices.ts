import type { IgnoredReason } from '../../events/contract'
import type { Check } from '../values/check'
import { isCurrencySql } from '../values/currencies'
import { dateSql, plausibleDaySql } from '../values/date-sql'
import { literal } from '../../ingest/sql-text'
import { customerNested, customerPairs, jsonSql, termsSql, unmappedColumns } from './attributes'
import type { Pair } from './attributes'
import { moneySql } from './currency'
import { documentTypeSql } from './document-type'
import { amountColumn, isUndatedSql, paidSql, tellsUndated, totalSql } from './invoice-amounts'
import { invoiceEvents } from './invoice-events'
import { columnsOfParts, INVOICE_KEY, invoicesFromRows } from './line-items'
import { stateSql, statusIgnored } from './status'
import type { Reading, TableSql } from './table-sql'
import type { CsvTable } from './table'
import { columnOf, labelOf, warn } from './table'

const TRUE = `('yes', 'y', 'true', '1', 'oui', 'o', 'vrai', 'x')`

/**
 * One row = one invoice, or a part of one, perhaps with the day it was settled, what was paid of it and whether it is
 * disputed. A settlement is a payment in full (or of `paid_amount`); what is paid on a day that nobody states counts
 * from the day of issue; a dispute without dates lasts from issue to settlement.
 */
export function invoicesSql(table: CsvTable, reading: Reading): TableSql {
  const column = (field: string) => columnOf(table, field)
  const text = (field: string) => column(field) ?? `''`
  const date = (field: string) => dateSql(text(field), reading.dateOrder, reading.frenchMonths)
  const undated = isUndatedSql(table)
  if (undated && tellsUndated(table)) warn(table, 'payments_undated')
  const shared: Record<string, string> = {
    the_issue: date('issued_on'),
    the_due: dueSql(table, reading),
    the_settlement: column('settled_on') ? date('settled_on') : 'CAST(NULL AS Nullable(Date))',
    ...amountsSql(table, reading),
    the_paid: paidSql(table, reading),
  }
  const typed: TableSql['typed'] = {
    ...partySql(table, reading),
    number: ['String', text('invoice_id')],
    issued: ['Date', 'ifNull(the_issue, toDate(0))'],
    due: ['Date', 'ifNull(the_due, toDate(0))'],
    settled: ['Date', 'ifNull(the_settlement, toDate(0))'],
    total: ['Decimal(18, 4)', 'ifNull(the_amount, 0)'],
    paid: ['Decimal(18, 4)', 'ifNull(the_paid, 0)'],
    disputed: ['UInt8', column('disputed') ? `lower(${column('disputed')}) IN ${TRUE}` : 'toUInt8(0)'],
    ...(column('document_type') ? { type: ['LowCardinality(String)', 'the_type'] } : {}),
    ...(column('status') ? { state: ['LowCardinality(String)', stateSql(table)] } : {}),
    extra: ['String', jsonSql([...termsPairs(table), ...keptColumns(table)])],
    ...customerSql(table),
  }
  const ignored = [...statusIgnored(table), ...typeIgnored(table, undated)]
  return {
    shared,
    typed,
    checks: invoiceChecks(table),
    ignored,
    ...(table.rowsAre === 'documents'
      ? {}
      : {
          gather: invoicesFromRows(table.rowsAre, Object.keys(typed)),
          group: { key: INVOICE_KEY, whole: true },
        }),
    events: invoiceEvents(table, undated),
    ...('about' in typed ? { customer: [knownCustomerSql(table), 'about', 'about'] } : {}),
  }
}

/**
 * SQL of the amount of a row, and of what it is. Some write credit notes as they write invoices, others with a minus;
 * of one told in several rows the sum has the sign.
 */
function amountsSql(table: CsvTable, reading: Reading): Record<string, string> {
  const type = documentTypeSql(table)
  const amount = totalSql(table, reading)
  if (type === null) return { the_amount: amount }
  const signed = `multiIf(the_type = 'credit', -abs(${amount}), the_type = 'payment', abs(${amount}), ${amount})`
  return { the_type: type, the_amount: table.rowsAre === 'lines' ? amount : signed }
}

/** Quotes, orders and what suppliers send; payments too, where invoices say themselves what was paid of them. */
function typeIgnored(table: CsvTable, undated: boolean): [string, IgnoredReason][] {
  if (!table.index.has('document_type')) return []
  const paid = undated || table.index.has('settled_on') ? `, 'payment'` : ''
  return [[`(${documentTypeSql(table) ?? ''}) IN ('other'${paid})`, 'not_receivable']]
}

/** What rows without a customer say is of many. */
const knownCustomerSql = ({ missingCustomer }: CsvTable): string =>
  missingCustomer === null ? `about != '{}'` : `about != '{}' AND customer != ${literal(missingCustomer)}`

/** Columns that are kept under their header; what a part of an invoice says of itself is nothing of the invoice. */
function keptColumns(table: CsvTable): Pair[] {
  if (table.rowsAre === 'documents') return unmappedColumns(table)
  const ofParts = new Set([...columnsOfParts(table)].map((at) => `c${at}`))
  const unused = table.preset?.unused ?? []
  return unmappedColumns(table).filter(([name, column]) => !ofParts.has(column) && !unused.includes(name))
}

function dueSql(table: CsvTable, reading: Reading): string {
  const due = columnOf(table, 'due_on')
  const terms = columnOf(table, 'terms_days')
  const byTerms = terms ? `the_issue + toUInt16OrNull(${termsSql(terms)})` : 'CAST(NULL AS Nullable(Date))'
  if (!due) {
    warn(table, 'due_date_assumed')
    return `ifNull(${byTerms}, the_issue + 30)`
  }
  // Accounting software leaves it blank where nothing was agreed.
  if (isOptional(table))
    return `if(${due} = '', ifNull(${byTerms}, the_issue + 30), ${dateSql(due, reading.dateOrder, reading.frenchMonths)})`
  return terms
    ? `if(${due} = '', ${byTerms}, ${dateSql(due, reading.dateOrder, reading.frenchMonths)})`
    : dateSql(due, reading.dateOrder, reading.frenchMonths)
}

const isOptional = (table: CsvTable): boolean => table.preset !== null && table.preset.kind === 'invoices'

/** Where the due date comes from, when the file does not state it. */
function termsPairs(table: CsvTable): Pair[] {
  const terms = columnOf(table, 'terms_days')
  const source = terms ? `if(${termsSql(terms)} != '', 'terms', 'default')` : `'default'`
  if (!table.index.has('due_on')) return [['due_on_source', source]]
  return isOptional(table) ? [['due_on_source', `if(${columnOf(table, 'due_on')} = '', ${source}, '')`]] : []
}

/** Creditor, debtor and currency of a row. */
export function partySql(table: CsvTable, reading: Reading): TableSql['typed'] {
  const entity = columnOf(table, 'entity_id')
  const customer = columnOf(table, 'customer_id') ?? `''`
  const { missingCustomer } = table
  if (missingCustomer !== null) warn(table, 'customers_missing')
  return {
    entity: [
      'LowCardinality(String)',
      entity ? `if(${entity} = '', ${literal(reading.entityId)}, ${entity})` : literal(reading.entityId),
    ],
    customer: [
      'String',
      missingCustomer === null ? customer : `if(${customer} = '', ${literal(missingCustomer)}, ${customer})`,
    ],
    money: ['LowCardinality(String)', moneySql(table, reading)],
  }
}

export function customerSql(table: CsvTable): TableSql['typed'] {
  const [pairs, nested] = [customerPairs(table), customerNested(table)]
  return pairs.length + nested.length > 0 ? { about: ['String', jsonSql(pairs, nested)] } : {}
}

function invoiceChecks(table: CsvTable): Check[] {
  const label = (field: string) => labelOf(table, field)
  const text = (field: string) => columnOf(table, field) ?? `''`
  const badDate = (field: string, name: string, needed: string | null): Check[] => [
    ...(needed ? [[`${needed} AND ${text(field)} = ''`, label(field), 'missing_field', `''`] as Check] : []),
    [
      `${text(field)} != '' AND NOT ifNull(${plausibleDaySql(name)}, 0)`,
      label(field),
      'bad_date',
      text(field),
    ],
  ]
  const needsDue = !table.index.has('terms_days') && !isOptional(table)
  const amount = amountColumn(table)
  // A credit note falls due on no day, and a payment has no number of an invoice.
  const isPayment = table.index.has('document_type') ? `the_type = 'payment'` : '0'
  const isOwed = `NOT (${isPayment}) AND ifNull(the_amount, 0) >= 0`
  const checks: Check[] = [
    [`NOT (${isPayment}) AND number = ''`, label('invoice_id'), 'missing_field', `''`],
    [`customer = ''`, label('customer_id'), 'missing_field', `''`],
    ...badDate('issued_on', 'the_issue', '1'),
    ...(table.index.has('due_on') ? badDate('due_on', 'the_due', needsDue ? isOwed : null) : []),
    ...(table.index.has('settled_on') ? badDate('settled_on', 'the_settlement', null) : []),
    [`${isOwed} AND isNull(the_due)`, label('due_on'), 'missing_field', `''`],
    [amount.empty, amount.label, 'missing_field', `''`],
    ['isNull(the_amount)', amount.label, 'bad_amount', amount.text],
    ...moneyChecks(table),
    [`${isOwed} AND due < issued`, label('due_on'), 'due_before_issue', text('due_on')],
  ]
  const paid = ['paid_amount', 'balance'].find((field) => table.index.has(field))
  if (paid !== undefined) checks.push(['isNull(the_paid)', label(paid), 'bad_amount', text(paid)])
  if (paid === 'paid_amount')
    checks.push(['total >= 0 AND paid < 0', label(paid), 'negative_amount', text(paid)])
  return checks
}

export function moneyChecks(table: CsvTable): Check[] {
  const currency = columnOf(table, 'currency')
  return currency
    ? [[`NOT (${isCurrencySql('money')})`, labelOf(table, 'currency'), 'unknown_currency', currency]]
    : []
}
