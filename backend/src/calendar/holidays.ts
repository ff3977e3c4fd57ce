import Holidays from 'date-holidays'
import { DAY_MS, dayNumber, isoDay } from './civil'
import type { DayNumber } from './civil'
import type { FrenchZone } from './zones.contract'

export interface PublicHoliday {
  /** e.g. 2026-11-11 */
  readonly day: string
  readonly name: string
}

/** Country and part of it under which the library keeps each French zone. */
const SOURCES: Readonly<Record<FrenchZone, readonly [country: string, state?: string]>> = {
  metropole: ['FR'],
  'alsace-moselle': ['FR', '67'],
  guadeloupe: ['FR', 'GP'],
  martinique: ['FR', 'MQ'],
  guyane: ['FR', 'GF'],
  'la-reunion': ['FR', 'RE'],
  mayotte: ['FR', 'YT'],
  'saint-barthelemy': ['FR', 'BL'],
  'saint-martin': ['FR', 'MF'],
  'saint-pierre-et-miquelon': ['PM'],
  polynesie: ['PF'],
  'nouvelle-caledonie': ['NC'],
  wallis: ['WF'],
}

/**
 * Where the library differs from the lists of the labour code: Good Friday in Guadeloupe and Martinique is a custom and
 * no public holiday of L3133-1 or L3422-2; Saint-Martin has commemorated the abolition of slavery on 28 May since 2018
 * (Etalab, jours-feries-france-data).
 */
const CORRECTIONS: Readonly<Partial<Record<FrenchZone, (holidays: Holidays) => void>>> = {
  guadeloupe: (holidays) => holidays.unsetRule('easter -2'),
  martinique: (holidays) => holidays.unsetRule('easter -2'),
  'saint-martin': (holidays) => {
    holidays.unsetRule('05-27')
    holidays.setHoliday('05-28', { name: { fr: "Abolition de l'esclavage" }, type: 'public' })
  },
}

const isFrench = (zone: string): zone is FrenchZone => zone in SOURCES

/** The library's calendar of a zone, corrected; a zone that it does not know has no holidays. */
function calendarOf(zone: string): Holidays {
  return isFrench(zone) ? french(zone) : new Holidays(zone)
}

function french(zone: FrenchZone): Holidays {
  const [country, state] = SOURCES[zone]
  const calendar = state === undefined ? new Holidays(country) : new Holidays(country, state)
  CORRECTIONS[zone]?.(calendar)
  return calendar
}

/**
 * Public holidays of a year, by day. A holiday of several days gives each of them.
 * @param zone a French zone or an ISO country code; unknown ones have none
 */
export function publicHolidays(zone: string, year: number): PublicHoliday[] {
  const named = (calendarOf(zone).getHolidays(year) ?? []).filter(({ type }) => type === 'public')
  return named.flatMap(({ date, start, end, name }) => {
    const first = dayNumber(date.slice(0, 10))
    const days = Math.max(1, Math.round((end.getTime() - start.getTime()) / DAY_MS))
    return Array.from({ length: days }, (_, more) => ({ day: isoDay(first + more), name }))
  })
}

const LAST_YEAR = 2199
const SIZE = dayNumber(`${LAST_YEAR + 1}-01-01`)
const [UNKNOWN, WORKING, HOLIDAY] = [0, 1, 2] as const

/** One byte a day for each zone, filled by years: reading a calendar takes 15 ms a year, this 10 ns a day. */
const tables = new Map<string, Uint8Array>()

/**
 * Whether a day is a public holiday of a zone.
 * @throws RangeError before 1970 and after 2199
 */
export function isPublicHoliday(zone: string, day: DayNumber): boolean {
  let table = tables.get(zone)
  if (table === undefined) {
    table = new Uint8Array(SIZE)
    tables.set(zone, table)
  }
  const known = table[day]
  if (known === undefined) throw new RangeError(`day outside 1970 to ${LAST_YEAR}: ${day}`)
  return known === UNKNOWN ? fill(table, zone, day) : known === HOLIDAY
}

function fill(table: Uint8Array, zone: string, day: DayNumber): boolean {
  const year = new Date(day * DAY_MS).getUTCFullYear()
  const first = Date.UTC(year, 0, 1) / DAY_MS
  const next = Date.UTC(year + 1, 0, 1) / DAY_MS
  table.fill(WORKING, first, next)
  // A holiday of several days that began in the old year reaches into this one.
  for (const { day: of } of [...publicHolidays(zone, year - 1), ...publicHolidays(zone, year)]) {
    const at = dayNumber(of)
    if (at >= first && at < next) table[at] = HOLIDAY
  }
  return table[day] === HOLIDAY
}
