import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSealed, seal, subkeyOf, unseal } from './seal'

const key = randomBytes(32)
const UNREADABLE = expect.objectContaining({ code: 'secrets/unreadable', status: 500 }) as Error

describe('a sealed text', () => {
  it('is read again by its key alone, whatever it says, and is never the same twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (plain) => {
        const sealed = seal(key, plain)
        expect(isSealed(sealed)).toBe(true)
        expect(unseal(key, sealed)).toBe(plain)
        expect(seal(key, plain)).not.toBe(sealed)
        expect(() => unseal(randomBytes(32), sealed)).toThrow(UNREADABLE)
      }),
      { seed: 1, numRuns: 100 },
    )
  })

  it('that was changed or cut at any place is refused', () => {
    const sealed = seal(key, 'whsec_of_somebody')
    const at = 'sealed:v1:'.length
    const bytes = Buffer.from(sealed.slice(at), 'base64url')
    for (let place = 0; place < bytes.length; place += 1) {
      const changed = Buffer.from(bytes)
      changed[place] = (changed[place] ?? 0) ^ 1
      expect(() => unseal(key, sealed.slice(0, at) + changed.toString('base64url'))).toThrow(UNREADABLE)
      const cut = bytes.subarray(0, place)
      expect(() => unseal(key, sealed.slice(0, at) + cut.toString('base64url'))).toThrow(UNREADABLE)
    }
    expect(() => unseal(key, 'whsec_of_somebody')).toThrow(UNREADABLE)
  })
})

describe('keys of purposes', () => {
  it('differ from each other and from the master, and stay what they are', () => {
    const master = Buffer.alloc(32, 7)
    const one = subkeyOf(master, 'webhook-secret')
    expect(one).toHaveLength(32)
    expect(one).not.toEqual(subkeyOf(master, 'kept-answer'))
    expect(one).not.toEqual(master)
    // A later version that derived another key could read nothing of what is kept.
    expect(one.toString('hex')).toBe('f4886ddddb9abff906bcd6d548a459c630673094278a86045af1c7b684d7a739')
  })
})
