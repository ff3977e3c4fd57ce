import { describe, expect, it } from 'vitest'
import { amountOf, daysText, decimal, enumeration, languageOf, longDate, money, percent } from './format'

describe('money', () => {
  it('is written as each language writes it, with spaces that do not break and are in every font', () => {
    expect(money(1_234_567_8900n, 'EUR', 'fr')).toBe('1\u00a0234\u00a0567,89\u00a0€')
    expect(money(1_234_567_8900n, 'EUR', 'en')).toBe('€1,234,567.89')
    expect(money(-5_0000n, 'EUR', 'fr')).toBe('-5,00\u00a0€')
    expect(money(100_0000n, 'JPY', 'en')).toBe('JP¥100')
  })

  it('is exact beyond what a float holds, and does not guess at a currency that is none', () => {
    expect(money(90_071_992_547_409_931_200n, 'EUR', 'en')).toBe('€9,007,199,254,740,993.12')
    expect(money(5_0000n, '??', 'fr')).toBe('5,00')
  })

  it('goes from decimal text and back', () => {
    for (const text of ['0.0000', '12.5000', '-0.0100', '4812.6000'])
      expect(decimal(amountOf(text))).toBe(text)
    expect(() => amountOf('1e3')).toThrow()
  })
})

describe('words', () => {
  it('are those of the language', () => {
    expect(longDate('2026-03-01', 'fr')).toBe('1er mars 2026')
    expect(longDate('2026-03-21', 'fr')).toBe('21 mars 2026')
    expect(longDate('2026-03-01', 'en')).toBe('1 March 2026')
    expect([daysText(1, 'fr'), daysText(2, 'en')]).toEqual(['1\u00a0jour', '2\u00a0days'])
    expect(enumeration(['a', 'b', 'c'], 'fr')).toBe('a, b et c')
    expect([percent(12.15, 'fr'), percent(12.15, 'en')]).toEqual(['12,15\u00a0%', '12.15%'])
  })

  it('are French for whom the language is not known, English for other languages', () => {
    expect(['', 'fr-BE', 'en', 'de'].map((language) => languageOf(language))).toEqual([
      'fr',
      'fr',
      'en',
      'en',
    ])
    expect(languageOf('de', 'FR')).toBe('fr')
  })
})
