/** The fields a column can be read as, in the order in which people look for them. */
const offered = [
  'customer_id',
  'customer_name',
  'invoice_id',
  'issued_on',
  'due_on',
  'amount',
  'currency',
  'settled_on',
  'paid_amount',
  'disputed',
  'payment_id',
  'date',
  'method',
  'terms_days',
  'entity_id',
  'country',
  'kind',
  'language',
  'sector',
  'size',
  'account_manager',
  'email',
  'phone',
  'group_key',
  'internal',
  'credit_limit',
]

/** Offered fields and whatever else the server has recognised in this file. */
export const fieldsFor = (recognised: string[]): string[] => [
  ...offered,
  ...recognised.filter((field) => !offered.includes(field)),
]
