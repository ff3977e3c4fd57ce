import { expect, it } from 'vitest'
import { draftOf, scheduleOf, timeText, typedTime } from './schedule-draft'

const shown = { entity: 'FR', currency: 'EUR', converted: false }

it('takes a time as people type it, and nothing else', () => {
  expect(['08:30', '8h30', '8 h 30', '23:59', '0:00'].map(typedTime)).toEqual([510, 510, 510, 1439, 0])
  expect(['24:00', '8', '8:60', '', 'noon'].map(typedTime)).toEqual([null, null, null, null, null])
  expect([510, 0, 1439].map(timeText)).toEqual(['08:30', '00:00', '23:59'])
})

it('asks for nothing without a reader or a time, else for the day of its rhythm', () => {
  const draft = draftOf(undefined, shown)
  expect(scheduleOf(draft)).toBeUndefined()
  const full = { ...draft, users: ['u'], weekday: '3', workingDay: '5' }
  expect(scheduleOf({ ...full, time: 'noon' })).toBeUndefined()
  expect((['day', 'week', 'month'] as const).map((every) => scheduleOf({ ...full, every })?.nth)).toEqual([
    1, 3, 5,
  ])
})
