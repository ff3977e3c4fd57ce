import { describe, expect, it } from 'vitest'
import { seededRandom } from '../simulate'
import type { Random } from '../simulate'
import { isUsual, usualRange, USUAL_FALSE_ALARMS } from './usual-range'
import type { PastFigure } from './usual-range'

/** A figure of a company: a level, growth, a rhythm of the year, and noise of a given shape; t = 0 is judged. */
interface History {
  growth: number
  season: number
  noise: (random: Random) => number
}
const normal = (random: Random) => random.normal()
const rangeOf = (past: readonly PastFigure[]) => {
  const range = usualRange(past)
  if (!range.measurable) throw new Error(`a range was expected, not ${range.code}`)
  return range
}
/** one figure in twenty is three times as far out */
const longTailed = (random: Random) => normal(random) * (random.uniform() < 0.05 ? 3 : 1)

function series({ growth, season, noise }: History, months: number, random: Random) {
  const phase = Math.floor(random.uniform() * 12)
  const at = (ago: number) =>
    45 - growth * ago + season * Math.sin((2 * Math.PI * (phase - ago)) / 12) + noise(random)
  const past: PastFigure[] = Array.from({ length: months }, (_, index) => ({
    stepsAgo: index + 1,
    value: at(index + 1),
  }))
  return { past, now: at(0) }
}

const RUNS = 3000
const months = [12, 13, 18, 24, 30]
const histories: Record<string, History> = {
  level: { growth: 0, season: 0, noise: normal },
  'growing, with a rhythm of the year': { growth: 0.5, season: 4, noise: normal },
}

function alarms(history: History, shift: number, seed: number) {
  const random = seededRandom(seed)
  let told = 0
  for (let run = 0; run < RUNS; run += 1) {
    const { past, now } = series(history, months[run % months.length] ?? 12, random)
    if (!isUsual(now + shift, rangeOf(past))) told += 1
  }
  return told / RUNS
}
/** two Monte-Carlo errors above the stated share */
const most = USUAL_FALSE_ALARMS + 2 * Math.sqrt((USUAL_FALSE_ALARMS * (1 - USUAL_FALSE_ALARMS)) / RUNS)

describe('the usual range', () => {
  it.each(Object.entries(histories))(
    'is left by no more figures than stated when nothing changed: %s',
    (_, history) => {
      expect(alarms(history, 0, 11)).toBeLessThanOrEqual(most)
    },
  )

  it('is left by at most three times the stated share where figures scatter with long tails', () => {
    expect(alarms({ growth: 0, season: 0, noise: longTailed }, 0, 12)).toBeLessThanOrEqual(
      3 * USUAL_FALSE_ALARMS,
    )
  })

  it('is left by a real shift: nine in ten of eight standard deviations, most of twelve on a year of history', () => {
    expect(alarms({ growth: 0, season: 0, noise: normal }, 8, 13)).toBeGreaterThan(0.9)
    expect(alarms({ growth: 0.5, season: 0, noise: normal }, -12, 14)).toBeGreaterThan(0.97)
  })

  it('takes a month that is always like this for usual, and tells it from the same figure in another month', () => {
    const august = (ago: number) => (ago % 12 === 0 ? 60 : 45) + (ago % 3) * 0.1
    const past = Array.from({ length: 24 }, (_, index) => ({ stepsAgo: index + 1, value: august(index + 1) }))
    const range = rangeOf(past)
    expect(isUsual(60, range)).toBe(true)
    expect(60 > range.high).toBe(true)
    const later = past.map(({ stepsAgo, value }) => ({ stepsAgo: stepsAgo + 1, value }))
    const withoutAugust = rangeOf(later)
    expect(isUsual(60, withoutAugust)).toBe(false)
  })

  it('is not moved by a quarter of the past that is out of line', () => {
    const past = Array.from({ length: 24 }, (_, index) => ({
      stepsAgo: index + 1,
      value: index % 4 === 0 ? 900 : 45 + (index % 5) - 2,
    }))
    const range = rangeOf(past)
    expect(Math.abs(range.expected - 45)).toBeLessThan(2)
    expect(isUsual(90, { ...range, yearAgo: null })).toBe(false)
  })

  it('gives the worked number, and says when there is too little to know', () => {
    const past = Array.from({ length: 12 }, (_, index) => ({ stepsAgo: index + 1, value: 9 + (index % 3) }))
    const range = rangeOf(past)
    expect([range.slope, range.expected]).toEqual([0, 10])
    expect(range.high).toBeCloseTo(10 + 6.12 * 1.4826, 6)
    expect(usualRange(past.slice(1))).toMatchObject({ measurable: false, code: 'too-few-figures' })
    const flat = past.map((one) => ({ ...one, value: 3 }))
    expect(usualRange(flat)).toMatchObject({ measurable: false, code: 'no-spread' })
    expect(() => usualRange([{ stepsAgo: 1, value: Number.NaN }])).toThrow(RangeError)
  })
})
