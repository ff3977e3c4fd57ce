import { MAX_TEXT } from '../statement-text'

/** A tag with the text that follows it, in OFX of both kinds: SGML, whose values end without a tag, and XML. */
export interface OfxToken {
  /** in capitals; with a slash in front where it closes */
  tag: string
  text: string
  line: number
  tooLong: boolean
}

/** Parts the text at its tags; headers before the first tag are skipped. */
export async function* ofxTokens(chunks: AsyncIterable<string>): AsyncGenerator<OfxToken> {
  let rest = ''
  let line = 1
  let started = false
  for await (const chunk of chunks) {
    if (!chunk.includes('<') && rest.length + chunk.length <= MAX_TEXT) {
      rest += chunk
      continue
    }
    const parts = (rest + chunk).split('<')
    rest = parts.pop() ?? ''
    for (const part of parts) {
      if (started) yield token(part, line, false)
      started = true
      line += linesIn(part)
    }
    if (rest.length <= MAX_TEXT) continue
    if (started) yield token(rest.slice(0, 1000), line, true)
    line += linesIn(rest)
    rest = ''
  }
  if (started) yield token(rest, line, false)
}

function token(part: string, line: number, tooLong: boolean): OfxToken {
  const end = part.indexOf('>')
  if (end < 0) return { tag: '', text: part, line, tooLong }
  const tag = part.slice(0, end).trim().replace(/\s.*$/s, '').toUpperCase()
  return { tag, text: decoded(part.slice(end + 1).trim()), line, tooLong }
}

const linesIn = (text: string): number => text.split('\n').length - 1

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

const decoded = (text: string): string =>
  text.includes('&')
    ? text.replace(/&(?:#(\d{1,6})|([a-z]{2,4}));?/gi, (whole, code?: string, name?: string) =>
        code ? characterOf(Number(code), whole) : (ENTITIES[(name ?? '').toLowerCase()] ?? whole),
      )
    : text

const characterOf = (code: number, otherwise: string): string =>
  code > 31 && code <= 0x10ffff ? String.fromCodePoint(code) : otherwise
