import { describe, expect, it } from 'vitest'
import { dayNumber } from './civil'
import { isPublicHoliday, publicHolidays } from './holidays'
import { FRENCH_ZONES } from './zones.contract'
import type { FrenchZone } from './zones.contract'

/** Gregorian Easter by the anonymous computus, independent of the library. */
function easter(year: number): number {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const e = b % 4
  const g = Math.floor((8 * b + 13) / 25)
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30
  const m = Math.floor((a + 11 * h) / 319)
  const l = (32 + 2 * e + 2 * Math.floor(c / 4) - (c % 4) - h + m) % 7
  const month = Math.floor((h - m + l + 90) / 25)
  const day = (h - m + l + month + 19) % 32
  return Date.UTC(year, month - 1, day) / 86_400_000
}
const iso = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10)

/** The eleven of C. trav. L3133-1. */
const everywhere = (year: number) => [
  ...['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'].map((day) => `${year}-${day}`),
  ...[1, 39, 50].map((after) => iso(easter(year) + after)),
]
/**
 * L3134-13 for Alsace-Moselle, L3422-2 for the overseas parts. The three of the Pacific have codes of their own, which
 * were not read: their days are those of the library, so that a change of it is seen.
 */
const LOCAL: Record<FrenchZone, (year: number) => string[]> = {
  metropole: () => [],
  'alsace-moselle': (year) => [iso(easter(year) - 2), `${year}-12-26`],
  guadeloupe: (year) => [`${year}-05-27`],
  martinique: (year) => [`${year}-05-22`],
  guyane: (year) => [`${year}-06-10`],
  'la-reunion': (year) => [`${year}-12-20`],
  mayotte: (year) => [`${year}-04-27`],
  'saint-barthelemy': (year) => [`${year}-10-09`],
  'saint-martin': (year) => [`${year}-05-28`],
  'saint-pierre-et-miquelon': () => [],
  polynesie: (year) => [
    `${year}-03-05`,
    iso(easter(year) - 2),
    year < 2026 ? `${year}-06-29` : `${year}-11-20`,
  ],
  'nouvelle-caledonie': (year) => [`${year}-09-24`],
  wallis: (year) => [`${year}-04-28`, `${year}-06-29`, `${year}-07-29`],
}
const YEARS = [2024, 2025, 2026, 2027, 2028, 2029, 2030]
const sorted = (days: string[]) => [...new Set(days)].sort()

describe('public holidays', () => {
  it('has its Easter right', () => {
    expect([2024, 2025, 2026, 2038].map((year) => iso(easter(year)))).toEqual([
      '2024-03-31',
      '2025-04-20',
      '2026-04-05',
      '2038-04-25',
    ])
  })

  it.each(FRENCH_ZONES)('of %s are those of the labour code, from 2024 to 2030', (zone) => {
    for (const year of YEARS) {
      const named = sorted(publicHolidays(zone, year).map(({ day }) => day))
      expect(named).toEqual(sorted([...everywhere(year), ...LOCAL[zone](year)]))
    }
  })

  it('are answered by day as they are listed by year', () => {
    for (const zone of ['alsace-moselle', 'martinique', 'DE']) {
      const listed = new Set(publicHolidays(zone, 2026).map(({ day }) => day))
      for (let day = dayNumber('2026-01-01'); day < dayNumber('2027-01-01'); day += 1) {
        expect(isPublicHoliday(zone, day)).toBe(listed.has(iso(day)))
      }
    }
  })

  it('are known for other countries by their code, and none for a code that nobody has', () => {
    expect(isPublicHoliday('DE', dayNumber('2026-10-03'))).toBe(true)
    expect(isPublicHoliday('BE', dayNumber('2026-07-21'))).toBe(true)
    expect(publicHolidays('XX', 2026)).toEqual([])
  })

  it('of several days close each of them, also across the turn of a year', () => {
    // Eid al-Fitr 2026 in Saudi Arabia: four days from 19 March
    const listed = publicHolidays('SA', 2026).map(({ day }) => day)
    expect(listed).toEqual(expect.arrayContaining(['2026-03-19', '2026-03-20', '2026-03-21', '2026-03-22']))
    expect(isPublicHoliday('SA', dayNumber('2026-03-22'))).toBe(true)
  })

  it('refuses a day for which no calendar is kept', () => {
    expect(() => isPublicHoliday('metropole', -1)).toThrow(RangeError)
  })
})
