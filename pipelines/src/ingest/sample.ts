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
  /** the same bytes once more, where they lie in a file */
  reopen?: () => AsyncIterable<Buffer>
}

/**
 * Reads the beginning of a stream; the stream can still be read from its first byte.
 * @throws IngestError `ingest/empty-file`, `ingest/read-failed`
 */
export async function openBytes(input: Readable, fileName: string, encoding?: string): Promise<Opened> {
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

/** A sample from bytes. @throws IngestError `ingest/empty-file` */
export function readSample(bytes: Buffer, fileName: string, complete: boolean, stated?: string): Sample {
  const encoding = stated ?? detectEncoding(bytes)
  if (!iconv.encodingExists(encoding)) {
    throw new IngestError('ingest/bad-mapping', `There is no encoding "${encoding}".`, { encoding })
  }
  const head = bytes.subarray(0, SAMPLE_BYTES)
  if (isBinary(head, encoding)) return { fileName, bytes: head, text: '', binary: true, encoding, complete }
  const text = iconv.decode(head, encoding)
  if (text.trim() === '' && complete) {
    throw new IngestError('ingest/empty-file', `${fileName} has only blank lines: there is nothing to load.`)
  }
  return { fileName, bytes: head, text, binary: false, encoding, complete }
}

async function readNext(source: AsyncIterator<Buffer | string>, fileName: string): Promise<Buffer | null> {
  try {
    const { value, done } = await source.next()
    if (done) return null
    return Buffer.isBuffer(value) ? value : Buffer.from(value)
  } catch (error) {
    if (error instanceof IngestError) throw error
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
