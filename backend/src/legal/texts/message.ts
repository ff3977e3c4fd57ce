import type { Finding } from '../rule'
import { RULES_EN } from './en'
import { RULES_FR } from './fr'

export type Locale = 'fr' | 'en'
const SENTENCES = { fr: RULES_FR, en: RULES_EN } as const

const WORDS: Record<Locale, Readonly<Record<string, Readonly<Record<string, string>>>>> = {
  fr: {
    channel: {
      email: 'courriel',
      sms: 'SMS',
      letter: 'lettre simple',
      registered_letter: 'lettre recommandée',
      registered_e_letter: 'lettre recommandée électronique',
      phone: 'téléphone',
      task: 'tâche manuelle',
      webhook: 'transmission automatique',
    },
    rate: {
      ecb_refinancing: 'le taux de refinancement de la BCE',
      legal_other: 'le taux d’intérêt légal (« tous les autres cas »)',
    },
    regime: { consumer: 'consommateur', business: 'professionnel', public: 'acheteur public' },
    weekday: weekdays('fr'),
  },
  en: {
    channel: {
      email: 'e-mail',
      sms: 'text message',
      letter: 'ordinary letter',
      registered_letter: 'registered letter',
      registered_e_letter: 'registered e-letter',
      phone: 'telephone',
      task: 'manual task',
      webhook: 'automatic transmission',
    },
    rate: {
      ecb_refinancing: 'the ECB refinancing rate',
      legal_other: 'the French legal rate (“all other cases”)',
    },
    regime: { consumer: 'a consumer', business: 'a business', public: 'a public purchaser' },
    weekday: weekdays('en'),
  },
}

function weekdays(locale: Locale): Record<string, string> {
  const name = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' })
  // 1 January 2024 was a Monday.
  return Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7].map((day) => [String(day), name.format(Date.UTC(2024, 0, day))]),
  )
}

const DAY = /^\d{4}-\d{2}-\d{2}$/
const DATES = {
  fr: new Intl.DateTimeFormat('fr', { dateStyle: 'long', timeZone: 'UTC' }),
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }),
} as const

/** The finding as a sentence for a credit manager; days and codes in words of the language. */
export function findingText(finding: Pick<Finding, 'rule' | 'params'>, locale: Locale): string {
  const sentence = SENTENCES[locale][finding.rule] ?? finding.rule
  return sentence.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = finding.params[name]
    return value === undefined ? placeholder : shown(name, String(value), locale)
  })
}

function shown(name: string, value: string, locale: Locale): string {
  const word = WORDS[locale][name]?.[value]
  if (word !== undefined) return word
  if (DAY.test(value)) return DATES[locale].format(Date.parse(value))
  return name === 'percent' || name === 'floor' ? decimal(value, locale) : value
}

const decimal = (value: string, locale: Locale): string => (locale === 'fr' ? value.replace('.', ',') : value)
