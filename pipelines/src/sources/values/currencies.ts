import { literals } from '../../ingest/sql-text'

const codes = Intl.supportedValuesOf('currency')

export const isCurrency = (code: string): boolean => codes.includes(code)

/** SQL: whether a text is a code of ISO 4217. */
export const isCurrencySql = (text: string): string => `${text} IN ${literals(codes)}`

const SIGNS: [RegExp, string][] = [
  [/€|\bEUR\b/, 'EUR'],
  [/£|\bGBP\b/, 'GBP'],
  [/\bCHF\b/, 'CHF'],
  [/\$|\bUSD\b/, 'USD'],
]

/** The currency that amounts say by sign or code, or undefined. */
export function currencyOfAmounts(texts: readonly string[]): string | undefined {
  return SIGNS.find(([sign]) => texts.some((text) => sign.test(text)))?.[1]
}
