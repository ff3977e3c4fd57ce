const party = [
  'customer_id',
  'customer_name',
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
]
const roles = ['accounts_payable', 'buyer', 'director', 'legal']
const channels = ['email', 'sms', 'phone', 'post', 'whatsapp']

/** The fields a column can be read as, by what one row is, in the order in which people look for them. */
const offered: Record<string, string[]> = {
  invoices: [
    'customer_id',
    'customer_name',
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
    ...party.slice(2),
  ],
  payments: [
    'customer_id',
    'customer_name',
    'invoice_id',
    'paid_on',
    'amount',
    'currency',
    'payment_id',
    'method',
    'entity_id',
  ],
  customers: [
    ...party,
    'contact_name',
    'contact_first',
    'contact_last',
    'contact_role',
    ...roles.flatMap((role) => ['name', 'email', 'phone'].map((part) => `${part}_${role}`)),
    ...channels.flatMap((channel) => [`consent_${channel}`, `optout_${channel}`]),
    'consent_on',
    'consent_proof',
  ],
  bank_entries: [
    'paid_on',
    'label',
    'amount',
    'debit',
    'credit',
    'currency',
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
}

/** What one row can be, for a person to choose. */
export const rowKinds = ['invoices', 'payments', 'customers', 'bank_entries', 'ledger', 'events'] as const
export type RowKind = (typeof rowKinds)[number]
export const isRowKind = (kind: string): kind is RowKind => (rowKinds as readonly string[]).includes(kind)

/** Fields that rows of a kind have, and whatever else the server has recognised in this file. */
export function fieldsFor(kind: string, recognised: string[]): string[] {
  const own = offered[kind] ?? offered['invoices'] ?? []
  return [...own, ...recognised.filter((field) => !own.includes(field))]
}
