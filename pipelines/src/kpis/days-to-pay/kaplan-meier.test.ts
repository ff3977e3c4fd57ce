import { expect, it } from 'vitest'
import { kaplanMeier } from './kaplan-meier'

it('lets open invoices count while they are seen: 1 paid, 1 open, 1 paid', () => {
  // S = 2/3 from day 2; the open one leaves at 4; the last of one is paid at 6
  const steps = [
    { age: 2, paid: 1, censored: 0 },
    { age: 4, paid: 0, censored: 1 },
    { age: 6, paid: 1, censored: 0 },
  ]
  const { median, restrictedMean } = kaplanMeier(steps, 120)
  expect(median).toBe(6)
  expect(restrictedMean).toBeCloseTo(2 + (4 * 2) / 3, 10)
})

it('has no median while more than half are open, and no mean beyond what was seen', () => {
  const steps = [
    { age: 10, paid: 1, censored: 0 },
    { age: 50, paid: 0, censored: 3 },
  ]
  expect(kaplanMeier(steps, 120)).toEqual({ median: null, restrictedMean: null })
  expect(kaplanMeier(steps, 40).restrictedMean).toBeCloseTo(10 + 30 * 0.75, 10)
})

it('has no values when nobody entered', () => {
  expect(kaplanMeier([], 120)).toEqual({ median: null, restrictedMean: null })
})
