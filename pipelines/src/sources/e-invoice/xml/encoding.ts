import { isUtf8 } from 'node:buffer'
import { StringDecoder } from 'node:string_decoder'
import iconv from 'iconv-lite'

/** How the bytes of a document become text. */
export interface XmlEncoding {
  name: string
  /** what the declaration says and the bytes refute; empty when they agree or the bytes are clear without it */
  wrong: string
}

const DECLARATION = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/
const WIDE = /^(utf-?16|utf-?32|ucs-?[24]|iso-10646)/i

/**
 * The encoding of a document from its first bytes: the byte order mark, else the pattern of its first `<`, else UTF-8
 * where the bytes are UTF-8 whatever is declared (a wrong declaration is common), else the declared encoding.
 * @param whole whether the bytes are the whole document
 */
export function encodingOf(head: Buffer, whole: boolean): XmlEncoding {
  const marked = byMark(head)
  if (marked) return { name: marked, wrong: '' }
  const declared = DECLARATION.exec(head.toString('latin1', 0, 400))?.[1] ?? ''
  if (isUtf8(whole ? head : withoutBrokenEnd(head))) return { name: 'utf8', wrong: '' }
  const usable = declared !== '' && iconv.encodingExists(declared) && !WIDE.test(declared)
  if (usable && !/^utf-?8$/i.test(declared)) return { name: declared, wrong: '' }
  const said = declared === '' ? 'declares no encoding, so it is UTF-8' : `declares ${declared}`
  return {
    name: 'windows-1252',
    wrong: `The document ${said}, but holds bytes that are not. Save it in UTF-8.`,
  }
}

function byMark(head: Buffer): string | null {
  const hex = head.toString('hex', 0, 4)
  if (hex.startsWith('efbbbf')) return 'utf8'
  if (hex === 'fffe0000' || hex === '3c000000') return 'utf-32le'
  if (hex === '0000feff' || hex === '0000003c') return 'utf-32be'
  if (hex.startsWith('fffe') || /^3c00..00$/.test(hex)) return 'utf-16le'
  if (hex.startsWith('feff') || /^003c00/.test(hex)) return 'utf-16be'
  return null
}

/** A character that the end of the buffer cuts is no fault. */
function withoutBrokenEnd(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(4, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes
    if (byte >= 0xc0) return bytes.subarray(0, bytes.length - back)
  }
  return bytes
}

export interface TextDecoding {
  write(bytes: Buffer): string
  end(): string
}

/** Decodes a document that comes in pieces. */
export function decoderOf({ name }: XmlEncoding): TextDecoding {
  if (name === 'utf8') {
    const decoder = new StringDecoder('utf8')
    return { write: (bytes) => decoder.write(bytes), end: () => decoder.end() }
  }
  const decoder = iconv.getDecoder(name)
  return { write: (bytes) => decoder.write(bytes), end: () => decoder.end() ?? '' }
}
