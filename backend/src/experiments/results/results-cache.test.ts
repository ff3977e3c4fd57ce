import { expect, it } from 'vitest'
import { ResultsCache } from './results-cache'

function counted() {
  const cache = new ResultsCache<number>()
  let made = 0
  const ask = (loads: string, rows: string, question = 'q') =>
    cache.answer(question, { loads, rows: () => Promise.resolve(rows) }, () => Promise.resolve(++made))
  return { cache, ask, made: () => made }
}

it('answers again without work while nothing was loaded', async () => {
  const { ask, made } = counted()
  expect([await ask('l1', 'r1'), await ask('l1', 'never asked')]).toEqual([1, 1])
  expect(made()).toBe(1)
})

it('a load that does not concern the experiment leaves its answer, one that does makes it anew', async () => {
  const { ask } = counted()
  expect([await ask('l1', 'r1'), await ask('l2', 'r1'), await ask('l3', 'r2')]).toEqual([1, 1, 2])
})

it('two who ask at once wait for one answer, and questions are kept apart', async () => {
  const { ask } = counted()
  expect(await Promise.all([ask('l1', 'r1'), ask('l1', 'r1'), ask('l1', 'r1', 'other')])).toEqual([1, 1, 2])
})

it('a failure is not kept', async () => {
  const { cache, ask } = counted()
  const marks = { loads: 'l1', rows: () => Promise.resolve('r1') }
  await expect(cache.answer('q', marks, () => Promise.reject(new Error('engine')))).rejects.toThrow('engine')
  expect(await ask('l1', 'r1')).toBe(1)
})

it('keeps fifty answers at most, the newest', async () => {
  const { ask } = counted()
  for (let i = 0; i < 51; i++) await ask(`l${i}`, `r${i}`)
  expect([await ask('l50', 'r50'), await ask('l0', 'r0')]).toEqual([51, 52])
})
