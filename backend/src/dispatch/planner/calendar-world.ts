import {
  type ContactPolicy,
  DEFAULT_POLICY,
  type FrenchZone,
  type Zone,
  capVerdict,
  isPublicHoliday,
  nextOpening,
  zoneOf,
} from '../../calendar'
import type { CustomerRecord } from './customer-record'
import { dayNumber } from './days'
import type { World } from './world'

/** The part of the world that the calendar answers: clocks, windows, holidays, caps. */
export type CalendarWorld = Pick<World, 'timeZone' | 'nextOpening' | 'capBreach' | 'isHoliday'>

/**
 * Clocks, windows and caps of the creditor's policy; the default one where he has none of his own.
 * @param home zone of customers without address
 */
export function calendarWorld(
  policy: ContactPolicy = DEFAULT_POLICY,
  home: FrenchZone = 'metropole',
): CalendarWorld {
  const zones = new Map<string, Zone>()
  const zone = ({ country, postcode, timeZone, holidayZone }: CustomerRecord): Zone => {
    const key = `${country}|${postcode}|${timeZone}|${holidayZone}`
    let known = zones.get(key)
    if (!known) zones.set(key, (known = zoneOf(country, postcode, { timeZone, holidayZone }, home)))
    return known
  }
  return {
    timeZone: (record) => zone(record).timeZone,
    nextOpening: (at, channel, _kind, record) => nextOpening(at, channel, record.kind, zone(record), policy),
    capBreach(contacts, channel, kind, at, record) {
      const verdict = capVerdict(contacts, channel, record.kind, at, policy, kind)
      return verdict.free ? null : { rule: verdict.cap, until: verdict.freeAt }
    },
    isHoliday: (day, record) => isPublicHoliday(zone(record).holidays, dayNumber(day)),
  }
}
