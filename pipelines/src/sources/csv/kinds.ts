import type { TableKind } from '../../ingest/ingest.contract'
import { eventColumns } from '../../events/event-columns'
import { contactFields } from './contact-fields'
import type { Dialect } from './dialect'
import { isWeak, normalHeader } from './fields'

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
    'document_type',
    ...ABOUT_CUSTOMER,
  ],
  payments: [
    ...WHO,
    'invoice_id',
    'paid_on',
    'amount',
    'refunded_amount',
    'currency',
    'payment_id',
    'method',
    'status',
    'entity_id',
  ],
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
    'status',
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
  // What was paid is stated with its tax by nobody.
  if (has('amount') && has('date') && has('net_amount', 'tax_amount')) return 'invoices'
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

/** What only lists of orders have. */
const OF_ORDERS =
  /^(fulfillmentstatus|orderstatus|orderdate|lineitemname|datecommande|datedecommande|statutcommande|coursier|fraislivraison|fraisdelivraison)$/
/** What numbers of orders and quotes start with, where no header says what they are numbers of. */
const NUMBERS: [kind: string, start: RegExp][] = [
  ['orders', /^(cmd|cde|bc[-_ ]?\d)/i],
  ['quotes', /^(devis|dev[-_ ]?\d)/i],
]

function orderOrQuote({ header, rows }: Dialect, index: ReadonlyMap<string, number>): string | null {
  const names = header.map(normalHeader)
  if (names.some((name) => /invoice|facture/.test(name))) return null
  if (names.some((name) => OF_ORDERS.test(name))) return 'orders'
  const at = index.get('invoice_id')
  const numbers = rows.map((row) => (row[at ?? -1] ?? '').trim()).filter((text) => text !== '')
  if (numbers.length === 0) return null
  return NUMBERS.find(([, start]) => numbers.every((text) => start.test(text)))?.[0] ?? null
}

/**
 * What a table is that is none of ours, by its headers; null for one that may be ours. Anything with the number of an
 * invoice, or with customers, is looked at as ours.
 */
export function foreignKind(dialect: Dialect, index: ReadonlyMap<string, number>): string | null {
  const headers = dialect.header.map(normalHeader)
  const some = (pattern: RegExp) => headers.some((header) => pattern.test(header))
  const customers = some(/^(customer|client|contactname|(code|nom|num|numero|id|n)(du)?(client|tiers))/)
  const named = (name: string) => FOREIGN[name] !== undefined && some(FOREIGN[name])
  const bought = orderOrQuote(dialect, index)
  if (bought !== null) return bought
  if (named('vendors') && !customers) {
    return index.has('amount') || index.has('net_amount') || some(/^bill/) ? 'purchases' : 'vendors'
  }
  const things = ['products', 'employees', 'tasks'].find(named)
  // A mere `Réf.` may be that of a thing too; what is issued to customers has them or a day.
  const number = dialect.header[index.get('invoice_id') ?? -1]
  const isDated = index.has('date') || index.has('issued_on') || index.has('due_on')
  if (number !== undefined) return isWeak(number) && !customers && !isDated ? (things ?? null) : null
  if (named('expenses')) return 'expenses'
  if (named('quotes')) return 'quotes'
  if (named('orders') && index.has('amount')) return 'orders'
  if (customers) return null
  return things ?? (named('orders') ? 'orders' : null)
}
