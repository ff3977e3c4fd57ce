import { describe, expect, it } from 'vitest'
import { startedTag, withTag } from './tags'

const tag = { name: 'total_due', kind: 'scalar' }

describe('merge tags in the editor', () => {
  it('are completed where one was begun', () => {
    expect(startedTag('Bonjour {{tot')).toBe('tot')
    expect(startedTag('Bonjour {{total_due}} ')).toBeUndefined()
    expect(withTag('Bonjour {{tot}}.', 13, 13, tag)).toEqual({ text: 'Bonjour {{total_due}}.', caret: 21 })
  })

  it('are put at the caret otherwise', () => {
    expect(withTag('a b', 2, 2, tag).text).toBe('a {{total_due}}b')
  })

  it('of a flag stand around what was chosen', () => {
    expect(withTag('a b c', 2, 3, { name: 'consumer', kind: 'flag' }).text).toBe(
      'a {{#consumer}}b{{/consumer}} c',
    )
  })
})
