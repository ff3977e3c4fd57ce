/** An identifier with the scheme that it is from (ISO 6523 code such as 0002 for SIREN), empty where none is stated. */
export interface Identifier {
  scheme: string
  value: string
}

export interface Party {
  name: string
  tradingName: string
  /** BT-46 of the buyer, BT-29 of the seller */
  ids: Identifier[]
  /** BT-47, BT-30 */
  legalIds: Identifier[]
  /** BT-48, BT-31 */
  vat: string
  /** BT-49, BT-34 */
  endpoint: Identifier
  /** lines of the address, without the country */
  address: string[]
  country: string
  contact: { name: string; phone: string; email: string }
}

/** Conditions of payment, one of several. */
export interface PaymentTerm {
  text: string
  /** as stated; empty where no date is */
  dueOn: string
  /** of this part; empty where none is stated */
  amount: string
  /** of the whole that is due here, e.g. '30' */
  percent: string
  discount: Discount | null
}

/** Less to pay when paid early: until a day, or so many days from `basis` or from issue. */
export interface Discount {
  pct: string
  until: string
  basis: string
  days: number | null
}

export interface PrecedingInvoice {
  number: string
  issuedOn: string
  typeCode: string
}

/** A part paid before; `invoice` is the deposit invoice it was asked by. */
export interface Prepayment {
  amount: string
  paidOn: string
  invoice: string
}

/** What an invoice or a credit note says, whatever its syntax. Amounts and days as `values.ts` makes them. */
export interface EInvoice {
  syntax: 'ubl' | 'cii' | 'zugferd1'
  /** a credit note by the name of the document */
  creditNote: boolean
  /** BT-24 */
  profile: string
  /** BT-23: in France the framework, e.g. S1, B2 (paid already), M4 (after deposits) */
  process: string
  number: string
  /** UNTDID 1001 */
  typeCode: string
  issuedOn: string
  currency: string
  language: string
  test: boolean
  notes: string[]
  seller: Party
  buyer: Party
  /** who is paid instead of the seller, e.g. a factor */
  payee: string
  buyerReference: string
  orderReference: string
  contractReference: string
  paymentReference: string
  /** UNTDID 4461 */
  meansCode: string
  iban: string
  bic: string
  /** account that a direct debit takes from */
  debitedIban: string
  terms: PaymentTerm[]
  preceding: PrecedingInvoice[]
  prepayments: Prepayment[]
  /** BT-112 */
  total: string
  /** BT-113 */
  prepaid: string
  /** BT-114 */
  rounding: string
  /** BT-115 */
  payable: string
}

export const noIdentifier: Identifier = { scheme: '', value: '' }
