import iconv from 'iconv-lite'

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf])

/** The bytes as UTF-8, without byte order mark, lines ended by LF where the file has CR alone. */
export async function* toUtf8(
  input: AsyncIterable<Buffer>,
  encoding: string,
  carriageReturns: boolean,
): AsyncGenerator<Buffer> {
  const text = encoding === 'utf-8' ? withoutMark(input) : decoded(input, encoding)
  if (!carriageReturns) {
    yield* text
    return
  }
  for await (const chunk of text) yield Buffer.from(chunk.toString('latin1').replace(/\r/g, '\n'), 'latin1')
}

async function* withoutMark(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let first = true
  for await (const chunk of input) {
    yield first && chunk.subarray(0, 3).equals(UTF8_MARK) ? chunk.subarray(3) : chunk
    first = false
  }
}

async function* decoded(input: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  const decoder = iconv.getDecoder(encoding)
  let first = true
  for await (const chunk of input) {
    const text = decoder.write(chunk)
    yield Buffer.from(first ? text.replace(/^\ufeff/, '') : text)
    if (text !== '') first = false
  }
  const end = decoder.end()
  if (end) yield Buffer.from(end)
}
