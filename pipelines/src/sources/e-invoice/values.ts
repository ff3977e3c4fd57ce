/** Amounts and days as they stand in XML, made one way; what cannot be read stays as it is and gets its reason later. */

const SCALE = 10_000n
const PLAIN = /^-?\d{1,14}(?:\.\d{1,4})?$/

/**
 * An amount as decimal text with a point. Spaces between thousands, a plus sign, a comma before the cents and zeros
 * behind the fourth decimal are taken away.
 */
export function amountText(text: string): string {
  if (PLAIN.test(text)) return text
  const bare = text.replace(/[\s\u00a0\u202f']/g, '').replace(/^\+/, '')
  const pointed = /^-?\d+,\d{1,4}$/.test(bare) ? bare.replace(',', '.') : bare
  return pointed
    .replace(/^(-?)\./, '$10.')
    .replace(/(\.\d{4})0+$/, '$1')
    .replace(/\.$/, '')
}

/** Ten-thousandths; null when the text is no amount. */
export function unitsOf(text: string): bigint | null {
  const amount = amountText(text)
  if (!PLAIN.test(amount)) return null
  const negative = amount.startsWith('-')
  const [whole = '0', part = ''] = amount.replace('-', '').split('.')
  const units = BigInt(whole) * SCALE + BigInt(part.padEnd(4, '0'))
  return negative ? -units : units
}

/** Decimal text of ten-thousandths, with two decimals or as many as it needs. */
export function textOfUnits(units: bigint): string {
  const negative = units < 0n
  const positive = negative ? -units : units
  const part = (positive % SCALE)
    .toString()
    .padStart(4, '0')
    .replace(/0{1,2}$/, '')
  return `${negative ? '-' : ''}${positive / SCALE}.${part}`
}

const positive = (units: bigint): bigint => (units < 0n ? -units : units)

/** Without its sign. */
export const absolute = (units: bigint): bigint => positive(units)

/**
 * A day as YYYY-MM-DD: from YYYYMMDD with or without a time, from ISO dates with or without time and zone, and from
 * dd.mm.yyyy or dd/mm/yyyy. Other text stays as it is.
 */
export function dayText(text: string): string {
  const compact = /^(\d{4})(\d{2})(\d{2})(?:\d{4}|\d{6}|\d{8,})?(?:Z|[+-]\d{2}:?\d{2})?$/.exec(text)
  if (compact) return `${compact[1]}-${compact[2]}-${compact[3]}`
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:$|[T Z+-])/.exec(text)
  if (iso) return `${iso[1]}-${two(iso[2])}-${two(iso[3])}`
  const european = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/.exec(text)
  if (european) return `${european[3]}-${two(european[2])}-${two(european[1])}`
  const short = /^(\d{2})(\d{2})(\d{2})$/.exec(text)
  return short ? `20${short[1]}-${short[2]}-${short[3]}` : text
}

const two = (digits: string | undefined): string => (digits ?? '').padStart(2, '0')

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/

/** Whether the text is a day that exists. */
export function isDay(text: string): boolean {
  return DAY.test(text) && toText(timeOf(text)) === text
}

const timeOf = (day: string): number => Date.parse(`${day}T00:00:00Z`)
const toText = (time: number): string => (Number.isNaN(time) ? '' : new Date(time).toISOString().slice(0, 10))

/** The day so many days later. */
export const addDays = (day: string, days: number): string => toText(timeOf(day) + days * 86_400_000)

/** The same day so many months later, at most the last of that month. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, of = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return toText(Date.UTC(year, month - 1 + months, Math.min(of, last)))
}

/** The last day of its month. */
export function endOfMonth(day: string): string {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return toText(Date.UTC(year, month, 0))
}
