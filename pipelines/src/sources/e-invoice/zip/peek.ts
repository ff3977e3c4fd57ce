const HEAD = 1024

/** The first bytes, at least so many where there are, and a stream that begins with them again. */
export async function peek(
  bytes: AsyncIterable<Buffer>,
  least = HEAD,
): Promise<{ head: Buffer; all: AsyncIterable<Buffer> }> {
  const source = bytes[Symbol.asyncIterator]()
  let head: Buffer = Buffer.alloc(0)
  let done = false
  while (head.length < least && !done) {
    const next = await source.next()
    if (next.done) done = true
    else head = Buffer.concat([head, next.value])
  }
  async function* all(): AsyncGenerator<Buffer> {
    try {
      if (head.length > 0) yield head
      while (!done) {
        const next = await source.next()
        if (next.done) return
        yield next.value
      }
    } finally {
      await source.return?.()
    }
  }
  return { head, all: all() }
}
