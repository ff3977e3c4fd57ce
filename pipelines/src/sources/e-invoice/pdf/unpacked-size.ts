import { inflateSync } from 'node:zlib'

/** Packed bytes that cannot become more than about 64 MB are not tried. */
const HARMLESS = 64 * 1024
const MOST = 64 << 20
/** Bytes that all streams together may become, and their number: looking at more would itself take long. */
const MOST_OF_ALL = 256 << 20
const STREAMS = 100_000
/** Streams that are unpacked to find what is attached; pictures and fonts are not. */
const READ = /\/(?:EmbeddedFile|ObjStm|XRef)\b/
const PACKED_TWICE = /\/Filter\s*\[[^\]]*(?:Flate|LZW|RunLength)[^\]]*(?:Flate|LZW|RunLength)/

/**
 * Whether a stream that must be read to find the attached files of a PDF becomes more than 64 MB, or all of them more
 * than 256 MB: the library unpacks without a limit.
 */
export function unpacksToTooMuch(pdf: Buffer): boolean {
  let unpacked = 0
  let streams = 0
  for (let at = pdf.indexOf('stream'); at >= 0; at = pdf.indexOf('stream', at)) {
    streams += 1
    if (streams > STREAMS) return true
    const begin = dataAfter(pdf, at + 'stream'.length)
    const end = pdf.indexOf('endstream', begin)
    const dictionary = pdf.toString('latin1', Math.max(0, at - 1000), at)
    const own = dictionary.slice(Math.max(0, dictionary.lastIndexOf(' obj')))
    const data = pdf.subarray(begin, end < 0 ? pdf.length : end)
    if (READ.test(own)) {
      unpacked += PACKED_TWICE.test(own) ? Infinity : sizeOf(data)
      if (unpacked > MOST_OF_ALL) return true
    }
    if (end < 0) return false
    at = end + 'endstream'.length
  }
  return false
}

function dataAfter(pdf: Buffer, at: number): number {
  const crlf = pdf[at] === 0x0d && pdf[at + 1] === 0x0a
  return at + (crlf ? 2 : pdf[at] === 0x0a || pdf[at] === 0x0d ? 1 : 0)
}

/** Unpacked bytes; Infinity when they are too many, 0 when they are few or the library has to say what is wrong. */
function sizeOf(data: Buffer): number {
  if (data.length < HARMLESS) return 0
  try {
    return inflateSync(data, { maxOutputLength: MOST }).length
  } catch (error) {
    return error instanceof RangeError ? Infinity : 0
  }
}
