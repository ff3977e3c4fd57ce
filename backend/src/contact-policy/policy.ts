import { DEFAULT_POLICY } from '../calendar'
import type { Audience, ContactPolicy } from '../calendar'
import { POLICY_CHANNELS } from './contact-policy.contract'
import type { ContactPolicySettings } from './contact-policy.contract'

const DAY = 24
/** A gate that no campaign can pass by longer: a month, until somebody sets a shorter one. */
const LONGEST_STALE = DAY * 31
const AUDIENCES = ['professional', 'consumer'] as const

/** Policy as the calendar reckons with it. */
export function toPolicy({ hours, caps }: ContactPolicySettings): ContactPolicy {
  const ofAudience = <T>(make: (audience: Audience) => T) =>
    Object.fromEntries(AUDIENCES.map((audience) => [audience, make(audience)])) as Record<Audience, T>
  return {
    hours: Object.fromEntries(
      POLICY_CHANNELS.map((channel) => [
        channel,
        ofAudience((audience) => {
          const { weekdays, spans, on_holidays: onHolidays } = hours[channel][audience]
          return { weekdays, spans, onHolidays }
        }),
      ]),
    ) as unknown as ContactPolicy['hours'],
    caps: ofAudience((audience) => {
      const own = caps[audience]
      return [
        { id: 'gap', limit: 1, hours: own.gap_hours, counts: 'contacts' },
        { id: 'week', limit: own.week, hours: 7 * DAY, counts: 'contacts' },
        { id: 'month', limit: own.month, hours: 30 * DAY, counts: 'contacts' },
        { id: 'calls_a_day', limit: own.calls_a_day, hours: DAY, counts: 'calls' },
        { id: 'calls_a_week', limit: own.calls_a_week, hours: 7 * DAY, counts: 'calls' },
      ] as const
    }),
  }
}

/** The policy that came with the product, as a form shows it. */
export function defaultSettings(): ContactPolicySettings {
  const { hours, caps } = DEFAULT_POLICY
  const capsOf = (audience: Audience) => {
    const limit = (id: string) => caps[audience].find((cap) => cap.id === id)
    return {
      gap_hours: limit('gap')?.hours ?? 0,
      week: limit('week')?.limit ?? 0,
      month: limit('month')?.limit ?? 0,
      calls_a_day: limit('calls_a_day')?.limit ?? 0,
      calls_a_week: limit('calls_a_week')?.limit ?? 0,
    }
  }
  const hoursOf = (channel: (typeof POLICY_CHANNELS)[number], audience: Audience) => {
    const { weekdays, spans, onHolidays } = hours[channel][audience]
    return {
      weekdays: [...weekdays],
      spans: spans.map(([from, to]) => [from, to] as [number, number]),
      on_holidays: onHolidays,
    }
  }
  return {
    hours: Object.fromEntries(
      POLICY_CHANNELS.map((channel) => [
        channel,
        { professional: hoursOf(channel, 'professional'), consumer: hoursOf(channel, 'consumer') },
      ]),
    ) as ContactPolicySettings['hours'],
    caps: { professional: capsOf('professional'), consumer: capsOf('consumer') },
    home_zone: 'metropole',
    stale_after_hours: LONGEST_STALE,
  }
}
