import { expect, it } from 'vitest'
import { comparedPeriod } from './periods'

it('compares whole months with the months before, and a month end with a month end', () => {
  expect(comparedPeriod('2026-03-01', '2026-03-31', 'previous')).toEqual({
    from: '2026-02-01',
    as_of: '2026-02-28',
  })
  expect(comparedPeriod('2026-01-01', '2026-03-31', 'previous')).toEqual({
    from: '2025-10-01',
    as_of: '2025-12-31',
  })
  expect(comparedPeriod('2025-02-01', '2025-02-28', 'year')).toEqual({
    from: '2024-02-01',
    as_of: '2024-02-29',
  })
})

it('compares a running month with as much of the month before, other days with as many before', () => {
  expect(comparedPeriod('2026-03-01', '2026-03-15', 'previous')).toEqual({
    from: '2026-02-01',
    as_of: '2026-02-15',
  })
  expect(comparedPeriod('2026-03-10', '2026-03-16', 'previous')).toEqual({
    from: '2026-03-03',
    as_of: '2026-03-09',
  })
  expect(comparedPeriod('2026-03-10', '2026-03-16', 'none')).toBeUndefined()
})
