/** Amounts in ten-thousandths of a unit, exact. */
export type Money = bigint

const DIGITS = 4

/** Reads decimal text with at most four digits behind the point. */
export function toMoney(text: string): Money {
  const [, sign = '', whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text) ?? []
  const value = BigInt(whole + fraction.slice(0, DIGITS).padEnd(DIGITS, '0'))
  return sign ? -value : value
}

/** Decimal text with two digits behind the point, or up to four where they are not zero. */
export function moneyText(value: Money): string {
  const digits = (value < 0n ? -value : value).toString().padStart(DIGITS + 1, '0')
  const fraction = digits.slice(-DIGITS).replace(/0{1,2}$/, '')
  return `${value < 0n ? '-' : ''}${digits.slice(0, -DIGITS)}.${fraction}`
}

/** A count that was summed as an amount. */
export const toCount = (value: Money): number => Number(value / 10_000n)

/** a / b as a number; not rounded. */
export const ratio = (a: Money, b: Money): number => Number(a) / Number(b)
