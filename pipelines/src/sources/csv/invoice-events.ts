import { literal } from '../../ingest/sql-text'
import type { TableSql } from './table-sql'
import type { CsvTable } from './table'

const KEY = `entity, ':', customer, ':', number`

/** What an invoice becomes: itself or a credit note, its payment, its dispute, its end. */
export function invoiceEvents(table: CsvTable, undated: boolean): TableSql['events'] {
  const common = { entity_id: 'entity', customer_id: 'customer', currency: 'money' }
  const dated = (day: string) => ({ occurred_on: day, issued_on: day })
  const typed = table.index.has('document_type')
  const dispute = { ...common, invoice_id: 'number', amount: 'total' }
  return [
    {
      where: typed ? `total >= 0 AND type != 'payment'` : 'total >= 0',
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
        attributes_text: `jsonMergePatch(extra, toJSONString(map('credit_note_id', number${negativeSql(table)})))`,
      },
    },
    ...paymentEvents(common, undated),
    ...(typed ? [paymentRow(common)] : []),
    ...(undated ? [usedCredit(common)] : []),
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
    ...(table.index.has('status') ? endings(common) : []),
  ]
}

/** A number that is not one of a credit note by itself: it was written as a negative invoice. */
function negativeSql({ preset }: CsvTable): string {
  const prefix = preset?.creditPrefix
  return prefix === undefined
    ? `, 'negative_invoice', '1'`
    : `, 'negative_invoice', if(startsWith(number, ${literal(prefix)}), '0', '1')`
}

/**
 * The payment that a row tells. Where files say how much is paid so far, the next one says more of the same payment:
 * the same id, a higher version.
 */
function paymentEvents(common: Record<string, string>, undated: boolean): TableSql['events'] {
  const day = undated ? 'if(settled = toDate(0), issued, settled)' : 'settled'
  return [
    {
      where: `${undated ? '1' : 'settled != toDate(0)'} AND total > 0 AND paid > 0`,
      columns: {
        ...common,
        occurred_on: day,
        issued_on: day,
        event_type: `'payment.received'`,
        event_id: `concat('payment:', ${KEY}, ':settled')`,
        invoice_id: 'number',
        payment_id: `concat('settled:', number)`,
        amount: 'paid',
        allocations: '[tuple(number, paid, toDate(0))]',
        ...(undated ? { version: 'toUInt64(2 * floor(paid * 100)) + 1 + (settled != toDate(0))' } : {}),
      },
    },
  ]
}

/**
 * What a credit note has been used for, where the file states what is left of it. The invoices that it was set against
 * say that they were paid by as much, so it would reduce what is owed twice; what was paid out leaves us too.
 */
const usedCredit = (common: Record<string, string>): TableSql['events'][number] => ({
  where: 'total < 0 AND paid < 0',
  columns: {
    ...common,
    occurred_on: 'if(settled = toDate(0), issued, settled)',
    issued_on: 'if(settled = toDate(0), issued, settled)',
    event_type: `'payment.refunded'`,
    event_id: `concat('refund:', ${KEY}, ':settled')`,
    payment_id: `concat('settled:', number)`,
    amount: '-paid',
    version: 'toUInt64(2 * floor(-paid * 100)) + 1 + (settled != toDate(0))',
  },
})

/** A row that is a payment itself, which names no invoice: its number is its own. */
const paymentRow = (common: Record<string, string>): TableSql['events'][number] => ({
  where: `type = 'payment'`,
  columns: {
    ...common,
    occurred_on: 'issued',
    issued_on: 'issued',
    event_type: `'payment.received'`,
    event_id: `if(number = '', concat('~payment.received:csv:', ${KEY}, ':', toString(issued), ':', toString(total)), concat('payment:', ${KEY}, ':'))`,
    payment_id: 'number',
    amount: 'total',
    attributes_text: 'extra',
  },
})

/** An invoice that is void or given up ends on the day of its issue, where no other is stated. */
const endings = (common: Record<string, string>): TableSql['events'] =>
  (
    [
      ['void', 'invoice.cancelled', 'cancelled'],
      ['written_off', 'invoice.written_off', 'written-off'],
    ] as const
  ).map(([state, type, word]) => ({
    where: `state = '${state}' AND total > 0`,
    columns: {
      ...common,
      occurred_on: 'issued',
      issued_on: 'issued',
      event_type: `'${type}'`,
      event_id: `concat('${word}:', ${KEY})`,
      invoice_id: 'number',
      amount: `greatest(total - paid, toDecimal64(0, 4))`,
    },
  }))
