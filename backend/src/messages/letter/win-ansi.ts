/** Characters beyond Latin-1 that the fonts every PDF reader has can show (PDF 1.7, annex D.2, WinAnsiEncoding). */
const BEYOND = new Set('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ')

/** Text in the letters of the built-in fonts; what they lack loses its accent, or becomes a question mark. */
export function winAnsi(text: string): string {
  return Array.from(text.replaceAll(/[\u2066-\u2069]/g, '').normalize('NFC'), letter).join('')
}

function letter(character: string): string {
  if (shown(character)) return character
  const bare = character.normalize('NFKD').replaceAll(/\p{M}/gu, '')
  return bare !== '' && Array.from(bare).every(shown) ? bare : '?'
}

function shown(character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  return (
    character === '\n' ||
    (code >= 0x20 && code <= 0x7e) ||
    (code >= 0xa0 && code <= 0xff) ||
    BEYOND.has(character)
  )
}
