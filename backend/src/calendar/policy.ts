import type { Channel } from '../campaigns/campaign.contract'
import { HOUR_MS } from './civil'

/** Whom hours and caps distinguish. Unknown kinds are consumers; associations and sole traders keep office hours. */
export type Audience = 'professional' | 'consumer'

/** Audience of a kind of debtor: business, public, association, sole_trader, consumer; anything else is a consumer. */
export const audienceOf = (kind: string): Audience =>
  kind === 'business' || kind === 'public' || kind === 'association' || kind === 'sole_trader'
    ? 'professional'
    : 'consumer'

/** When a channel may be used, on the customer's clock. */
export interface ContactHours {
  /** 1 Monday … 7 Sunday */
  readonly weekdays: readonly number[]
  /** minutes since midnight, [from, to), ascending and apart */
  readonly spans: readonly (readonly [from: number, to: number])[]
  readonly onHolidays: boolean
}

/** At most `limit` within any `hours`. */
export interface Cap {
  readonly id: 'gap' | 'week' | 'month' | 'calls_a_day' | 'calls_a_week'
  readonly limit: number
  readonly hours: number
  /** calls count every attempt, also one that nobody answered */
  readonly counts: 'contacts' | 'calls'
}

export interface ContactPolicy {
  readonly hours: Readonly<Record<Channel, Readonly<Record<Audience, ContactHours>>>>
  readonly caps: Readonly<Record<Audience, readonly Cap[]>>
}

const at = (hour: number): number => hour * 60
const MONDAY_TO_FRIDAY = [1, 2, 3, 4, 5]
const MONDAY_TO_SATURDAY = [1, 2, 3, 4, 5, 6]
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]

const hours = (weekdays: readonly number[], ...spans: (readonly [number, number])[]): ContactHours => ({
  weekdays,
  spans,
  onHolidays: false,
})
const forBoth = (of: ContactHours) => ({ professional: of, consumer: of })

const WRITTEN = forBoth(hours(MONDAY_TO_SATURDAY, [at(8), at(20)]))
const POSTED = forBoth(hours(MONDAY_TO_FRIDAY, [0, at(24)]))

const DAY = 24
const calls: readonly Cap[] = [
  { id: 'calls_a_day', limit: 1, hours: DAY, counts: 'calls' },
  { id: 'calls_a_week', limit: 3, hours: 7 * DAY, counts: 'calls' },
]

/**
 * Policy, not statute: no article sets hours or numbers for reminders. Those of calls to consumers are taken from
 * canvassing (C. conso. D223-9), those of text messages from what French providers allow for marketing, the rest is
 * custom; all of it can be changed. A day of calls is any 24 hours, which is stricter than a calendar day.
 */
export const DEFAULT_POLICY: ContactPolicy = {
  hours: {
    email: WRITTEN,
    sms: WRITTEN,
    letter: POSTED,
    registered_letter: POSTED,
    phone: {
      professional: hours(MONDAY_TO_FRIDAY, [at(9), at(18)]),
      consumer: hours(MONDAY_TO_FRIDAY, [at(10), at(13)], [at(14), at(20)]),
    },
    task: forBoth(hours(MONDAY_TO_FRIDAY, [at(9), at(18)])),
    webhook: forBoth({ weekdays: EVERY_DAY, spans: [[0, at(24)]], onHolidays: true }),
  },
  caps: {
    professional: [
      { id: 'gap', limit: 1, hours: 72, counts: 'contacts' },
      { id: 'week', limit: 2, hours: 7 * DAY, counts: 'contacts' },
      { id: 'month', limit: 6, hours: 30 * DAY, counts: 'contacts' },
      ...calls,
    ],
    consumer: [
      { id: 'gap', limit: 1, hours: 72, counts: 'contacts' },
      { id: 'week', limit: 1, hours: 7 * DAY, counts: 'contacts' },
      { id: 'month', limit: 4, hours: 30 * DAY, counts: 'contacts' },
      ...calls,
    ],
  },
}

export const capMs = ({ hours: length }: Cap): number => length * HOUR_MS
