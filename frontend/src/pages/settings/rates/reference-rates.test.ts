import { expect, it } from 'vitest'
import { byHalfYear, halfYearName, halfYearsAround } from './reference-rates'

it('offers the next half-year, the current one and those before it', () => {
  expect(halfYearsAround('2026-11-22', 2)).toEqual(['2027-01-01', '2026-07-01', '2026-01-01', '2025-07-01'])
  expect(halfYearsAround('2026-06-30', 0)).toEqual(['2026-07-01', '2026-01-01'])
  expect(halfYearName('2026-07-01')).toBe('2026-S2')
})

it('puts the rates of a half-year in one line, newest first', () => {
  const row = (from: string, rate: 'ecb_refinancing' | 'legal_other') => ({
    rate,
    from,
    percent: '2.15',
    source: 'test',
    verified: true,
    entered_by: null,
    entered_at: null,
  })
  const lines = byHalfYear([
    row('2025-07-01', 'legal_other'),
    row('2026-01-01', 'legal_other'),
    row('2026-01-01', 'ecb_refinancing'),
  ])
  expect(lines.map(({ from, rates }) => [from, rates.length])).toEqual([
    ['2026-01-01', 2],
    ['2025-07-01', 1],
  ])
})
