import type { Language } from './number'

const locales: Record<Language, string> = { fr: 'fr-FR', en: 'en-GB' }
const shortMonths: Record<Language, string[]> = {
  fr: ['janv.', 'févr.', 'mars', 'avr.', 'mai', 'juin', 'juil.', 'août', 'sept.', 'oct.', 'nov.', 'déc.'],
  en: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
}

const utc = (iso: string) => new Date(`${iso.slice(0, 10)}T00:00:00Z`)
const isoOf = (date: Date) => date.toISOString().slice(0, 10)

/** A calendar day: `31 oct. 2026`, without its year `31 oct.`; the same order in English. */
export function day(iso: string, language: Language, withYear = true): string {
  const date = utc(iso)
  const month = shortMonths[language][date.getUTCMonth()] ?? ''
  const number = date.getUTCDate()
  const first = language === 'fr' && number === 1 ? '1er' : String(number)
  return `${first}\u00a0${month}${withYear ? `\u00a0${date.getUTCFullYear()}` : ''}`
}

/** A month: `oct. 2026`; long: `octobre 2026`; without its year `oct.` */
export function month(iso: string, language: Language, form: 'short' | 'long' | 'bare' = 'short'): string {
  const date = utc(iso)
  if (form === 'long')
    return new Intl.DateTimeFormat(locales[language], {
      month: 'long',
      year: 'numeric',
      timeZone: 'UTC',
    }).format(date)
  const name = shortMonths[language][date.getUTCMonth()] ?? ''
  return form === 'bare' ? name : `${name}\u00a0${date.getUTCFullYear()}`
}

/** A period: a whole month by its name, within one month `1–15 oct. 2026`, else both ends. */
export function period(from: string, to: string, language: Language): string {
  if (from === monthStart(to) && to === monthEnd(to)) return month(to, language, 'long')
  const sameMonth = from.slice(0, 7) === to.slice(0, 7)
  if (sameMonth) return `${utc(from).getUTCDate()}–${day(to, language)}`
  return `${day(from, language, from.slice(0, 4) !== to.slice(0, 4))} – ${day(to, language)}`
}

/** A moment in the reader's own time zone: `31 oct., 23 h 40`, in English `31 Oct, 23:40`. */
export function moment(iso: string, language: Language): string {
  const date = new Date(iso.includes('T') || iso.endsWith('Z') ? iso : `${iso.replace(' ', 'T')}Z`)
  const month = shortMonths[language][date.getMonth()] ?? ''
  const two = (value: number) => String(value).padStart(2, '0')
  const sep = language === 'fr' ? '\u00a0h\u00a0' : ':'
  const year = date.getFullYear() === new Date().getFullYear() ? '' : `\u00a0${date.getFullYear()}`
  return `${date.getDate()}\u00a0${month}${year}, ${two(date.getHours())}${sep}${two(date.getMinutes())}`
}

/** Today in UTC, as days are counted here. */
export const today = () => new Date().toISOString().slice(0, 10)

export const monthStart = (iso: string) => `${iso.slice(0, 7)}-01`

export function monthEnd(iso: string): string {
  const date = utc(iso)
  return isoOf(new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)))
}

/** The same day of another month, or that month's last day when it is shorter. */
export function addMonths(iso: string, count: number): string {
  const date = utc(iso)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count + 1, 0))
  const number = Math.min(date.getUTCDate(), last.getUTCDate())
  return isoOf(new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), number)))
}

export const daysBetween = (from: string, to: string) =>
  Math.round((utc(to).getTime() - utc(from).getTime()) / 86_400_000)
