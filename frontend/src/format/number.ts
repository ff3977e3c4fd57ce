/** The two languages of the screens. */
export type Language = 'fr' | 'en'

const minus = '\u2212'
const locales: Record<Language, string> = { fr: 'fr-FR', en: 'en-GB' }
const cache = new Map<string, Intl.NumberFormat>()

/** Space before a unit: French parts it from the number, English joins % and ‰. */
export const gap = '\u00a0'

/**
 * A formatter of plain numbers. Groups are U+202F in French, the minus sign is U+2212, as typographers set it.
 * `value` may be a decimal string, which is formatted to the last digit without passing through a float.
 */
export function decimal(
  value: string | number,
  language: Language,
  digits: number,
  sign: 'auto' | 'exceptZero' = 'auto',
): string {
  const key = `${language} ${digits} ${sign}`
  const known = cache.get(key)
  const format =
    known ??
    new Intl.NumberFormat(locales[language], {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay: sign === 'auto' ? 'negative' : sign,
    })
  if (!known) cache.set(key, format)
  // A string keeps every digit here; the type of the library only knows numbers.
  return format.format(value as number).replaceAll('-', minus)
}

export const whole = (value: string | number, language: Language) => decimal(value, language, 0)

/** A share of 1 as a percentage: 0.3784 is `37,8 %` in French, `37.8%` in English. */
export function percent(share: number, language: Language, digits = 1): string {
  return `${decimal(share * 100, language, digits)}${language === 'fr' ? gap : ''}%`
}

/** Days with their unit: `26,3 j` in French, `26.3 d` in English. */
export function days(value: number, language: Language, digits = 1): string {
  return `${decimal(value, language, digits)}${gap}${language === 'fr' ? 'j' : 'd'}`
}

/** Bytes in the power of 1 000 that reads best: `167 ko`, `2.1 MB`. */
export function bytes(value: number, language: Language): string {
  const names = language === 'fr' ? ['o', 'ko', 'Mo', 'Go', 'To'] : ['B', 'kB', 'MB', 'GB', 'TB']
  let power = 0
  let rest = value
  while (rest >= 999.5 && power < names.length - 1) {
    rest /= 1000
    power++
  }
  return `${decimal(rest, language, power > 1 ? 1 : 0)}${gap}${names[power] ?? ''}`
}
