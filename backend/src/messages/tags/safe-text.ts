/**
 * What somebody else typed, as one line of text that cannot break out of its place: no control characters (a line
 * break in a subject would be a header of its own), no marks that turn the reading direction of what follows.
 */
export function oneLine(given: string, limit = 300): string {
  const line = given
    .normalize('NFC')
    .replace(/[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ufeff]/g, '')
    .replace(/[\p{Cc}\u2028\u2029\s]+/gu, (found) => (found.includes('\u00a0') ? '\u00a0' : ' '))
    .replace(/\p{Cs}/gu, '\ufffd')
    .trim()
  return shortened(line, limit)
}

/** Cut between characters, never inside one. */
export function shortened(text: string, limit: number): string {
  const characters = Array.from(text)
  return characters.length <= limit
    ? text
    : `${characters
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`
}

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u

/** A right-to-left name keeps its order to itself (Unicode TR9, first strong isolate). */
export const isolated = (text: string): string => (RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text)

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** For text and for quoted attributes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (found) => ENTITIES[found] ?? '')
