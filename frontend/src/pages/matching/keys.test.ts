import { describe, expect, it } from 'vitest'
import { actOf, acts, keyOf } from './keys'

const press = (key: string, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...more })

describe('keys of the entries', () => {
  it('each do one thing, on an entry', () => {
    expect(acts.map((act) => actOf(press(keyOf[act]), 'entry'))).toEqual(acts)
    expect(new Set(Object.values(keyOf)).size).toBe(acts.length)
    expect(actOf(press('q'), 'entry')).toBeUndefined()
  })

  it('leave Enter to the buttons, letters to what stands outside the list, and shortcuts to the browser', () => {
    expect(actOf(press('Enter'), 'list')).toBeUndefined()
    expect(actOf(press('s'), 'list')).toBe('split')
    expect(actOf(press('s'), 'elsewhere')).toBeUndefined()
    expect(actOf(press('j'), 'elsewhere')).toBe('next')
    for (const held of ['ctrlKey', 'metaKey', 'altKey'])
      expect(actOf(press('u', { [held]: true }), 'entry')).toBeUndefined()
  })
})
