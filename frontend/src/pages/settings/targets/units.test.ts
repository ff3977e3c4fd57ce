import { expect, it } from 'vitest'
import { typedTarget } from './units'

it('reads percent as a share, with comma or point, and days as days', () => {
  expect(typedTarget('85,5', 'share')).toBe(0.855)
  expect(typedTarget('1\u202f200', 'money')).toBe(1200)
  expect(typedTarget('45', 'days')).toBe(45)
  expect(typedTarget('0.9', 'cost_per_unit')).toBe(0.009)
  expect(typedTarget('soon', 'days')).toBeNull()
  expect(typedTarget('', 'days')).toBeNull()
})
