import type { TableKind } from '../../ingest/ingest.contract'
import { eventColumns } from '../../events/event-columns'
import { contactFields } from './contact-fields'
import type { Dialect } from './dialect'
import { normalHeader } from './fields'

/** What one row of a table is. `foreign`: something else, which is named and left out. */
export type CsvKind = TableKind | 'foreign'

/** How the rows of a file of invoices stand to its invoices. */
export type RowsAre =
  /** one row, one invoice */
  | 'documents'
  /** several rows of one invoice, each with its own part of the amount */
  | 'lines'
  /** several rows of one invoice, each with the whole amount */
  | 'repeated'

export const NEEDED: Record<CsvKind, string[][]> = {
  events: [['event_type'], ['occurred_on', 'occurred_at']],
  invoices: [
    ['invoice_id'],
    ['customer_id'],
    ['issued_on'],
    ['amount', 'net_amount', 'line_amount', 'unit_price', 'debit'],
  ],
  payments: [['amount'], ['paid_on'], ['customer_id', 'invoice_id']],
  customers: [['customer_id']],
  bank_entries: [['paid_on'], ['amount', 'debit', 'credit']],
  ledger: [['paid_on'], ['debit'], ['credit'], ['account_type'], ['customer_id']],
  foreign: [],
}

const WHO = ['customer_id', 'customer_name'] as const
const ABOUT_CUSTOMER = [
  'country',
  'kind',
  'language',
  'siren',
  'vat_number',
  'email',
  'phone',
  'mobile',
  'address',
  'address_2',
  'postal_code',
  'city',
  'region',
  'sector',
  'size',
  'account_manager',
  'terms_days',
  'group_key',
  'internal',
  'credit_limit',
  'entity_id',
] as const

/**
 * Fields that a kind reads, in the order in which a person is offered them; columns of others are kept as they are,
 * under their header.
 */
export const tableFields: Record<TableKind, readonly string[]> = {
  invoices: [
    ...WHO,
    'invoice_id',
    'issued_on',
    'due_on',
    'amount',
    'currency',
    'status',
    'settled_on',
    'paid_amount',
    'balance',
    'net_amount',
    'tax_amount',
    'quantity',
    'unit_price',
    'line_amount',
    'discount',
    'debit',
    'credit',
    'disputed',
    ...ABOUT_CUSTOMER,
  ],
  payments: [...WHO, 'invoice_id', 'paid_on', 'amount', 'currency', 'payment_id', 'method', 'entity_id'],
  customers: [...WHO, ...ABOUT_CUSTOMER, ...contactFields, 'contact_type'],
  bank_entries: [
    'paid_on',
    'label',
    'amount',
    'debit',
    'credit',
    'currency',
    'counterparty',
    'customer_name',
    'payment_id',
    'entity_id',
  ],
  ledger: [
    'paid_on',
    'customer_id',
    'invoice_id',
    'debit',
    'credit',
    'account_type',
    'payment_id',
    'currency',
    'entity_id',
  ],
  events: eventColumns,
}

/** What a row is, from the fields that the headers name. */
export function kindOf(index: ReadonlyMap<string, number>): CsvKind {
  const has = (...fields: string[]) => fields.some((field) => index.has(field))
  if (isStatement(index)) return 'bank_entries'
  if (has('issued_on', 'due_on')) return 'invoices'
  if (has('quantity', 'unit_price', 'line_amount') && has('invoice_id')) return 'invoices'
  if (has('settled_on') || (has('payment_id') && has('amount'))) return 'payments'
  if (has('invoice_id') && has('amount', 'net_amount'))
    return has('status') ? 'invoices' : paidOrIssued(index)
  return has('amount') && has('date') ? 'payments' : 'customers'
}

/** An invoice number, an amount and one date that does not say of what: as it always was, of a payment. */
const paidOrIssued = (index: ReadonlyMap<string, number>): CsvKind =>
  index.has('date') && !index.has('customer_id') && !index.has('customer_name') ? 'payments' : 'invoices'

/** Entries of an account: a day, a text, money in or out, but no invoice and no customer. */
function isStatement(index: ReadonlyMap<string, number>): boolean {
  const has = (field: string) => index.has(field)
  const dated = has('date') && !has('issued_on') && !has('due_on')
  if (!dated || has('invoice_id') || has('customer_id')) return false
  if (has('counterparty') && (has('amount') || has('debit'))) return true
  return (has('debit') && has('credit')) || (has('amount') && has('label') && !has('customer_name'))
}

const FOREIGN: Record<string, RegExp> = {
  vendors: /^(vendor|supplier|fournisseur|nomfournisseur|codefournisseur)/,
  expenses: /^(expense.*|depense|categoriededepense|notedefrais)$/,
  quotes:
    /^(quote|quoteno|quotenumber|estimate|estimateno|estimatenumber|devis|ndevis|numdevis|numerodevis|numerodedevis|proposalnumber)$/,
  orders:
    /^(order|ordernumber|orderid|orderno|commande|numerocommande|numerodecommande|salesorder|ncommande|ponumber)$/,
  products:
    /^(product|productname|productkey|sku|stock|stockcode|article|codearticle|designation|unitsinstock)/,
  employees: /^(employee|salarie|matricule)/,
  tasks: /^(task|tache|timesheet)/,
}

/**
 * What a table is that is none of ours, by its headers; null for one that may be ours. Anything with the number of an
 * invoice, or with customers, is looked at as ours.
 */
export function foreignKind(dialect: Dialect, index: ReadonlyMap<string, number>): string | null {
  const headers = dialect.header.map(normalHeader)
  const some = (pattern: RegExp) => headers.some((header) => pattern.test(header))
  const customers = some(/^(customer|client|contactname|codetiers)/)
  const named = (name: string) => FOREIGN[name] !== undefined && some(FOREIGN[name])
  if (named('vendors') && !customers) {
    return index.has('amount') || index.has('net_amount') || some(/^bill/) ? 'purchases' : 'vendors'
  }
  if (index.has('invoice_id')) return null
  if (named('expenses')) return 'expenses'
  if (named('quotes')) return 'quotes'
  if (named('orders') && index.has('amount')) return 'orders'
  if (customers) return null
  for (const name of ['products', 'employees', 'tasks', 'orders']) if (named(name)) return name
  return null
}
