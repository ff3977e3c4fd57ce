import { Readable } from 'node:stream'

/** What may be inserted: bytes as they are, or rows, which become JSON lines. */
export type InsertBody = Readable | AsyncIterable<Uint8Array | string | object> | readonly object[]

const BLOCK = 64 * 1024

/** A body on its way: its bytes, and the error of its source once there is one. */
interface ByteBody {
  stream: Readable
  failure: () => unknown
}

/** The body as a stream of bytes; rows are written as JSON, one a line, in blocks, never all at once. */
export function byteBody(body: InsertBody): ByteBody {
  let failure: unknown
  async function* watched() {
    try {
      yield* blocks(body)
    } catch (error) {
      failure = error
      throw error
    }
  }
  const stream = Readable.from(watched(), { objectMode: false, highWaterMark: 4 * BLOCK })
  return { stream, failure: () => failure }
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
