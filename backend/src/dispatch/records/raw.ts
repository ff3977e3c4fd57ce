import { z } from 'zod'

/** Instalments, dated changes and disputes of an invoice; most have none. */
type RawHistory = readonly [
  dueDays: readonly string[],
  dueAmounts: readonly string[],
  stepDays: readonly string[],
  stepKinds: readonly number[],
  stepOpen: readonly string[],
  disputeDays: readonly string[],
  disputeAmounts: readonly string[],
]

/** Invoice as the query hands it over: days as text, amounts as decimal text, its history where it has one. */
export type RawInvoice = readonly [
  id: string,
  currency: string,
  kind: string,
  issuedOn: string,
  entryOn: string,
  dueOn: string,
  amount: string,
  history: readonly RawHistory[],
]

export const NO_HISTORY: RawHistory = [[], [], [], [], [], [], []]

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
  segmentId: string,
]

/** A message that went out, read by paths of its attributes; claims as [invoice, level, due day]. */
export type RawSent = readonly [
  at: string,
  invoiceId: string,
  reminderId: string,
  campaignId: string,
  channel: string,
  step: number,
  segmentId: string,
  kind: string,
  stepId: string,
  claims: readonly (readonly (string | null)[])[],
]

/** An update of a customer, read by paths: contacts as [role, name, email, phone], then five words of his place. */
export type RawTold = readonly [
  at: string,
  eventId: string,
  people: readonly (readonly (string | null)[])[],
  places: readonly string[],
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
  readonly s: readonly RawSent[]
  readonly t: readonly RawTold[]
}

/** Our own query is not checked value by value: at a million rows that would take longer than planning them. */
export const rawRecord = z.custom<RawRecord>((row) => typeof row === 'object' && row !== null && 'e' in row)
