import { expect, it } from 'vitest'
import { collectionEffectiveness } from './collection-effectiveness'

const known = { openAtStart: 6200n, sales: 10_890n, writtenOff: 0n, openAtEnd: 6340n, notOverdueAtEnd: 3590n }

it('6 200 + 10 890 − 6 340 over 6 200 + 10 890 − 3 590 is 79.63 %', () => {
  expect(collectionEffectiveness(known)).toBeCloseTo(79.63, 2)
})

it('does not take a write-off for a payment', () => {
  expect(collectionEffectiveness({ ...known, writtenOff: 1000n })).toBeCloseTo(72.22, 2)
})

it('has no value when nothing could be collected', () => {
  expect(collectionEffectiveness({ ...known, notOverdueAtEnd: 17_090n })).toBeNull()
})
