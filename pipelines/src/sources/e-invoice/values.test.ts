import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addMonths, amountText, dayText, endOfMonth, isDay, textOfUnits, unitsOf } from './values'

describe('amounts', () => {
  it.each([
    ['104.90', '104.90'],
    ['1 234.50', '1234.50'],
    ["1'234.50", '1234.50'],
    ['+12', '12'],
    ['104,90', '104.90'],
    ['100.000000', '100.0000'],
    ['.5', '0.5'],
    ['12.', '12'],
    ['-.5', '-0.5'],
    ['abc', 'abc'],
    ['1.23456', '1.23456'],
  ])('reads "%s" as %s', (text, amount) => {
    expect(amountText(text)).toBe(amount)
  })

  it('loses nothing on the way to ten-thousandths and back', () => {
    const amounts = fc.tuple(fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }))
    fc.assert(
      fc.property(amounts, ([units]) => unitsOf(textOfUnits(units)) === units),
      { seed: 7 },
    )
  })

  it('is no number for what is none', () => {
    for (const text of ['', 'abc', '1e5', '1.23456', '--1', '999999999999999'])
      expect(unitsOf(text)).toBeNull()
  })
})

describe('days', () => {
  it.each([
    ['20260131', '2026-01-31'],
    ['20260131120000', '2026-01-31'],
    ['202601311200', '2026-01-31'],
    ['2026-01-31', '2026-01-31'],
    ['2026-01-31Z', '2026-01-31'],
    ['2026-01-31+01:00', '2026-01-31'],
    ['2026-01-31T10:00:00Z', '2026-01-31'],
    ['2026/1/5', '2026-01-05'],
    ['31.01.2026', '2026-01-31'],
    ['31/1/2026', '2026-01-31'],
    ['260131', '2026-01-31'],
    ['soon', 'soon'],
    ['', ''],
  ])('reads "%s" as "%s"', (text, day) => {
    expect(dayText(text)).toBe(day)
  })

  it('knows which days exist', () => {
    expect(isDay('2024-02-29')).toBe(true)
    expect(isDay('2026-02-29')).toBe(false)
    expect(isDay('20260101')).toBe(false)
  })

  it('ends months where they end', () => {
    expect(endOfMonth('2026-02-10')).toBe('2026-02-28')
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28')
    expect(addMonths('2026-12-15', 1)).toBe('2027-01-15')
  })
})
