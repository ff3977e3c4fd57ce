import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import { CHANNELS } from '../campaigns/campaign.contract'
import { publicHolidays } from './holidays'
import { audienceOf, DEFAULT_POLICY } from './policy'
import type { ContactPolicy } from './policy'
import { isOpen, nextOpening } from './windows'
import { zoneOf } from './zones'
import type { Zone } from './zones'

const PARIS = zoneOf('FR', '75001')
const at = (text: string, { timeZone }: Zone = PARIS) => DateTime.fromISO(text, { zone: timeZone }).toMillis()
const shown = (instant: number, { timeZone }: Zone = PARIS) =>
  DateTime.fromMillis(instant, { zone: timeZone }).toFormat("yyyy-MM-dd'T'HH:mm")
const next = (text: string, channel: (typeof CHANNELS)[number], kind = 'business', zone = PARIS) =>
  shown(nextOpening(at(text, zone), channel, kind, zone, DEFAULT_POLICY), zone)

describe('the next opening', () => {
  it('is the moment itself in an open window', () => {
    expect(nextOpening(at('2026-11-23T10:17:42.123'), 'email', 'business', PARIS, DEFAULT_POLICY)).toBe(
      at('2026-11-23T10:17:42.123'),
    )
  })

  it('is the next morning after closing, and Monday after Saturday', () => {
    expect(next('2026-11-23T20:00', 'email')).toBe('2026-11-24T08:00')
    expect(next('2026-11-23T07:59', 'email')).toBe('2026-11-23T08:00')
    expect(next('2026-11-21T20:00', 'sms')).toBe('2026-11-23T08:00')
  })

  it('lets consumers have lunch', () => {
    expect(next('2026-11-23T13:00', 'phone', 'consumer')).toBe('2026-11-23T14:00')
    expect(next('2026-11-23T13:00', 'phone', 'business')).toBe('2026-11-23T13:00')
    expect(next('2026-11-23T19:00', 'phone', 'business')).toBe('2026-11-24T09:00')
    expect(next('2026-11-23T13:00', 'phone', '')).toBe('2026-11-23T14:00')
  })

  it('leaves out public holidays of the zone only', () => {
    const strasbourg = zoneOf('FR', '67000')
    // Good Friday, Saturday, Easter Sunday and Monday
    expect(next('2026-04-03T10:00', 'email', 'business', strasbourg)).toBe('2026-04-04T08:00')
    expect(next('2026-04-03T10:00', 'phone', 'business', strasbourg)).toBe('2026-04-07T09:00')
    expect(next('2026-04-03T10:00', 'email')).toBe('2026-04-03T10:00')
    // Friday 25 and Saturday 26 December, then Sunday
    expect(next('2026-12-25T10:00', 'email', 'business', strasbourg)).toBe('2026-12-28T08:00')
  })

  it('goes by the clock of the customer, not of the creditor', () => {
    const reunion = zoneOf('FR', '97400')
    // 17 h in Paris in winter is 20 h on La Réunion
    expect(
      shown(nextOpening(at('2026-11-23T17:00'), 'email', 'business', reunion, DEFAULT_POLICY), reunion),
    ).toBe('2026-11-24T08:00')
  })

  it('keeps 8 h at 8 h when the clock has been changed over the Sunday', () => {
    const before = nextOpening(at('2026-03-28T21:00'), 'email', 'business', PARIS, DEFAULT_POLICY)
    expect(new Date(before).toISOString()).toBe('2026-03-30T06:00:00.000Z')
    const autumn = nextOpening(at('2026-10-24T21:00'), 'email', 'business', PARIS, DEFAULT_POLICY)
    expect(new Date(autumn).toISOString()).toBe('2026-10-26T07:00:00.000Z')
  })

  it('of the webhook is always now', () => {
    expect(next('2026-12-25T03:00', 'webhook')).toBe('2026-12-25T03:00')
  })

  it('says so when there is none', () => {
    const shut: ContactPolicy = {
      ...DEFAULT_POLICY,
      hours: {
        ...DEFAULT_POLICY.hours,
        email: {
          professional: { weekdays: [], spans: [], onHolidays: false },
          consumer: DEFAULT_POLICY.hours.email.consumer,
        },
      },
    }
    expect(() => nextOpening(0, 'email', 'business', PARIS, shut)).toThrow('No contact hours for email')
  })
})

const ZONES: Zone[] = [
  PARIS,
  zoneOf('FR', '67000'),
  zoneOf('FR', '97200'),
  zoneOf('FR', '97500'),
  { holidays: 'AU', timeZone: 'Australia/Lord_Howe' },
  { holidays: 'CU', timeZone: 'America/Havana' },
]
const spans = fc
  .uniqueArray(fc.integer({ min: 0, max: 288 }), { minLength: 2, maxLength: 4 })
  .map((marks) => marks.map((mark) => mark * 5).sort((a, b) => a - b))
  .map((marks) => marks.slice(0, marks.length & ~1))
  .map((marks) => marks.flatMap((from, of) => (of % 2 === 0 ? [[from, marks[of + 1] ?? 0] as const] : [])))
const anyHours = fc.record({
  weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
  spans,
  onHolidays: fc.boolean(),
})
/** Mostly within two days of a change of the clock. */
const anyInstant = fc
  .tuple(
    fc.constantFrom('2026-03-08', '2026-03-29', '2026-10-25', '2026-11-01', '2026-04-05', '2026-12-24'),
    fc.integer({ min: -2 * 86_400, max: 2 * 86_400 }),
  )
  .map(([day, seconds]) => Date.parse(`${day}T03:00:00Z`) + seconds * 1000)

/** Luxon, the list of holidays and a comparison: nothing of the code under test. */
function openByLuxon(
  instant: number,
  channel: 'phone',
  kind: string,
  zone: Zone,
  policy: ContactPolicy,
): boolean {
  const local = DateTime.fromMillis(instant, { zone: zone.timeZone })
  const hours = policy.hours[channel][audienceOf(kind)]
  const holiday = holidaySet(zone.holidays, local.year).has(local.toISODate() ?? '')
  const minute = local.hour * 60 + local.minute
  return (
    hours.weekdays.includes(local.weekday) &&
    (hours.onHolidays || !holiday) &&
    hours.spans.some(([from, to]) => minute >= from && minute < to)
  )
}
const sets = new Map<string, Set<string>>()
function holidaySet(zone: string, year: number): Set<string> {
  const key = `${zone} ${year}`
  const known = sets.get(key) ?? new Set(publicHolidays(zone, year).map(({ day }) => day))
  sets.set(key, known)
  return known
}

describe('for any hours, zone and instant', () => {
  it('open is what luxon says, and the next opening is the first open minute', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), anyHours, anyInstant, (zone, hours, instant) => {
        const phone = { professional: hours, consumer: hours }
        const policy = { ...DEFAULT_POLICY, hours: { ...DEFAULT_POLICY.hours, phone } }
        const open = (time: number) => openByLuxon(time, 'phone', 'business', zone, policy)
        expect(isOpen(instant, 'phone', 'business', zone, policy)).toBe(open(instant))
        const found = nextOpening(instant, 'phone', 'business', zone, policy)
        expect(found).toBeGreaterThanOrEqual(instant)
        expect(open(found)).toBe(true)
        if (found === instant) return
        const limit = Math.min(found, instant + 3 * 86_400_000)
        const first = Math.ceil(instant / 60_000) * 60_000
        for (let time = first; time < limit; time += 60_000) {
          if (open(time)) expect.fail(`open already at ${new Date(time).toISOString()}`)
        }
      }),
      { seed: 20, numRuns: 80 },
    )
  })

  it('the defaults never open on a Sunday, a public holiday or by night', () => {
    const anyChannel = fc.constantFrom(...CHANNELS.filter((channel) => channel !== 'webhook'))
    const anyKind = fc.constantFrom('business', 'consumer', 'public', '')
    const anytime = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2028, 0, 1) })
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), anyChannel, anyKind, anytime, (zone, channel, kind, instant) => {
        const found = nextOpening(instant, channel, kind, zone, DEFAULT_POLICY)
        const local = DateTime.fromMillis(found, { zone: zone.timeZone })
        expect(local.weekday).not.toBe(7)
        expect(holidaySet(zone.holidays, local.year).has(local.toISODate() ?? '')).toBe(false)
        if (channel.endsWith('letter')) return
        expect(local.hour >= 8 && local.hour < 20).toBe(true)
      }),
      { seed: 8, numRuns: 1_000 },
    )
  })
})
