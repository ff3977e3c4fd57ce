import { describe, expect, it } from 'vitest'
import { keyOf, outcomeOf, outcomesOf } from './keys'

const key = (key: string, ctrlKey = false) => ({ key, ctrlKey, metaKey: false, altKey: false })

describe('keys of the work list', () => {
  it.each(['phone', 'task', 'hand_over'] as const)(
    'record each outcome of a %s with a digit of its own',
    (kind) => {
      const outcomes = outcomesOf(kind)
      expect(new Set(outcomes.map(keyOf)).size).toBe(outcomes.length)
      for (const outcome of outcomes) expect(outcomeOf(key(keyOf(outcome)), kind)).toBe(outcome)
    },
  )

  it('record nothing of a call that only a file can have', () => {
    expect(outcomeOf(key(keyOf('handed_over')), 'phone')).toBeUndefined()
    expect(outcomeOf(key(keyOf('no_answer')), 'hand_over')).toBeUndefined()
  })

  it('leave to the browser what is its own', () => {
    expect(outcomeOf(key('1', true), 'phone')).toBeUndefined()
    expect(outcomeOf(key('0'), 'phone')).toBeUndefined()
    expect(outcomeOf(key('a'), 'phone')).toBeUndefined()
  })
})
