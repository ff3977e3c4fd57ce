import { z } from 'zod'

/** Invoice as the query hands it over: days as text, amounts as decimal text. */
export type RawInvoice = readonly [
  id: string,
  currency: string,
  kind: string,
  issuedOn: string,
  entryOn: string,
  dueOn: string,
  dueDays: readonly string[],
  dueAmounts: readonly string[],
  amount: string,
  stepDays: readonly string[],
  stepKinds: readonly number[],
  stepOpen: readonly string[],
  disputeDays: readonly string[],
  disputeAmounts: readonly string[],
]

/** An event of a customer. */
export type RawFact = readonly [
  type: string,
  at: string,
  on: string,
  invoiceId: string,
  reminderId: string,
  campaignId: string,
  channel: string,
  step: number,
  amount: string,
  instalments: readonly { readonly due_on: string; readonly amount: string }[],
  eventId: string,
  attributes: string,
]

export interface RawRecord {
  readonly e: string
  readonly c: string
  readonly n: string
  readonly k: string
  readonly l: string
  readonly g: string
  readonly m: string
  readonly p: string
  readonly i: number
  readonly v: readonly RawInvoice[]
  readonly a: readonly (readonly [day: string, currency: string, change: string])[]
  readonly f: readonly RawFact[]
}

/** Our own query is not checked value by value: at a million rows that would take longer than planning them. */
export const rawRecord = z.custom<RawRecord>((row) => typeof row === 'object' && row !== null && 'e' in row)
