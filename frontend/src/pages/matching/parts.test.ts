import { describe, expect, it } from 'vitest'
import { fromCents, sizeInCents, spread, sureness, toCents } from './parts'

describe('parts of an entry', () => {
  it('are read as French and English people write them, and nothing else', () => {
    expect(toCents('1 234,5')).toBe(123_450)
    expect(toCents('1234.56')).toBe(123_456)
    for (const wrong of ['', 'abc', '-3', '1,234.5', '1.234']) expect(toCents(wrong)).toBeNaN()
    expect(fromCents(123_450)).toBe('1234.50')
    expect(sizeInCents('-75.0000')).toBe(7500)
  })

  it('fill the first invoices and leave the rest', () => {
    expect(spread(100, [60, 60, 10])).toEqual([60, 40, 0])
    expect(spread(200, [60, 60])).toEqual([60, 60])
  })

  it('are called sure from 95 % on', () => {
    expect([0.95, 0.949, 0.6, 0.59].map(sureness)).toEqual(['sure', 'likely', 'probable', 'possible'])
  })
})
