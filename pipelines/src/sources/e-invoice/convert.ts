import type { SourceRecord } from '../source'
import { DocumentRecords } from './document-record'
import type { TextDecoding, XmlEncoding } from './xml/encoding'
import { decoderOf, encodingOf } from './xml/encoding'
import type { XmlDocument } from './xml/document-reader'
import { DocumentReader, excerptOf } from './xml/document-reader'
import { limits } from './xml/limits'
import { piecesOf } from './xml/pieces'
import { withoutLines } from './xml/without-lines'

/** Parts a stream of XML into the documents that it holds, one after the other or in envelopes. */
export async function* documentsOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<XmlDocument> {
  let encoding: XmlEncoding = { name: 'utf8', wrong: '' }
  let decoder: TextDecoding = decoderOf(encoding)
  let reader = new DocumentReader()
  for await (const piece of piecesOf(bytes)) {
    if (piece.first) {
      encoding = encodingOf(piece.bytes, piece.last)
      decoder = decoderOf(encoding)
      reader = new DocumentReader()
    }
    const decoded = decoder.write(piece.bytes) + (piece.last ? decoder.end() : '')
    const text = piece.first ? withoutDeclaration(decoded) : decoded
    const found = piece.first && piece.last ? wholeDocument(text) : reader.write(text)
    if (piece.last && !piece.first) found.push(...reader.end())
    for (const document of found) yield misdeclared(document, encoding)
  }
}

function wholeDocument(text: string): XmlDocument[] {
  const short = withoutLines(text)
  const found = readAll(short)
  const broken = short !== text && found.some(({ fault }) => fault !== null)
  return broken ? readAll(text) : found
}

function readAll(text: string): XmlDocument[] {
  const reader = new DocumentReader()
  return [...reader.write(text), ...reader.end()]
}

const withoutDeclaration = (text: string): string => text.replace(/^[\ufeff\s]*(?:<\?xml[^>]*\?>)?/, '')

function misdeclared(document: XmlDocument, { wrong }: XmlEncoding): XmlDocument {
  if (wrong === '' || document.fault) return document
  return { ...document, fault: { reason: 'bad_encoding', value: wrong, excerpt: '' } }
}

/**
 * Records of a stream of XML documents.
 * @param name of the file in an archive
 */
export async function* xmlRecords(
  bytes: AsyncIterable<Buffer>,
  records: DocumentRecords,
  name = '',
): AsyncGenerator<SourceRecord> {
  let some = false
  const start: Buffer[] = []
  for await (const document of documentsOf(withStart(bytes, start))) {
    some = true
    yield records.recordOf(document, name)
  }
  const value = name === '' ? 'There is no XML element in it' : `${name}: there is no XML element in it`
  const raw = excerptOf(Buffer.concat(start).toString('utf8'))
  if (!some) yield { events: [], raw, problem: { field: 'document', reason: 'malformed', value } }
}

/** The same bytes, of which the first are kept aside. */
async function* withStart(bytes: AsyncIterable<Buffer>, start: Buffer[]): AsyncGenerator<Buffer> {
  let left: number = limits.excerpt
  for await (const chunk of bytes) {
    if (left > 0) start.push(chunk.subarray(0, left))
    left -= chunk.length
    yield chunk
  }
}
