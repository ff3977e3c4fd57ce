import Holidays from 'date-holidays'
import { IANAZone } from 'luxon'
import type { FrenchZone } from './zones.contract'

/** Where a customer's clock and calendar stand. */
export interface Zone {
  /** a French zone, or an ISO 3166 country code */
  readonly holidays: string
  /** IANA name, e.g. America/Martinique */
  readonly timeZone: string
}

const CLOCKS: Readonly<Record<FrenchZone, string>> = {
  metropole: 'Europe/Paris',
  'alsace-moselle': 'Europe/Paris',
  guadeloupe: 'America/Guadeloupe',
  martinique: 'America/Martinique',
  guyane: 'America/Cayenne',
  'la-reunion': 'Indian/Reunion',
  mayotte: 'Indian/Mayotte',
  'saint-barthelemy': 'America/St_Barthelemy',
  'saint-martin': 'America/Marigot',
  'saint-pierre-et-miquelon': 'America/Miquelon',
  polynesie: 'Pacific/Tahiti',
  'nouvelle-caledonie': 'Pacific/Noumea',
  wallis: 'Pacific/Wallis',
}

/** Longest prefix first. Saint-Barthélemy and Saint-Martin kept postcodes of Guadeloupe. */
const POSTCODES: readonly (readonly [prefix: string, zone: FrenchZone])[] = [
  ['97133', 'saint-barthelemy'],
  ['97150', 'saint-martin'],
  ['971', 'guadeloupe'],
  ['972', 'martinique'],
  ['973', 'guyane'],
  ['974', 'la-reunion'],
  ['975', 'saint-pierre-et-miquelon'],
  ['976', 'mayotte'],
  ['977', 'saint-barthelemy'],
  ['978', 'saint-martin'],
  ['986', 'wallis'],
  ['987', 'polynesie'],
  ['988', 'nouvelle-caledonie'],
  ['57', 'alsace-moselle'],
  ['67', 'alsace-moselle'],
  ['68', 'alsace-moselle'],
]

/** Codes that ISO 3166 gives to parts of France. */
const COUNTRIES: Readonly<Record<string, FrenchZone>> = {
  GP: 'guadeloupe',
  MQ: 'martinique',
  GF: 'guyane',
  RE: 'la-reunion',
  YT: 'mayotte',
  BL: 'saint-barthelemy',
  MF: 'saint-martin',
  PM: 'saint-pierre-et-miquelon',
  PF: 'polynesie',
  NC: 'nouvelle-caledonie',
  WF: 'wallis',
}

/** Islands whose clock differs from their mainland's. */
const ISLANDS: readonly (readonly [country: string, prefixes: RegExp, timeZone: string])[] = [
  ['ES', /^(35|38)/, 'Atlantic/Canary'],
  ['PT', /^9[0-4]/, 'Atlantic/Madeira'],
  ['PT', /^9[5-9]/, 'Atlantic/Azores'],
]

const FRENCH_CODE_LENGTH = 5

/**
 * Holidays and clock of an address. Of countries with several clocks it is the first that the holiday data name, the
 * capital's or the most populous; a customer's own time zone, where it is recorded, goes before.
 * @param country ISO 3166 code; empty: France
 * @param recorded what is recorded of the customer himself; empty fields do not count
 * @param home zone of an address in France without postcode
 */
export function zoneOf(
  country: string,
  postcode: string,
  recorded: { readonly timeZone?: string; readonly holidayZone?: string } = {},
  home: FrenchZone = 'metropole',
): Zone {
  const found = byAddress(country.trim().toUpperCase() || 'FR', postcode.replace(/\s/g, ''), home)
  return {
    holidays: recorded.holidayZone || found.holidays,
    timeZone:
      recorded.timeZone && IANAZone.isValidZone(recorded.timeZone) ? recorded.timeZone : found.timeZone,
  }
}

function byAddress(country: string, postcode: string, home: FrenchZone): Zone {
  const french = postcode === '' ? home : frenchZone(postcode)
  const part = country === 'FR' ? french : COUNTRIES[country]
  if (part) return { holidays: part, timeZone: CLOCKS[part] }
  const island = ISLANDS.find(([code, prefixes]) => code === country && prefixes.test(postcode))
  return { holidays: country, timeZone: island?.[2] ?? capitalClock(country) }
}

function frenchZone(postcode: string): FrenchZone {
  const digits = postcode.replace(/^F-?/i, '').padStart(FRENCH_CODE_LENGTH, '0')
  return POSTCODES.find(([prefix]) => digits.startsWith(prefix))?.[1] ?? 'metropole'
}

const clocks = new Map<string, string>()

function capitalClock(country: string): string {
  const known = clocks.get(country)
  if (known !== undefined) return known
  const named = new Holidays(country).getTimezones().find((name) => IANAZone.isValidZone(name))
  const clock = named ?? CLOCKS.metropole
  clocks.set(country, clock)
  return clock
}

const zones = new Map<string, Zone>()

/**
 * Clock and calendar of a company of which only the clock is known: those of the first country with that clock, in
 * France of the whole country. A clock of nobody keeps no holidays.
 */
export function zoneOfClock(timeZone: string): Zone {
  const known = zones.get(timeZone)
  if (known) return known
  const french = (Object.keys(CLOCKS) as FrenchZone[]).find((zone) => CLOCKS[zone] === timeZone)
  const named = french ?? Object.keys(new Holidays().getCountries()).find((code) => keeps(code, timeZone))
  const zone = { holidays: named ?? '', timeZone }
  zones.set(timeZone, zone)
  return zone
}

const keeps = (country: string, timeZone: string): boolean =>
  new Holidays(country).getTimezones()?.includes(timeZone) ?? false
