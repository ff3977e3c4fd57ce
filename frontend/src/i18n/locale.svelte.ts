import i18next from 'i18next'
import type { Language } from '../format/number'
import en from './en.json'
import fr from './fr.json'

const key = 'relance.language'

function preferred(): Language {
  const stored = localStorage.getItem(key)
  if (stored === 'fr' || stored === 'en') return stored
  return navigator.languages
    .find((tag) => /^(fr|en)\b/i.test(tag))
    ?.toLowerCase()
    .startsWith('en')
    ? 'en'
    : 'fr'
}

/** The language of the screens: the browser's first of the two, unless the switch was used. */
class Locale {
  language = $state<Language>(preferred())

  use(language: Language) {
    localStorage.setItem(key, language)
    this.language = language
    void i18next.changeLanguage(language)
  }
}

export const locale = new Locale()

void i18next.init({
  lng: locale.language,
  fallbackLng: false,
  resources: { fr: { translation: fr }, en: { translation: en } },
  interpolation: { escapeValue: false },
  returnNull: false,
})

/** The text of a key in the current language; reading it in markup follows the switch. */
export function t(name: string, values: Record<string, string | number> = {}): string {
  return i18next.t(name, { ...values, lng: locale.language })
}

/** The text of a key, or `otherwise` when there is none: for codes that come from the server. */
export function tOr(name: string, otherwise: string, values: Record<string, string | number> = {}): string {
  return i18next.exists(name, { lng: locale.language }) ? t(name, values) : otherwise
}
