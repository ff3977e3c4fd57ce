import type { Day, Instant } from '../planner/customer-record'
import type { RawFact } from './raw'

/** An event of a customer, its attributes read. */
export interface Fact {
  readonly type: string
  readonly at: Instant
  readonly on: Day
  readonly invoiceId: string
  readonly reminderId: string
  readonly campaignId: string
  readonly channel: string
  readonly step: number
  readonly segmentId: string
  readonly amount: string
  readonly instalments: readonly { readonly due_on: string; readonly amount: string }[]
  readonly eventId: string
  readonly attributes: Readonly<Record<string, unknown>>
}

/** Facts in the order in which they happened. */
export function factsOf(raw: readonly RawFact[]): readonly Fact[] {
  if (raw.length === 0) return NONE
  const sorted =
    raw.length === 1 ? raw : [...raw].sort((a, b) => Number(a[1]) - Number(b[1]) || (a[10] < b[10] ? -1 : 1))
  return sorted.map((row) => ({
    type: row[0],
    at: Number(row[1]),
    on: row[2],
    invoiceId: row[3],
    reminderId: row[4],
    campaignId: row[5],
    channel: row[6],
    step: row[7],
    segmentId: row[12],
    amount: row[8],
    instalments: row[9],
    eventId: row[10],
    attributes: row[11] === '{}' ? {} : (JSON.parse(row[11]) as Record<string, unknown>),
  }))
}
const NONE: readonly Fact[] = []
