import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { capVerdict } from './caps'
import type { CountedContact } from './caps'
import { audienceOf, DEFAULT_POLICY } from './policy'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.UTC(2026, 10, 23, 9)
const contact = (hoursAgo: number, channel = 'email', counts = true): CountedContact => ({
  at: NOW - hoursAgo * HOUR,
  channel,
  counts,
})
const ask = (contacts: CountedContact[], channel = 'email', kind = 'business', step?: string) =>
  capVerdict(contacts, channel, kind, NOW, DEFAULT_POLICY, step)

describe('caps', () => {
  it('leave 72 hours between contacts, to the millisecond', () => {
    expect(ask([contact(71)])).toMatchObject({ free: false, cap: 'gap', freeAt: NOW + HOUR })
    expect(ask([contact(72)])).toEqual({ free: true })
  })

  it('allow two in seven days and six in thirty', () => {
    expect(ask([contact(80), contact(160)])).toMatchObject({
      free: false,
      cap: 'week',
      freeAt: NOW + 8 * HOUR,
    })
    const six = [4, 8, 12, 16, 20, 24].map((days) => contact(days * 24))
    expect(ask(six)).toMatchObject({ free: false, cap: 'month', limit: 6, freeAt: NOW + 6 * DAY })
  })

  it('allow consumers, and whoever is of unknown kind, one in seven days and four in thirty', () => {
    for (const kind of ['consumer', '']) {
      expect(ask([contact(100)], 'email', kind)).toMatchObject({ cap: 'week', freeAt: NOW + 68 * HOUR })
    }
    const four = [8, 15, 22, 29].map((days) => contact(days * 24))
    expect(ask(four, 'email', 'consumer')).toMatchObject({ cap: 'month', freeAt: NOW + DAY })
  })

  it('count calls that nobody took for calls only: one a day, three a week', () => {
    const missed = contact(23, 'phone', false)
    expect(ask([missed], 'phone')).toMatchObject({ cap: 'calls_a_day', freeAt: NOW + HOUR })
    expect(ask([missed], 'email')).toEqual({ free: true })
    const three = [30, 60, 90].map((hours) => contact(hours, 'phone', false))
    expect(ask(three, 'phone')).toMatchObject({ cap: 'calls_a_week', freeAt: NOW + 78 * HOUR })
  })

  it('let formal notices and reactions pass, and count a formal notice afterwards', () => {
    expect(ask([contact(1)], 'registered_letter', 'business', 'formal_notice')).toEqual({ free: true })
    expect(ask([contact(1)], 'email', 'business', 'reaction')).toEqual({ free: true })
    expect(ask([contact(1, 'registered_letter')])).toMatchObject({ free: false })
  })

  it('do not count reactions, receipts and answers', () => {
    expect(ask([contact(1, 'email', false)])).toEqual({ free: true })
  })

  it('look ahead to what is queued', () => {
    expect(ask([contact(-10)])).toMatchObject({ cap: 'gap', freeAt: NOW + 82 * HOUR })
  })
})

/** Free when no window of any cap's length that holds the instant has more than its limit. */
function freeByForce(contacts: CountedContact[], channel: string, kind: string, at: number): boolean {
  return DEFAULT_POLICY.caps[audienceOf(kind)].every((cap) => {
    if (cap.counts === 'calls' && channel !== 'phone') return true
    const times = contacts
      .filter((one) => (cap.counts === 'calls' ? one.channel === 'phone' : one.counts))
      .map((one) => one.at)
    const length = cap.hours * HOUR
    const all = [...times, at]
    return all.every((start) => {
      if (start > at || start <= at - length) return true
      return all.filter((time) => time >= start && time < start + length).length <= cap.limit
    })
  })
}

const anyContacts = fc.array(
  fc.record({
    at: fc.integer({ min: -35 * 24, max: 10 * 24 }).map((hours) => NOW + hours * HOUR),
    channel: fc.constantFrom('email', 'phone', 'letter'),
    counts: fc.boolean(),
  }),
  { maxLength: 10 },
)
const anyChannel = fc.constantFrom('email', 'phone')
const anyKind = fc.constantFrom('business', 'consumer')

describe('for any history', () => {
  it('the verdict is what counting every window gives, and it is free first when it says', () => {
    fc.assert(
      fc.property(anyContacts, anyChannel, anyKind, (contacts, channel, kind) => {
        const verdict = capVerdict(contacts, channel, kind, NOW, DEFAULT_POLICY)
        expect(verdict.free).toBe(freeByForce(contacts, channel, kind, NOW))
        if (verdict.free) return
        expect(freeByForce(contacts, channel, kind, verdict.freeAt)).toBe(true)
        const hours = Array.from({ length: (verdict.freeAt - NOW) / HOUR }, (_, after) => NOW + after * HOUR)
        const earlier = [...hours, verdict.freeAt - 1]
        expect(earlier.filter((time) => freeByForce(contacts, channel, kind, time))).toEqual([])
      }),
      { seed: 72, numRuns: 1_000 },
    )
  })

  it('asking again and again and contacting whenever free never breaks a cap', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 60 }), anyKind, (gaps, kind) => {
        const made: CountedContact[] = []
        let time = NOW
        for (const hours of gaps) {
          time += hours * HOUR
          const verdict = capVerdict(made, 'phone', kind, time, DEFAULT_POLICY)
          if (verdict.free) made.push({ at: time, channel: 'phone', counts: true })
        }
        for (const cap of DEFAULT_POLICY.caps[audienceOf(kind)]) {
          for (const { at: start } of made) {
            const count = made.filter(({ at }) => at >= start && at < start + cap.hours * HOUR).length
            expect(count).toBeLessThanOrEqual(cap.limit)
          }
        }
      }),
      { seed: 30, numRuns: 300 },
    )
  })
})
