import fc from 'fast-check'
import { IANAZone } from 'luxon'
import { describe, expect, it } from 'vitest'
import { dayNumber, isoDay, weekdayOf } from './civil'
import { clockOf } from './zone-clock'
import { zoneOf } from './zones'

describe('the zone of an address', () => {
  it.each([
    ['FR', '75011', 'metropole', 'Europe/Paris'],
    ['FR', '20000', 'metropole', 'Europe/Paris'],
    ['FR', '67000', 'alsace-moselle', 'Europe/Paris'],
    ['FR', '68100', 'alsace-moselle', 'Europe/Paris'],
    ['FR', '57 000', 'alsace-moselle', 'Europe/Paris'],
    ['FR', '6800', 'metropole', 'Europe/Paris'], // 06800: a spreadsheet took the zero away
    ['FR', 'F-67000', 'alsace-moselle', 'Europe/Paris'],
    ['FR', '97110', 'guadeloupe', 'America/Guadeloupe'],
    ['FR', '97133', 'saint-barthelemy', 'America/St_Barthelemy'],
    ['FR', '97150', 'saint-martin', 'America/Marigot'],
    ['FR', '97200', 'martinique', 'America/Martinique'],
    ['FR', '97300', 'guyane', 'America/Cayenne'],
    ['FR', '97400', 'la-reunion', 'Indian/Reunion'],
    ['FR', '97500', 'saint-pierre-et-miquelon', 'America/Miquelon'],
    ['FR', '97600', 'mayotte', 'Indian/Mayotte'],
    ['FR', '98600', 'wallis', 'Pacific/Wallis'],
    ['FR', '98714', 'polynesie', 'Pacific/Tahiti'],
    ['FR', '98800', 'nouvelle-caledonie', 'Pacific/Noumea'],
    ['RE', '97400', 'la-reunion', 'Indian/Reunion'],
    ['', '', 'metropole', 'Europe/Paris'],
    ['de', '10115', 'DE', 'Europe/Berlin'],
    ['DE', '67059', 'DE', 'Europe/Berlin'],
    ['ES', '35001', 'ES', 'Atlantic/Canary'],
    ['PT', '9500-150', 'PT', 'Atlantic/Azores'],
    ['US', '10001', 'US', 'America/New_York'],
    ['XX', '', 'XX', 'Europe/Paris'],
  ])('%s %s is %s, %s', (country, postcode, holidays, timeZone) => {
    expect(zoneOf(country, postcode)).toEqual({ holidays, timeZone })
  })

  it('gives way to what is recorded of the customer, unless it is no time zone', () => {
    const recorded = { timeZone: 'America/Chicago', holidayZone: 'alsace-moselle' }
    expect(zoneOf('US', '', recorded)).toEqual({ holidays: 'alsace-moselle', timeZone: 'America/Chicago' })
    expect(zoneOf('FR', '', { timeZone: 'Mars/Olympus' }).timeZone).toBe('Europe/Paris')
  })
})

const ZONES = [
  'Europe/Paris',
  'America/Miquelon',
  'America/Havana', // changes at midnight
  'Australia/Lord_Howe', // by half an hour
  'Africa/Casablanca', // around Ramadan
  'Pacific/Noumea',
  'Asia/Kathmandu',
]
const instants = fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2035, 0, 1) })

describe('a clock', () => {
  it('shows what luxon shows, whatever is asked after what', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instants, (name, at) => {
        expect(clockOf(name).offsetAt(at)).toBe(IANAZone.create(name).offset(at) * 60_000)
      }),
      { seed: 1, numRuns: 2_000 },
    )
  })

  it('finds the instant of what it shows, and the first one where it shows it twice', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instants, (name, at) => {
        const clock = clockOf(name)
        const whole = Math.floor(at / 60_000) * 60_000
        const found = clock.instantOf(clock.dayAt(whole), clock.minuteAt(whole))
        expect(found <= whole && whole - found <= 3_600_000).toBe(true)
        expect([clock.dayAt(found), clock.minuteAt(found)]).toEqual([
          clock.dayAt(whole),
          clock.minuteAt(whole),
        ])
      }),
      { seed: 2, numRuns: 2_000 },
    )
  })

  it('in Paris jumps on 29 March 2026 from 2 to 3 and shows 2 to 3 twice on 25 October', () => {
    const clock = clockOf('Europe/Paris')
    const [march, october] = [dayNumber('2026-03-29'), dayNumber('2026-10-25')]
    expect(clock.instantOf(march, 150)).toBe(Date.UTC(2026, 2, 29, 1))
    expect(clock.instantOf(march, 180)).toBe(Date.UTC(2026, 2, 29, 1))
    expect(clock.instantOf(october, 150)).toBe(Date.UTC(2026, 9, 25, 0, 30))
    expect([march, march + 1, october].map((day) => clock.changesOn(day))).toEqual([true, false, true])
  })

  it('does not exist for an unknown zone', () => {
    expect(() => clockOf('Mars/Olympus')).toThrow('There is no time zone Mars/Olympus.')
  })
})

it('names weekdays from 1 Monday to 7 Sunday', () => {
  expect(weekdayOf(dayNumber('2026-11-22'))).toBe(7)
  expect(weekdayOf(dayNumber('2026-11-23'))).toBe(1)
  expect(weekdayOf(dayNumber('1969-12-31'))).toBe(3)
  expect(isoDay(dayNumber('2026-11-22'))).toBe('2026-11-22')
})
