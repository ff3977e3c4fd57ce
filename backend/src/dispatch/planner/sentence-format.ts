import type { Amount, Day, Instant } from './customer-record'
import { addDays, localDay } from './days'

import type { Reason } from './verdict'

/** What a sentence names, with moments already told as text. */
export type Said = Readonly<Record<string, string | number | undefined>>
/** One sentence for each reason, none forgotten. */
export type Sentences = Readonly<Record<Reason, string | ((said: Said) => string)>>

export type SentenceLanguage = 'fr' | 'en'

const LOCALES: Readonly<Record<SentenceLanguage, string>> = { fr: 'fr-FR', en: 'en-GB' }
const dates = new Map<string, Intl.DateTimeFormat>()

function format(language: SentenceLanguage, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language}${JSON.stringify(options)}`
  let known = dates.get(key)
  if (!known) dates.set(key, (known = new Intl.DateTimeFormat(LOCALES[language], options)))
  return known
}

/** 26 novembre 2026, 26 November 2026 */
export const dayText = (language: SentenceLanguage, day: Day): string =>
  format(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))

/** 8 h 00 with spaces that do not break, 08:00 */
export function hourText(language: SentenceLanguage, at: Instant, timeZone: string): string {
  const parts = format(language, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  }).formatToParts(at)
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '00'
  const hour = of('hour')
  return language === 'fr' ? `${Number(hour)}\u00a0h\u00a0${of('minute')}` : `${hour}:${of('minute')}`
}

const NEAR = { fr: ["aujourd'hui", 'demain'], en: ['today', 'tomorrow'] } as const

/** aujourd'hui à 8 h 00, demain à 8 h 00, lundi 30 novembre 2026 à 8 h 00; on the customer's clock */
export function whenText(language: SentenceLanguage, at: Instant, today: Day, timeZone: string): string {
  const day = localDay(at, timeZone)
  const near = day === today ? 0 : day === addDays(today, 1) ? 1 : -1
  const weekday = format(language, { weekday: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))
  const on = near === -1 ? `${weekday} ${dayText(language, day)}` : NEAR[language][near]
  return `${on ?? day} ${language === 'fr' ? 'à' : 'at'} ${hourText(language, at, timeZone)}`
}

/** 1 234,50 €, €1,234.50 */
export function moneyText(language: SentenceLanguage, units: number, currency: string): string {
  const known = /^[A-Z]{3}$/.test(currency)
  return known
    ? new Intl.NumberFormat(LOCALES[language], { style: 'currency', currency }).format(units)
    : new Intl.NumberFormat(LOCALES[language], { minimumFractionDigits: 2 }).format(units)
}

/** Money of an amount in ten-thousandths. */
export const amountText = (language: SentenceLanguage, amount: Amount, currency: string): string =>
  moneyText(language, Number(amount) / 10_000, currency)

/** 1 facture, 3 factures */
export const countText = (count: number, one: string, many: string): string =>
  `${count}\u00a0${count < 2 ? one : many}`
