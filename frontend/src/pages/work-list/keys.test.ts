import { describe, expect, it } from 'vitest'
import { OUTCOMES, keyOf, outcomeOf } from './keys'

const key = (key: string, ctrlKey = false) => ({ key, ctrlKey, metaKey: false, altKey: false })

describe('keys of the work list', () => {
  it('record each outcome with a digit of its own', () => {
    for (const outcome of OUTCOMES) expect(outcomeOf(key(keyOf(outcome)))).toBe(outcome)
  })

  it('leave to the browser what is its own', () => {
    expect(outcomeOf(key('1', true))).toBeUndefined()
    expect(outcomeOf(key('0'))).toBeUndefined()
    expect(outcomeOf(key('a'))).toBeUndefined()
  })
})
