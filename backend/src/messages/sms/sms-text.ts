import { isGsm } from './gsm7'

const TYPOGRAPHY: Readonly<Record<string, string>> = {
  '\u00a0': ' ',
  '\u202f': ' ',
  '\u2009': ' ',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  œ: 'oe',
  Œ: 'OE',
}

/**
 * Text for a phone: typographic signs become plain ones, and letters that GSM-7 lacks (ê, ç, î …) lose their accent
 * when that keeps the whole message in GSM-7. A message that needs other letters anyway keeps all of its accents.
 */
export function smsText(merged: string): string {
  const spaced = merged.replaceAll(/«[\u00a0 ]?/g, '"').replaceAll(/[\u00a0 ]?»/g, '"')
  const signs = Array.from(spaced, (character) => TYPOGRAPHY[character] ?? character).join('')
  const plain = signs.replaceAll(/[^\S\n]+/g, ' ').trim()
  const bare = Array.from(plain, (character) => (isGsm(character) ? character : unaccented(character))).join(
    '',
  )
  return Array.from(bare).every(isGsm) ? bare : plain
}

const unaccented = (character: string): string =>
  /\p{Script=Latin}/u.test(character) ? character.normalize('NFD').replaceAll(/\p{M}/gu, '') : character
