import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLink, writeLink } from './link-token'
import { isProof, writeProof } from './proof'

const key = Buffer.alloc(32, 7)
const ID = '7c1f0a52-4d0e-4a6b-9c3b-0d6a4d2f1e10'
const short = fc.string({ unit: 'grapheme', maxLength: 20 })
const link = fc.record({
  entityId: short,
  customerId: short,
  reminderId: fc.oneof(fc.constant(''), fc.uuid(), short),
  expiresAt: fc.integer({ min: 1, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000)),
})

describe('a link', () => {
  it('gives back what it was made of', () => {
    fc.assert(
      fc.property(link, (given) => {
        expect(readLink(writeLink(given, key), key)).toEqual(given)
      }),
      { seed: 11 },
    )
  })

  it('with any one sign changed, or under another key, is no link', () => {
    const signs = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=')
    fc.assert(
      fc.property(link, fc.nat(), signs, (given, at, sign) => {
        const token = writeLink(given, key)
        const place = at % token.length
        const forged = token.slice(0, place) + sign + token.slice(place + 1)
        expect(readLink(forged, key)).toEqual(forged === token ? given : null)
        expect(readLink(token, Buffer.alloc(32, 8))).toBeNull()
        expect(readLink(`${token}A`, key)).toBeNull()
      }),
      { seed: 12 },
    )
  })

  it('of a usual message has less than a hundred signs, so that it fits a text message', () => {
    const token = writeLink(
      { entityId: 'MAIN', customerId: 'C0012345', reminderId: ID, expiresAt: new Date() },
      key,
    )
    expect(token.length).toBeLessThan(100)
    expect(token).toMatch(/^[\w-]+$/)
  })
})

describe('a proof', () => {
  const now = new Date('2026-11-22T10:00:00Z')
  const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000)

  it('holds half an hour, for its link only', () => {
    const proof = writeProof('abc', now, key)
    expect(isProof(proof, 'abc', later(29), key)).toBe(true)
    expect(isProof(proof, 'abc', later(31), key)).toBe(false)
    expect(isProof(proof, 'abd', now, key)).toBe(false)
    expect(isProof(proof.replace(/^./, 'z'), 'abc', now, key)).toBe(false)
    for (const text of ['', '.', 'a.b.c', 'zzzzzzzzz.AAAA'])
      expect(isProof(text, 'abc', now, key)).toBe(false)
  })
})
