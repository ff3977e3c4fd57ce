import { IngestError } from '../../ingest/ingest-error'
import type { SourceRecord } from '../source'
import { xmlRecords } from './convert'
import type { DocumentRecords } from './document-record'
import { attachedXml } from './pdf/attached-xml'
import { limits } from './xml/limits'
import { BrokenEntry, entriesOf } from './zip/entries'
import { peek } from './zip/peek'

export type Container = 'xml' | 'pdf' | 'zip'

const ZIP = Buffer.from('PK\x03\x04', 'latin1')
const EMPTY_ZIP = Buffer.from('PK\x05\x06', 'latin1')
const PDF = Buffer.from('%PDF-', 'latin1')

/** What holds the documents, by the first bytes; null when it is neither XML, PDF nor ZIP. */
export function containerOf(head: Buffer): Container | null {
  if (head.subarray(0, 4).equals(ZIP) || head.subarray(0, 4).equals(EMPTY_ZIP)) return 'zip'
  if (head.subarray(0, 1024).includes(PDF)) return 'pdf'
  const text = head
    .subarray(0, 64)
    .toString('latin1')
    .replace(/\0/g, '')
    .replace(/^[\xef\xbb\xbf\xfe\xff\s]+/, '')
  return text.startsWith('<') ? 'xml' : null
}

/** Records of a file, whatever holds them: XML documents, a PDF with XML attached, or an archive of such files. */
export async function* fileRecords(
  bytes: AsyncIterable<Buffer>,
  fileName: string,
  records: DocumentRecords,
): AsyncGenerator<SourceRecord> {
  const { head, all } = await peek(bytes)
  const container = containerOf(head)
  if (container === 'zip') return yield* archiveRecords(all, fileName, records, 1)
  if (container !== 'pdf') return yield* xmlRecords(all, records)
  const attached = await attachedXml(await collect(all, limits.pdf))
  if ('why' in attached) {
    throw new IngestError(
      'ingest/not-recognised',
      `${fileName}: ${attached.why}. Ask for the Factur-X or ZUGFeRD file, or load the figures as CSV.`,
    )
  }
  yield* xmlRecords(once(attached.bytes), records)
}

/** Characters of the name of a file that are told. */
const LONGEST_NAME = 150

async function* archiveRecords(
  bytes: AsyncIterable<Buffer>,
  fileName: string,
  records: DocumentRecords,
  depth: number,
): AsyncGenerator<SourceRecord> {
  for await (const { name, content } of entriesOf(bytes, fileName)) {
    yield* entryRecords(name.slice(-LONGEST_NAME), content, { fileName, records, depth })
  }
}

interface InArchive {
  fileName: string
  records: DocumentRecords
  depth: number
}

/** Records of one file of an archive; what is broken in it does not touch the others. */
async function* entryRecords(
  name: string,
  content: AsyncIterable<Buffer>,
  { fileName, records, depth }: InArchive,
): AsyncGenerator<SourceRecord> {
  try {
    const { head, all } = await peek(content)
    const container = containerOf(head)
    if (container === 'zip' && /\.(xlsx|ods|docx|odt|jar)$/i.test(name)) yield leftOut
    else if (container === 'zip' && depth >= limits.archives) {
      yield broken(name, `more than ${limits.archives} archives stand inside each other`, 'too_large')
    } else if (container === 'zip') yield* archiveRecords(all, fileName, records, depth + 1)
    else if (container === 'xml') yield* xmlRecords(all, records, name)
    else if (container === 'pdf') yield* pdfRecords(name, all, records)
    else yield leftOut
  } catch (error) {
    if (!(error instanceof BrokenEntry)) throw error
    yield broken(name, error.message)
  }
}

/** A PDF without XML beside invoices in XML is their readable copy. */
async function* pdfRecords(
  name: string,
  content: AsyncIterable<Buffer>,
  records: DocumentRecords,
): AsyncGenerator<SourceRecord> {
  const attached = await attachedXml(await collect(content, limits.pdf))
  if ('bytes' in attached) yield* xmlRecords(once(attached.bytes), records, name)
  else if (attached.why.includes('no XML')) yield leftOut
  else yield broken(name, attached.why)
}

const leftOut: SourceRecord = { events: [], ignored: 'unknown_topic' }

function broken(name: string, why: string, reason: 'malformed' | 'too_large' = 'malformed'): SourceRecord {
  return { events: [], problem: { field: 'document', reason, value: `${name}: ${why}` } }
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

/** All bytes, up to one more than the limit. */
async function collect(bytes: AsyncIterable<Buffer>, most: number): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of bytes) {
    parts.push(part)
    size += part.length
    if (size > most) break
  }
  return Buffer.concat(parts)
}
