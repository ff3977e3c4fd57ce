import { digitsToMoney } from '../money'

/** Columns of a fixed-width record, both counted from 1 and included, trimmed. */
export const field = (record: string, from: number, to: number): string => record.slice(from - 1, to).trim()

/** Last digits that carry the sign. The French 7-bit set has é and è in the places of { and }. */
const OVERPUNCH = new Map<string, [digit: number, sign: bigint]>([
  ...[...'{ABCDEFGHI'].map((it, digit): [string, [number, bigint]] => [it, [digit, 1n]]),
  ...[...'}JKLMNOPQR'].map((it, digit): [string, [number, bigint]] => [it, [digit, -1n]]),
  ['é', [0, 1n]],
  ['è', [0, -1n]],
])

/**
 * An amount whose last digit also says the sign: {, A–I are +0 to +9 and }, J–R are −0 to −9.
 * @returns millionths, or null where it is no such amount
 */
export function overpunched(text: string, decimals: number): bigint | null {
  const [digit, sign] = OVERPUNCH.get(text.slice(-1)) ?? []
  if (digit === undefined || sign === undefined) return null
  const value = digitsToMoney(`${text.slice(0, -1)}${digit}`, decimals)
  return value === null ? null : value * sign
}

/** Decimals as stated in one column; two where it is blank. */
export const decimalsOf = (text: string): number => (/^\d$/.test(text) ? Number(text) : 2)

/** DDMMYY as YYYY-MM-DD; null where it is no day of the calendar. */
export function dayOf(text: string): string | null {
  const found = /^(\d\d)(\d\d)(\d\d)$/.exec(text)
  if (!found) return null
  const [, day = '', month = '', year = ''] = found
  const iso = `${Number(year) < 80 ? '20' : '19'}${year}-${month}-${day}`
  const date = new Date(`${iso}T00:00:00Z`)
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== iso ? null : iso
}
