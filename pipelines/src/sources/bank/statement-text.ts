import iconv from 'iconv-lite'

/** Nothing in a statement is longer: texts beyond it are cut off and their record is rejected. */
export const MAX_TEXT = 1024 * 1024

/** The bytes as text, without byte order mark. */
export async function* textOf(bytes: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<string> {
  const decoder = iconv.getDecoder(encoding)
  let first = true
  for await (const chunk of bytes) {
    const text = decoder.write(chunk)
    if (text === '') continue
    yield first ? text.replace(/^\ufeff/, '') : text
    first = false
  }
  const end = decoder.end()
  if (end) yield end
}

export interface Line {
  /** from 1 */
  number: number
  text: string
  tooLong: boolean
}

/**
 * Lines, ended by LF, CRLF or CR, whatever the chunks. With `width`, a text that has no line ends at all is parted into
 * records of so many characters instead.
 */
export async function* linesOf(chunks: AsyncIterable<string>, width = 0): AsyncGenerator<Line> {
  let rest = ''
  let number = 0
  let waits = false
  let fixed: boolean | null = width > 0 ? null : false
  for await (const chunk of chunks) {
    rest += chunk
    if (fixed === null && rest.length > 2 * width) fixed = !/[\r\n]/.test(rest.slice(0, 2 * width))
    // Where no line can end there is nothing to part: a long line is not looked through again with every chunk.
    const mayEnd = fixed !== false || waits || rest.length > MAX_TEXT || /[\r\n]/.test(chunk)
    if (fixed === null || !mayEnd) continue
    const parted = fixed ? byWidth(rest, width) : byEnds(rest)
    rest = parted.rest
    waits = rest.endsWith('\r')
    for (const text of parted.lines) {
      number += 1
      yield line(number, text)
    }
    if (rest.length > MAX_TEXT) {
      number += 1
      yield { number, text: rest.slice(0, 1000), tooLong: true }
      rest = ''
    }
  }
  const last =
    fixed === true || (fixed === null && !/[\r\n]/.test(rest))
      ? byWidth(rest, width || rest.length + 1)
      : byEnds(rest)
  for (const text of last.rest === '' ? last.lines : [...last.lines, last.rest]) {
    number += 1
    yield line(number, text)
  }
}

const line = (number: number, text: string): Line => ({ number, text, tooLong: false })

function byWidth(text: string, width: number): { lines: string[]; rest: string } {
  const lines: string[] = []
  let from = 0
  for (; from + width <= text.length; from += width) lines.push(text.slice(from, from + width))
  return { lines, rest: text.slice(from) }
}

/** A CR at the very end may be the first half of a line end: it waits. */
function byEnds(text: string): { lines: string[]; rest: string } {
  const waits = text.endsWith('\r')
  const lines = (waits ? text.slice(0, -1) : text).split(/\r\n|\n|\r/)
  const rest = lines.pop() ?? ''
  return { lines, rest: waits ? `${rest}\r` : rest }
}
