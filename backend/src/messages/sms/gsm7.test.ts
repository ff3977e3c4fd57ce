import { describe, expect, it } from 'vitest'
import { smsSize } from './gsm7'
import { smsText } from './sms-text'

// Worked by hand from 3GPP TS 23.038 §6.2.1 (tables) and TS 23.040 §9.2.3.24.1 (153 and 67 with a 6-octet header).
const CASES: readonly [what: string, text: string, encoding: string, units: number, parts: number][] = [
  ['nothing', '', 'GSM-7', 0, 1],
  ['160 septets in one', 'a'.repeat(160), 'GSM-7', 160, 1],
  ['161 septets in two', 'a'.repeat(161), 'GSM-7', 161, 2],
  ['306 septets in two', 'a'.repeat(306), 'GSM-7', 306, 2],
  ['307 septets in three', 'a'.repeat(307), 'GSM-7', 307, 3],
  ['the euro sign counted twice', '€', 'GSM-7', 2, 1],
  ['80 euro signs in one', '€'.repeat(80), 'GSM-7', 160, 1],
  [
    'an escape that is never parted from its character',
    `${'a'.repeat(152)}€${'a'.repeat(152)}`,
    'GSM-7',
    306,
    3,
  ],
  ['accents that GSM-7 has', 'éèàùìòÇÉ', 'GSM-7', 8, 1],
  ['an accent that it lacks', 'ê', 'UCS-2', 1, 1],
  ['a small cedilla, which it lacks', 'ç', 'UCS-2', 1, 1],
  ['all of the extension table', '^{}\\[~]|€\f', 'GSM-7', 20, 1],
  ['70 units in one', 'ж'.repeat(70), 'UCS-2', 70, 1],
  ['71 units in two', 'ж'.repeat(71), 'UCS-2', 71, 2],
  ['134 units in two', 'ж'.repeat(134), 'UCS-2', 134, 2],
  ['135 units in three', 'ж'.repeat(135), 'UCS-2', 135, 3],
  ['an emoji as two units', '😀', 'UCS-2', 2, 1],
  ['an emoji that is never parted', `${'ж'.repeat(66)}😀${'ж'.repeat(66)}`, 'UCS-2', 134, 3],
]

describe('an SMS is counted', () => {
  it.each(CASES)('with %s', (_, text, encoding, units, parts) => {
    expect(smsSize(text)).toMatchObject({ encoding, units, parts })
  })

  it('with what is left in its last part', () => {
    expect(smsSize('a'.repeat(100)).left).toBe(60)
    expect(smsSize('a'.repeat(200)).left).toBe(106)
  })
})

describe('the text of an SMS', () => {
  it('has plain signs and no accents that would halve it', () => {
    expect(smsText('L’« été »\u00a0: forêt, ça, cœur – 5\u202f€…')).toBe(
      'L\'"été": foret, ca, coeur - 5 €...'.replace('":', '" :'),
    )
  })

  it('keeps every accent when it cannot be GSM-7 anyway', () => {
    expect(smsText('forêt 😀')).toBe('forêt 😀')
  })
})
