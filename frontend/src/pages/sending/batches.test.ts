import { expect, it } from 'vitest'
import { batchName, batchOf } from './batches'

it.each([true, false])('the name of a batch says which it is, registered: %s', (registered) => {
  expect(batchOf(batchName('2026-11-23', registered))).toEqual({ day: '2026-11-23', registered })
})
