import { expect, it } from 'vitest'
import { oneAhead } from './one-ahead'

function source(log: string[], fault = '') {
  return async function* (key: string) {
    log.push(`begin ${key}`)
    try {
      await Promise.resolve()
      if (key === fault) throw new Error(`no ${key}`)
      yield `${key}1`
      yield `${key}2`
    } finally {
      log.push(`end ${key}`)
    }
  }
}

async function read(log: string[], fault = '', stopAt = '') {
  for await (const { key, items } of oneAhead(['a', 'b', 'c'], source(log, fault))) {
    for await (const item of items) {
      log.push(item)
      if (item === stopAt) return
    }
    log.push(`done ${key}`)
  }
}

it('begins the next stream while one is read, and keeps their order', async () => {
  const log: string[] = []
  await read(log)
  expect(log.filter((line) => !/^(begin|end)/.test(line))).toEqual([
    'a1',
    'a2',
    'done a',
    'b1',
    'b2',
    'done b',
    'c1',
    'c2',
    'done c',
  ])
  expect(log.indexOf('begin b')).toBeLessThan(log.indexOf('a1'))
  expect(log.indexOf('begin c')).toBeGreaterThan(log.indexOf('done a'))
})

it('ends the stream that was begun when the reader stops', async () => {
  const log: string[] = []
  await read(log, '', 'a1')
  expect(log).toContain('end b')
  expect(log).not.toContain('begin c')
})

it('tells an error when its stream is read, and ends the next one', async () => {
  const log: string[] = []
  await expect(read(log, 'b')).rejects.toThrow('no b')
  expect(log).toContain('done a')
  expect(log).toContain('end c')
})
