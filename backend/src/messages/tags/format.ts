import type { Amount, Day } from '../../dispatch/planner/customer-record'
import type { LANGUAGES } from '../templates.contract'

export type Language = (typeof LANGUAGES)[number]

const LOCALE = { fr: 'fr-FR', en: 'en-GB' } as const
const NBSP = '\u00a0'
const moneyFormats = new Map<string, Intl.NumberFormat>()
const longDates = dateFormats('long')
const shortDates = dateFormats('short')
const PERCENT = { style: 'percent', maximumFractionDigits: 3 } as const
const percents = {
  fr: new Intl.NumberFormat(LOCALE.fr, PERCENT),
  en: new Intl.NumberFormat(LOCALE.en, PERCENT),
}

/** A customer's language in ours: his own, French when unknown or in France, English for all others. */
export function languageOf(language: string, country = ''): Language {
  const code = language.slice(0, 2).toLowerCase()
  if (code === 'fr' || code === 'en') return code
  return code === '' || country.toUpperCase() === 'FR' ? 'fr' : 'en'
}

/** Ten-thousandths of the currency's unit as e.g. `1 234,50 €` or `€1,234.50`; the spaces do not break. */
export function money(amount: Amount, currency: string, language: Language): string {
  const key = `${language}${currency}`
  let format = moneyFormats.get(key)
  if (!format) moneyFormats.set(key, (format = moneyFormat(currency, language)))
  return plainSpaces(format.format(decimal(amount) as Intl.StringNumericLiteral))
}

/** `2 mars 2026`, `1er mars 2026`, `2 March 2026` */
export function longDate(day: Day, language: Language): string {
  const text = plainSpaces(longDates[language].format(new Date(`${day}T00:00:00Z`)))
  return language === 'fr' ? text.replace(/^1 /, `1er `) : text
}

/** For tables: `02/03/2026` */
export const shortDate = (day: Day, language: Language): string =>
  shortDates[language].format(new Date(`${day}T00:00:00Z`))

export function daysText(count: number, language: Language): string {
  if (language === 'fr') return `${count}${NBSP}jour${Math.abs(count) > 1 ? 's' : ''}`
  return `${count}${NBSP}day${Math.abs(count) === 1 ? '' : 's'}`
}

export const percent = (value: number, language: Language): string =>
  plainSpaces(percents[language].format(value / 100))

/** `a`, `a et b`, `a, b et c` */
export function enumeration(items: readonly string[], language: Language): string {
  const last = items.at(-1) ?? ''
  if (items.length < 2) return last
  return `${items.slice(0, -1).join(', ')} ${language === 'fr' ? 'et' : 'and'} ${last}`
}

export const daysBetween = (from: Day, to: Day): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)

export function addDays(day: Day, count: number): Day {
  const moved = new Date(`${day}T00:00:00Z`)
  moved.setUTCDate(moved.getUTCDate() + count)
  return moved.toISOString().slice(0, 10)
}

/** Exact decimal text of ten-thousandths, e.g. 1234.5000. */
export function decimal(amount: Amount): string {
  const digits = String(amount < 0n ? -amount : amount).padStart(5, '0')
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`
}

/** Ten-thousandths from decimal text with at most four decimals, e.g. -12.5. */
export function amountOf(text: string): Amount {
  const [, sign = '', units = '', decimals = ''] = /^(-?)(\d+)(?:\.(\d{1,4}))?$/.exec(text) ?? []
  if (units === '') throw new Error('an amount is decimal text')
  return BigInt(`${sign}${units}${decimals.padEnd(4, '0')}`)
}

function moneyFormat(currency: string, language: Language): Intl.NumberFormat {
  const locale = LOCALE[language]
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency })
  } catch {
    // A code that is no currency, e.g. from a file: the number is shown, the code is not guessed.
    return new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  }
}

/** The narrow no-break space is missing from the letters' fonts and from SMS. */
const plainSpaces = (text: string): string => text.replaceAll('\u202f', NBSP)

function dateFormats(style: 'long' | 'short'): Record<Language, Intl.DateTimeFormat> {
  const shape: Intl.DateTimeFormatOptions =
    style === 'long'
      ? { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }
      : { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' }
  return {
    fr: new Intl.DateTimeFormat(LOCALE.fr, shape),
    en: new Intl.DateTimeFormat(LOCALE.en, shape),
  }
}
