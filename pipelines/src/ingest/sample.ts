import type { Readable } from 'node:stream'
import iconv from 'iconv-lite'
import type { Sample } from '../sources/source'
import { detectEncoding, isBinary } from './encoding'
import { IngestError } from './ingest-error'

const SAMPLE_BYTES = 256 * 1024

export interface Opened {
  sample: Sample
  /** all bytes, those of the sample included */
  bytes: AsyncGenerator<Buffer>
}

/**
 * Reads the beginning of a stream to recognise it; the stream can still be read from its first byte.
 * @throws IngestError `ingest/empty-file`, `ingest/binary`, `ingest/read-failed`
 */
export async function openInput(input: Readable, fileName: string, encoding?: string): Promise<Opened> {
  const source = input[Symbol.asyncIterator]() as AsyncIterator<Buffer | string>
  const head: Buffer[] = []
  let size = 0
  let complete = false
  while (size < SAMPLE_BYTES && !complete) {
    const chunk = await readNext(source, fileName)
    if (chunk === null) complete = true
    else {
      head.push(chunk)
      size += chunk.length
    }
  }
  const bytes = Buffer.concat(head)
  if (bytes.length === 0) {
    throw new IngestError(
      'ingest/empty-file',
      `${fileName} is empty: there is nothing to load. Export it again.`,
    )
  }
  const sample = readSample(bytes, fileName, complete, encoding)
  return { sample, bytes: rest(bytes, source, complete, fileName) }
}

/** A sample from bytes. @throws IngestError `ingest/binary`, `ingest/empty-file` */
export function readSample(bytes: Buffer, fileName: string, complete: boolean, stated?: string): Sample {
  const encoding = stated ?? detectEncoding(bytes)
  if (!iconv.encodingExists(encoding)) {
    throw new IngestError('ingest/bad-mapping', `There is no encoding "${encoding}".`, { encoding })
  }
  const head = bytes.subarray(0, SAMPLE_BYTES)
  if (isBinary(head, encoding)) {
    throw new IngestError(
      'ingest/binary',
      `${fileName} is not a text file (${signature(head)}). Export it as CSV or NDJSON and load that.`,
      { first_bytes: head.subarray(0, 8).toString('hex') },
    )
  }
  const text = iconv.decode(head, encoding)
  if (text.trim() === '' && complete) {
    throw new IngestError('ingest/empty-file', `${fileName} has only blank lines: there is nothing to load.`)
  }
  return { fileName, bytes: head, text, encoding, complete }
}

async function readNext(source: AsyncIterator<Buffer | string>, fileName: string): Promise<Buffer | null> {
  try {
    const { value, done } = await source.next()
    return done ? null : Buffer.from(value)
  } catch (error) {
    const reason = (error as Error).message
    throw new IngestError('ingest/read-failed', `${fileName} could not be read to its end: ${reason}`)
  }
}

async function* rest(
  head: Buffer,
  source: AsyncIterator<Buffer | string>,
  complete: boolean,
  fileName: string,
): AsyncGenerator<Buffer> {
  try {
    yield head
    while (!complete) {
      const chunk = await readNext(source, fileName)
      if (chunk === null) return
      yield chunk
    }
  } finally {
    await source.return?.()
  }
}

function signature(bytes: Buffer): string {
  const hex = bytes.subarray(0, 4).toString('hex')
  if (hex === '504b0304') return 'a ZIP archive, such as XLSX'
  if (hex.startsWith('1f8b')) return 'compressed by gzip'
  if (hex === '25504446') return 'a PDF'
  if (hex === 'd0cf11e0') return 'an old Excel file'
  return 'it holds bytes that no text has'
}
