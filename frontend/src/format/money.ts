import { moneyScale } from '@relance/backend/charts'
import { decimal, gap, type Language } from './number'

const locales: Record<Language, string> = { fr: 'fr-FR', en: 'en-GB' }

/** The sign readers of that language expect: `€`, `$US` in French, `US$` or `£` in English. */
export function currencySign(currency: string, language: Language): string {
  try {
    const parts = new Intl.NumberFormat(locales[language], { style: 'currency', currency }).formatToParts(0)
    return parts.find((part) => part.type === 'currency')?.value ?? currency
  } catch {
    return currency
  }
}

function placed(text: string, currency: string, language: Language, scale = ''): string {
  const sign = currencySign(currency, language)
  if (language === 'fr') return `${text}${gap}${scale}${sign}`
  const negative = text.startsWith('\u2212') || text.startsWith('+') ? text.slice(0, 1) : ''
  const space = /^[A-Z]{3}$/.test(sign) ? gap : ''
  return `${negative}${sign}${space}${text.slice(negative.length)}${scale}`
}

/** An amount to the cent: `1 234,56 €` in French, `€1,234.56` in English. */
export function money(amount: string | number, currency: string, language: Language): string {
  return placed(decimal(amount, language, 2), currency, language)
}

/** An amount for a cell whose column names the currency: `1 234,56`. */
export const amount = (value: string | number, language: Language) => decimal(value, language, 2)

/** A headline amount: `6,18 M€`, `48,1 k€`, `5 120 €`. */
export function headline(
  value: string | number,
  currency: string,
  language: Language,
  sign: 'auto' | 'exceptZero' = 'auto',
): string {
  const scale = moneyScale(Number(value))
  const text = decimal(
    scale.divide === 1 ? value : Number(value) / scale.divide,
    language,
    scale.digits,
    sign,
  )
  return placed(text, currency, language, scale.letter)
}

/** The unit of a scaled axis or column: `M€`, `k$US`; in English `€M`. */
export function moneyUnit(letter: string, currency: string, language: Language): string {
  const sign = currencySign(currency, language)
  return language === 'fr' ? `${letter}${sign}` : `${sign}${letter}`
}
