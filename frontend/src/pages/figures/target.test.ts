import { expect, it } from 'vitest'
import { targetOf, targetProgress, targetReached } from './target'

const target = (entity_id: string, value: number) => ({
  kpi: 'dso_countback',
  entity_id,
  value,
  set_by: 'a',
  set_at: '2026-01-01T00:00:00Z',
})
const dso = (value: number | null) => ({ kpi: 'dso_countback', value, unit: 'days', by: null })

it('takes the target of the entity before that of the group', () => {
  const targets = [target('', 45), target('FR', 40)]
  expect(targetOf(targets, 'dso_countback', 'FR')).toBe(40)
  expect(targetOf(targets, 'dso_countback', 'BE')).toBe(45)
  expect(targetOf(targets, 'dso_countback', undefined)).toBe(45)
  expect(targetOf(targets, 'cei', 'FR')).toBeUndefined()
})

it('is reached from below where less is better, and never without a value', () => {
  expect(targetReached(dso(45), 45, 'down')).toBe(true)
  expect(targetReached(dso(46), 45, 'down')).toBe(false)
  expect(targetReached(dso(0.9), 0.85, 'up')).toBe(true)
  expect(targetReached(dso(null), 45, 'down')).toBe(false)
})

it('is gone half the way to when the figure is twice as high as wanted, or half of it', () => {
  expect(targetProgress(dso(90), 45, 'down')).toBe(0.5)
  expect(targetProgress(dso(0.4), 0.8, 'up')).toBe(0.5)
  expect(targetProgress(dso(30), 45, 'down')).toBe(1)
})
