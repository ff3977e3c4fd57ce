import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import { zoneOfClock } from '../../calendar'
import type { Zone } from '../../calendar'
import { publicHolidays } from '../../calendar/holidays'
import { nextOccasion, occasionsBetween } from './occasions'
import type { Rhythm } from './occasions'
import { reportPeriod } from './period'

const PARIS: Zone = { holidays: 'metropole', timeZone: 'Europe/Paris' }
const rhythm = (every: Rhythm['every'], nth: number, time: string): Rhythm => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return { every, nth, minute: hours * 60 + minutes }
}
const after = (text: string, wanted: Rhythm, zone = PARIS) => {
  const from = DateTime.fromISO(text, { zone: zone.timeZone }).toMillis()
  return DateTime.fromMillis(nextOccasion(from, wanted, zone), { zone: zone.timeZone }).toISO({
    suppressMilliseconds: true,
  })
}

const lists = new Map<string, Set<string>>()
function holidaysOf(zone: string): Set<string> {
  const known = lists.get(zone)
  if (known) return known
  const years = [2023, 2024, 2025, 2026, 2027, 2028]
  const list = new Set(years.flatMap((year) => publicHolidays(zone, year).map(({ day }) => day)))
  lists.set(zone, list)
  return list
}

/** The slow, obvious way: day by day with the calendar's own list and another library's clock. */
function walked(from: number, to: number, { every, nth, minute }: Rhythm, zone: Zone): number[] {
  const listed = holidaysOf(zone.holidays)
  const works = (day: DateTime) => day.weekday <= 5 && !listed.has(day.toISODate() ?? '')
  const chosen = new Set<string>()
  let day = DateTime.fromMillis(from, { zone: zone.timeZone }).startOf('month').minus({ months: 1 })
  const end = DateTime.fromMillis(to, { zone: zone.timeZone }).plus({ days: 2 })
  for (; day < end; day = day.plus({ days: 1 })) {
    if (every === 'day' && works(day)) chosen.add(day.toISODate() ?? '')
    if (every === 'week' && day.weekday === nth) {
      let moved = day
      while (!works(moved)) moved = moved.plus({ days: 1 })
      chosen.add(moved.toISODate() ?? '')
    }
    if (every === 'month' && day.day === 1) {
      const month = Array.from({ length: day.daysInMonth ?? 0 }, (_, n) => day.plus({ days: n })).filter(
        works,
      )
      chosen.add((month[nth - 1] ?? month.at(-1))?.toISODate() ?? '')
    }
  }
  const shown = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
  return [...chosen].sort().flatMap((date) => {
    // Minute by minute: the first at which the clock shows this time or has jumped past it. It is changed by two hours
    // at most.
    const midnight = DateTime.fromISO(date, { zone: zone.timeZone }).startOf('day')
    for (let passed = Math.max(0, minute - 121); passed < 26 * 60; passed += 1) {
      const at = midnight.plus({ minutes: passed })
      if (at.toISODate() !== date || at.toFormat('HH:mm') >= shown)
        return at.toMillis() > from && at.toMillis() <= to ? [at.toMillis()] : []
    }
    return []
  })
}

describe('the occasions of a report', () => {
  it('are each working day at the same hour of the clock, over the change to summer time', () => {
    const daily = rhythm('day', 1, '08:30')
    expect(after('2026-03-27T08:29:00', daily)).toBe('2026-03-27T08:30:00+01:00')
    expect(after('2026-03-27T08:30:00', daily)).toBe('2026-03-30T08:30:00+02:00')
    expect(after('2026-05-13T12:00:00', daily)).toBe('2026-05-15T08:30:00+02:00')
  })

  it('give way to the next working day where the weekday is a holiday', () => {
    const mondays = rhythm('week', 1, '07:00')
    expect(after('2026-03-31T00:00:00', mondays)).toBe('2026-04-07T07:00:00+02:00')
    expect(after('2026-04-07T07:00:00', mondays)).toBe('2026-04-13T07:00:00+02:00')
  })

  it('are the n-th working day of the month, the last one where there are fewer', () => {
    expect(after('2026-05-01T00:00:00', rhythm('month', 1, '06:00'))).toBe('2026-05-04T06:00:00+02:00')
    expect(after('2026-04-30T23:00:00', rhythm('month', 3, '06:00'))).toBe('2026-05-06T06:00:00+02:00')
    expect(after('2026-05-10T00:00:00', rhythm('month', 23, '06:00'))).toBe('2026-05-29T06:00:00+02:00')
  })

  it('in an hour that the clock skips come at the jump, in one that it shows twice once', () => {
    const night = rhythm('day', 1, '00:30')
    // Clocks are changed on Sundays nearly everywhere: a zone is taken that did it on working days.
    const tehran: Zone = { holidays: '', timeZone: 'Asia/Tehran' }
    // 22 March 2022, a Tuesday: 00:00 became 01:00.
    expect(after('2022-03-21T12:00:00', night, tehran)).toBe('2022-03-22T01:00:00+04:30')
    const twice = rhythm('day', 1, '23:30')
    // 21 September 2022, a Wednesday: 24:00 became 23:00, so that 23:30 came twice.
    expect(after('2022-09-21T12:00:00', twice, tehran)).toBe('2022-09-21T23:30:00+04:30')
    const first = DateTime.fromISO('2022-09-21T23:30:00+04:30').toMillis()
    expect(
      DateTime.fromMillis(nextOccasion(first, twice, tehran))
        .setZone('Asia/Tehran')
        .toISODate(),
    ).toBe('2022-09-22')
  })

  it('are those that a slow walk over days and minutes finds, in any zone', () => {
    const zones = [
      'Europe/Paris',
      'America/Martinique',
      'Pacific/Noumea',
      'Indian/Reunion',
      'Europe/Brussels',
    ]
    const asked = fc.record({
      zone: fc.constantFrom(...zones.map(zoneOfClock)),
      every: fc.constantFrom('day' as const, 'week' as const, 'month' as const),
      nth: fc.integer({ min: 1, max: 23 }),
      minute: fc.integer({ min: 0, max: 1439 }),
      from: fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2027, 0, 1) }),
      days: fc.integer({ min: 1, max: 45 }),
    })
    fc.assert(
      fc.property(asked, ({ zone, every, nth, minute, from, days }) => {
        const wanted = { every, nth: every === 'month' ? nth : ((nth - 1) % 5) + 1, minute }
        const to = from + days * 86_400_000
        expect(occasionsBetween(from, to, wanted, zone)).toEqual(walked(from, to, wanted, zone))
      }),
      { seed: 5, numRuns: 40 },
    )
  })

  it('follow the calendar of the company’s clock', () => {
    expect(zoneOfClock('Europe/Paris').holidays).toBe('metropole')
    expect(zoneOfClock('Pacific/Tahiti').holidays).toBe('polynesie')
    expect(zoneOfClock('Europe/Brussels').holidays).toBe('BE')
    expect(zoneOfClock('Mars/Olympus').holidays).toBe('')
  })
})

describe('the days that a report tells of', () => {
  it('are the month so far, the last seven days, the month before', () => {
    expect(reportPeriod('day', '2026-05-12', null)).toEqual({ from: '2026-05-01', as_of: '2026-05-11' })
    expect(reportPeriod('day', '2026-06-01', null)).toEqual({ from: '2026-05-01', as_of: '2026-05-31' })
    expect(reportPeriod('week', '2026-05-12', null)).toEqual({ from: '2026-05-05', as_of: '2026-05-11' })
    expect(reportPeriod('month', '2026-03-04', null)).toEqual({ from: '2026-02-01', as_of: '2026-02-28' })
  })

  it('end with the last day of which anything is known', () => {
    expect(reportPeriod('day', '2026-05-12', '2026-04-20')).toEqual({
      from: '2026-04-01',
      as_of: '2026-04-20',
    })
    expect(reportPeriod('month', '2026-03-04', '2026-03-03')).toEqual({
      from: '2026-02-01',
      as_of: '2026-02-28',
    })
  })
})
