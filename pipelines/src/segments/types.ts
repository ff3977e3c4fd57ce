import type { RiskCoefficients } from './risk-types'

/** A condition over `customer_attributes` and `open_invoices`, as the compiler of rules gives it. */
export interface RuleSql {
  sql: string
  params: Readonly<Record<string, unknown>>
  /** customer fields that it reads */
  fields: readonly string[]
}

/** Whose attributes, on which day, and what people have decided about them. */
export interface AttributesQuestion {
  asOf: string
  /** undefined: every creditor */
  entityIds?: string[] | undefined
  /** profiles set by hand: [creditor, customer, profile] */
  profilesByHand?: readonly (readonly [string, string, string])[] | undefined
  /** null: no model, so risk is empty for everybody */
  risk?: RiskCoefficients | null | undefined
  /** true once a data-protection assessment is recorded: profiles and risk of natural persons as well */
  naturalPersons?: boolean | undefined
}

export interface SegmentCount {
  customers: number
  /** decimal text in the creditor's currency */
  open: string
  overdue: string
  /** consumers, sole traders and customers of unknown kind among them */
  natural_persons: number
}

export interface SegmentCustomer {
  entity_id: string
  customer_id: string
  name: string
  kind: string
  open: string
  overdue: string
}

/** One open invoice as a rule sees it. */
export interface InvoiceAttributes {
  readonly [field: string]: unknown
  readonly id: string
}

/** One customer as a rule sees him: unknown values are null, invoices are his open ones. */
export interface CustomerAttributesRow {
  readonly [field: string]: unknown
  readonly entity_id: string
  readonly customer_id: string
  readonly custom: Readonly<Record<string, string>>
  readonly invoices: readonly InvoiceAttributes[]
}
