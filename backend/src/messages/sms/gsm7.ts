/** GSM 03.38 basic character set (3GPP TS 23.038 §6.2.1): one septet each. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
/** Its extension table (§6.2.1.1): an escape and the character, two septets that are never parted. */
const EXTENSION = new Set('\f^{}\\[~]|€')

const GSM = { single: 160, part: 153 } as const
const UCS2 = { single: 70, part: 67 } as const

export interface SmsSize {
  readonly encoding: 'GSM-7' | 'UCS-2'
  /** septets, or UTF-16 units */
  readonly units: number
  /** messages that are paid for */
  readonly parts: number
  /** units still free in the last of them */
  readonly left: number
}

/** How a text is sent and counted: 160 septets, or 153 a part of several; otherwise 70 UTF-16 units, or 67. */
export function smsSize(text: string): SmsSize {
  const characters = Array.from(text)
  const gsm = characters.every((character) => BASIC.has(character) || EXTENSION.has(character))
  const sizes = characters.map((character) => (gsm ? (EXTENSION.has(character) ? 2 : 1) : character.length))
  const limits = gsm ? GSM : UCS2
  const units = sizes.reduce((sum, size) => sum + size, 0)
  const encoding = gsm ? 'GSM-7' : 'UCS-2'
  if (units <= limits.single) return { encoding, units, parts: 1, left: limits.single - units }
  const { parts, left } = packed(sizes, limits.part)
  return { encoding, units, parts, left }
}

/** A character of two units that does not fit goes to the next part and leaves a unit empty. */
function packed(sizes: readonly number[], capacity: number): { parts: number; left: number } {
  let parts = 1
  let left: number = capacity
  for (const size of sizes) {
    if (size > left) {
      parts += 1
      left = capacity
    }
    left -= size
  }
  return { parts, left }
}

export const isGsm = (character: string): boolean => BASIC.has(character) || EXTENSION.has(character)
