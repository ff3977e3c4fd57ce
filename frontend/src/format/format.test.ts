import { describe, expect, it } from 'vitest'
import { addMonths, day, monthEnd, period } from './date'
import { headline, money } from './money'
import { bytes, days, decimal, percent } from './number'

const nn = '\u202f'
const nb = '\u00a0'

describe('money', () => {
  it('groups by narrow spaces and puts the sign after a no-break space in French', () => {
    expect(money('1234.56', 'EUR', 'fr')).toBe(`1${nn}234,56${nb}€`)
    expect(money('-1234.5', 'USD', 'fr')).toBe(`\u22121${nn}234,50${nb}$US`)
  })
  it('puts the sign before the figure in English', () => {
    expect(money('1234.56', 'EUR', 'en')).toBe('€1,234.56')
    expect(money('-12', 'EUR', 'en')).toBe('\u2212€12.00')
    expect(money('5', 'XYZ', 'en')).toBe(`XYZ${nb}5.00`)
  })
  it('keeps all digits of an amount larger than a float can hold', () => {
    expect(money('90071992547409931.27', 'EUR', 'en')).toBe('€90,071,992,547,409,931.27')
  })
  it('tells headlines in millions and thousands', () => {
    expect(headline('6180000', 'EUR', 'fr')).toBe(`6,18${nb}M€`)
    expect(headline('48130.4', 'EUR', 'en')).toBe('€48.1k')
    expect(headline('5119.85', 'EUR', 'fr')).toBe(`5${nn}120${nb}€`)
  })
})

describe('numbers', () => {
  it('parts percent and days from the figure in French, percent not in English', () => {
    expect(percent(0.758847, 'fr')).toBe(`75,9${nb}%`)
    expect(percent(0.758847, 'en')).toBe('75.9%')
    expect(days(26.26, 'fr')).toBe(`26,3${nb}j`)
  })
  it('writes no minus before a rounded zero', () => {
    expect(decimal(-0.01, 'fr', 1)).toBe('0,0')
  })
  it('counts bytes in powers of a thousand', () => {
    expect(bytes(167_000, 'fr')).toBe(`167${nb}ko`)
    expect(bytes(2_140_000, 'en')).toBe(`2.1${nb}MB`)
  })
})

describe('dates', () => {
  it('names a whole month and shortens a range inside one', () => {
    expect(period('2013-06-01', '2013-06-30', 'fr')).toBe('juin 2013')
    expect(period('2013-06-01', '2013-06-15', 'en')).toBe(`1–15${nb}Jun${nb}2013`)
    expect(day('2026-10-01', 'fr')).toBe(`1er${nb}oct.${nb}2026`)
  })
  it('stays inside the month when months differ in length', () => {
    expect(addMonths('2026-03-31', -1)).toBe('2026-02-28')
    expect(monthEnd('2024-02-11')).toBe('2024-02-29')
  })
})
