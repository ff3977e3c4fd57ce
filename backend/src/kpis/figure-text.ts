import type { KpiUnit } from '@relance/pipelines'

type Language = 'fr' | 'en'
const LOCALE = { fr: 'fr-FR', en: 'en-GB' } as const
const NBSP = '\u00a0'

interface UnitForm {
  /** turns the value into what is shown */
  scale: number
  digits: number
  unit: Readonly<Record<Language, string>>
  /** of a difference: shares differ in points */
  changeUnit: Readonly<Record<Language, string>>
}

const same = (text: string) => ({ fr: text, en: text })
const plain = { scale: 1, unit: same(''), changeUnit: same('') }
const POINTS = { fr: 'pts', en: 'pts' } as const
const DAYS = { fr: 'jours', en: 'days' } as const
const CENTS = { fr: 'cts', en: 'cents' } as const
const PER_MILLE = { fr: 'pour 1\u00a0000', en: 'per 1,000' } as const

const FORMS: Readonly<Record<Exclude<KpiUnit, 'money'>, UnitForm>> = {
  share: { scale: 100, digits: 1, unit: same('%'), changeUnit: POINTS },
  percent: { scale: 1, digits: 1, unit: same('%'), changeUnit: POINTS },
  per_mille: { scale: 1, digits: 1, unit: PER_MILLE, changeUnit: same('‰') },
  days: { scale: 1, digits: 1, unit: DAYS, changeUnit: DAYS },
  cost_per_unit: { scale: 100, digits: 2, unit: CENTS, changeUnit: CENTS },
  count: { ...plain, digits: 0 },
  number: { ...plain, digits: 1 },
}

export interface FigureForm {
  unit: KpiUnit
  currency: string
  language: Language
}

/** A figure of a KPI with its unit, in words of the reader: `52,3 jours`, `1 234 567 €`, `84,2 %`. */
export function figureText(value: string | number, form: FigureForm): string {
  return written(Number(value), form, 'auto')
}

/** A difference with its sign: `+2,1 jours`, `−0,4 pts`. */
export const changeText = (difference: number, form: FigureForm): string =>
  written(difference, form, 'exceptZero')

function written(
  value: number,
  { unit, currency, language }: FigureForm,
  signDisplay: 'auto' | 'exceptZero',
): string {
  if (unit === 'money') return moneyText(value, currency, language, signDisplay)
  const { scale, digits, unit: name, changeUnit } = FORMS[unit]
  const number = new Intl.NumberFormat(LOCALE[language], {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay,
  }).format(value * scale)
  const after = (signDisplay === 'auto' ? name : changeUnit)[language]
  if (after === '') return plainSpaces(number)
  return plainSpaces(after === '%' && language === 'en' ? `${number}%` : `${number}${NBSP}${after}`)
}

/** Whole units from a thousand on: cents there are noise. */
function moneyText(
  value: number,
  currency: string,
  language: Language,
  signDisplay: 'auto' | 'exceptZero',
): string {
  const digits = Math.abs(value) >= 1000 ? 0 : 2
  const shape = { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay } as const
  const style = /^[A-Z]{3}$/.test(currency) ? ({ style: 'currency', currency } as const) : {}
  return plainSpaces(new Intl.NumberFormat(LOCALE[language], { ...style, ...shape }).format(value))
}

/** Mail programs draw the narrow no-break space badly. */
const plainSpaces = (text: string): string => text.replaceAll('\u202f', NBSP)
