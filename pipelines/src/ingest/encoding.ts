import { isUtf8 } from 'node:buffer'

/** Name of the encoding of a sample, as iconv-lite calls it. */
export function detectEncoding(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const zeros = zeroBytes(bytes)
  // UTF-16 without a mark: every other byte of Latin text is zero.
  if (zeros.odd > bytes.length / 5 && zeros.even < zeros.odd / 20) return 'utf-16le'
  if (zeros.even > bytes.length / 5 && zeros.odd < zeros.even / 20) return 'utf-16be'
  return isMostlyUtf8(wholeCharacters(bytes)) ? 'utf-8' : 'windows-1252'
}

/** A few broken characters among many whole ones are broken rows of a UTF-8 file, not another encoding. */
function isMostlyUtf8(bytes: Buffer): boolean {
  if (isUtf8(bytes)) return true
  const beyondAscii = bytes.toString('utf8').match(/[^\0-\x7f]/g) ?? []
  const broken = beyondAscii.filter((character) => character === '\ufffd').length
  return broken * 20 < beyondAscii.length
}

/** Whether the bytes are no text in any encoding that we read. */
export function isBinary(bytes: Buffer, encoding: string): boolean {
  if (encoding.startsWith('utf-16')) return false
  let control = 0
  for (const byte of bytes)
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27 && byte !== 26)) control += 1
  return control > bytes.length / 200 || bytes.includes(0)
}

function zeroBytes(bytes: Buffer): { even: number; odd: number } {
  const count = { even: 0, odd: 0 }
  for (let i = 0; i < bytes.length; i += 1) {
    if (bytes[i] === 0) count[i % 2 === 0 ? 'even' : 'odd'] += 1
  }
  return count
}

/** Without the last character where the sample cuts it. */
function wholeCharacters(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(4, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes
    if (byte >= 0xc0) return bytes.subarray(0, bytes.length - back)
  }
  return bytes
}
