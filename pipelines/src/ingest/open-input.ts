import type { Readable } from 'node:stream'
import type { Opened } from './sample'
import { openBytes } from './sample'
import { unwrap } from './unwrap'

/**
 * Reads the beginning of a stream to recognise it, or of the file that is wrapped in it; the stream can still be read
 * from its first byte.
 * @param reopen the bytes of the stream once more, where they lie in a file
 * @throws IngestError `ingest/empty-file`, `ingest/read-failed`, and as unwrap
 */
export async function openInput(
  input: Readable,
  fileName: string,
  wish: { encoding?: string | undefined; sheet?: string | undefined } = {},
  reopen?: () => AsyncIterable<Buffer>,
): Promise<Opened> {
  const outer = await openBytes(input, fileName, wish.encoding)
  const inner = await unwrap(outer, wish.sheet)
  if (inner === null) return reopen ? { ...outer, reopen } : outer
  const opened = await openBytes(inner.input, fileName, inner.sheet ? 'utf-8' : wish.encoding)
  return inner.sheet ? { ...opened, sample: { ...opened.sample, sheet: inner.sheet } } : opened
}
