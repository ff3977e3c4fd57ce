import type { Language } from '../tags/format'

/** Frequent words that only one of the languages has. */
const WORDS: Readonly<Record<Language, ReadonlySet<string>>> = {
  fr: new Set(
    (
      'le la les des du un une et est sont vous nous votre vos notre nos pour avec dans sur par que qui ce cette ces ' +
      'au aux ou ne pas plus merci être avoir sans à'
    ).split(' '),
  ),
  en: new Set(
    (
      'the and is are you your our we for with in of to this that these by be has have not or an it if from please ' +
      'thank will'
    ).split(' '),
  ),
}
const ENOUGH = 6

/** Language of a text by its stop words; null when there are too few or neither language stands out twice over. */
export function detectLanguage(text: string): Language | null {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? []
  const count = (language: Language) => words.filter((word) => WORDS[language].has(word)).length
  const fr = count('fr')
  const en = count('en')
  if (fr + en < ENOUGH) return null
  if (fr > en * 2) return 'fr'
  return en > fr * 2 ? 'en' : null
}
