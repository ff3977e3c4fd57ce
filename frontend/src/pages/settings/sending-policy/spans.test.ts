import { expect, it } from 'vitest'
import { readSpans, spansText } from './spans'

it('spans are read as people write them, and written back in one way', () => {
  const spans = readSpans('10h-13:00; 14:30 – 20h')
  expect(spans).toEqual([
    [600, 780],
    [870, 1200],
  ])
  expect(spansText(spans)).toBe('10:00–13:00, 14:30–20:00')
})

it('what is no span is nothing, so that the server refuses it', () => {
  expect(readSpans('toute la journée')).toEqual([])
  expect(readSpans('8:00-20:00, x')).toEqual([])
})
