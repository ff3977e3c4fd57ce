import { Readable } from 'node:stream'

/** What may be inserted: bytes as they are, or rows, which become JSON lines. */
export type InsertBody = Readable | AsyncIterable<Uint8Array | string | object> | readonly object[]

const BLOCK = 64 * 1024

/** The body as a stream of bytes; rows are written as JSON, one a line, in blocks, never all at once. */
export function byteStream(body: InsertBody): Readable {
  if (body instanceof Readable && !body.readableObjectMode) return body
  return Readable.from(blocks(body), { objectMode: false, highWaterMark: 4 * BLOCK })
}

async function* blocks(body: InsertBody): AsyncGenerator<Uint8Array | string> {
  let lines = ''
  for await (const part of body as AsyncIterable<Uint8Array | string | object>) {
    if (typeof part === 'string' || part instanceof Uint8Array) {
      yield part
      continue
    }
    lines += JSON.stringify(part) + '\n'
    if (lines.length >= BLOCK) {
      yield lines
      lines = ''
    }
  }
  if (lines !== '') yield lines
}
