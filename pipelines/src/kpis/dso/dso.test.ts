import { expect, it } from 'vitest'
import type { Facts, MeasureSums } from '../facts/facts'
import { dso } from '.'

const sums = (within: bigint): MeasureSums => ({
  before: 0n,
  within,
  ofBefore: 0n,
  monthToDate: within,
  last90Days: within,
  lastDay: null,
  lastOfDay: null,
})
const facts: Facts = {
  period: { from: '2024-06-01', to: '2024-06-30' },
  cut: '',
  currency: 'EUR',
  measures: new Map([
    ['open', sums(150_000_000n)],
    ['overdue', sums(110_000_000n)],
    ['billed', sums(100_000_000n)],
  ]),
  billedByMonth: new Map([['2024-06-01', 100_000_000n]]),
  historyFrom: '2024-01-01',
  dataCut: null,
  settled: null,
  survival: [],
  people: { reminded: 0, complaining: 0 },
}
const value = (given: Facts, kpi: string) => dso.compute(given).find((figure) => figure.kpi === kpi)

it('15 000 open, 4 000 of it current, 10 000 sold in 30 days: DSO 45, best possible 12, delinquent 33', () => {
  expect(value(facts, 'dso_simple')?.value).toBeCloseTo(45, 10)
  expect(value(facts, 'dso_best_simple')?.value).toBeCloseTo(12, 10)
  expect(value(facts, 'add_simple')?.value).toBeCloseTo(33, 10)
})

it('has no count-back value when it needs a month before the history', () => {
  expect(value(facts, 'dso_countback')).toEqual({ kpi: 'dso_countback', value: null, reason: 'no_history' })
  expect(value({ ...facts, historyFrom: '2024-06-15' }, 'dso_simple')?.reason).toBe('no_history')
  expect(value({ ...facts, historyFrom: null }, 'dso_countback')?.reason).toBe('open_items_only')
})
