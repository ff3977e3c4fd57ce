/**
 * The fields a segment rule may name. One list, so that the rule builder, both compilers and the
 * check for natural persons cannot disagree about what exists and of which type it is.
 */
export type SegmentFieldType = 'number' | 'text' | 'boolean' | 'list'

export interface SegmentField {
  readonly type: SegmentFieldType
  /** Unit or vocabulary, for the rule builder's hint. */
  readonly unit: string
  /** May never choose tone, channel or holdout of a natural person (campaigns-and-experiments §1). */
  readonly standIn?: true
  /** Off for natural persons until a data-protection assessment is recorded. */
  readonly profiling?: true
}

export const customerFields: Readonly<Record<string, SegmentField>> = {
  entity: { type: 'text', unit: 'entity id' },
  kind: { type: 'text', unit: 'business | public | consumer | association | sole_trader' },
  sector: { type: 'text', unit: 'sector code' },
  size: { type: 'text', unit: 'size class' },
  country: { type: 'text', unit: 'ISO 3166 alpha-2', standIn: true },
  language: { type: 'text', unit: 'ISO 639-1', standIn: true },
  tenure_days: { type: 'number', unit: 'days since the first invoice' },
  open_amount: { type: 'number', unit: 'euros owed' },
  overdue_amount: { type: 'number', unit: 'euros past due' },
  open_invoices: { type: 'number', unit: 'invoices' },
  overdue_invoices: { type: 'number', unit: 'invoices' },
  oldest_days_late: { type: 'number', unit: 'days since the oldest due date; empty without a late invoice' },
  mean_days_late: { type: 'number', unit: 'days, over paid invoices; empty without history' },
  share_late: { type: 'number', unit: 'share 0 to 1 of paid invoices; empty without history' },
  broken_promises: { type: 'number', unit: 'promises' },
  disputes: { type: 'number', unit: 'disputes' },
  payer_profile: { type: 'text', unit: 'profile code', profiling: true },
  risk: { type: 'number', unit: 'score 0 to 100', profiling: true },
  consents: { type: 'list', unit: 'channels: email | sms | phone | letter' },
  account_manager: { type: 'text', unit: 'user id' },
  tags: { type: 'list', unit: 'words set by the company' },
}

export const invoiceFields: Readonly<Record<string, SegmentField>> = {
  amount: { type: 'number', unit: 'euros billed' },
  open_amount: { type: 'number', unit: 'euros owed' },
  days_late: { type: 'number', unit: 'days since the due date, negative before it' },
  level: { type: 'number', unit: 'number of the last step that claimed it' },
  kind: { type: 'text', unit: 'kind of claim' },
  product: { type: 'text', unit: 'product code' },
  currency: { type: 'text', unit: 'ISO 4217' },
  disputed: { type: 'boolean', unit: 'yes or no' },
}

/** What a rule level speaks about: the customer, or one of his open invoices. */
export type RuleSubject = 'customer' | 'invoice'

const customField = /^custom\.[a-z][a-z0-9_]{0,62}$/

/**
 * Question: which field does this name mean? Custom fields (`custom.<key>`, of the customer) are text.
 * Returns undefined for a name that no catalogue knows.
 */
export function segmentFieldOf(subject: RuleSubject, name: string): SegmentField | undefined {
  if (subject === 'customer' && customField.test(name)) return { type: 'text', unit: 'custom field' }
  const catalogue = subject === 'customer' ? customerFields : invoiceFields
  return Object.hasOwn(catalogue, name) ? catalogue[name] : undefined
}
