const DECIMALS = 6
const UNIT = 10n ** BigInt(DECIMALS)
const SHAPE = /^([+-]?)(\d{1,18})?(?:[.,](\d*))?$/

/**
 * An amount as a whole number of millionths, so that sums of entries are exact; null for what is none, or has more
 * digits than money has. A comma or a point stands before the decimals; nothing parts thousands.
 */
export function parseMoney(text: string): bigint | null {
  const found = SHAPE.exec(text.trim())
  if (!found) return null
  const [, sign = '', whole = '', given = ''] = found
  const fraction = given.replace(/0+$/, '')
  if (whole + given === '' || fraction.length > DECIMALS) return null
  const value = BigInt(whole || '0') * UNIT + BigInt(fraction.padEnd(DECIMALS, '0'))
  return sign === '-' ? -value : value
}

/** Digits without a mark, as fixed-width records have them; null unless they are digits. */
export function digitsToMoney(digits: string, decimals: number): bigint | null {
  if (!/^\d{1,18}$/.test(digits) || decimals > DECIMALS) return null
  return BigInt(digits) * 10n ** BigInt(DECIMALS - decimals)
}

/** '12.50', '-0.125': at least two decimals, no more than there are. */
export function formatMoney(value: bigint): string {
  const digits = String(value < 0n ? -value : value).padStart(DECIMALS + 1, '0')
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, '').padEnd(2, '0')
  return `${value < 0n ? '-' : ''}${digits.slice(0, -DECIMALS)}.${fraction}`
}

export const absolute = (value: bigint): bigint => (value < 0n ? -value : value)
