import { isUtf8 } from 'node:buffer'
import type { ReasonCode } from '../events/contract'

const QUOTE = 0x22
const LF = 0x0a
const CR = 0x0d
const MAX_RECORD = 1024 * 1024
const SLICE = MAX_RECORD
const KEPT_OF_BAD = 64 * 1024
/** Starts the first field of a record that the guard took out: mark, reason, mark, text. */
export const BAD_MARK = '\u0002'

/**
 * Lets only records through that the warehouse can part into fields, so that it never refuses a file. A record
 * that it could not read becomes one field that says why and keeps the text, in its place, so that record numbers
 * stay right. Where nothing is quoted, whole chunks pass without being looked into.
 */
export class RecordGuard {
  #carry: Buffer = Buffer.alloc(0)
  #skipping = false
  #linesToSkip: number
  bytesRead = 0

  constructor(
    /** null: a line is a record, quotes mean nothing */
    private readonly separator: string | null,
    skipLines: number,
    /** text that was decoded has U+FFFD where a byte was none of its encoding */
    private readonly decoded: boolean,
  ) {
    this.#linesToSkip = skipLines
  }

  async *pass(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of input) {
      this.bytesRead += chunk.length
      // In slices, so that no line within one can be too large.
      for (let from = 0; from < chunk.length; from += SLICE) {
        const slice = chunk.subarray(from, from + SLICE)
        const end = this.#endOfCarried(slice)
        if (this.#carry.length > 0) {
          yield* this.#take(Buffer.concat([this.#carry, slice.subarray(0, end)]), false)
        }
        if (end < slice.length) yield* this.#take(slice.subarray(end), false)
      }
    }
    if (this.#carry.length > 0 && !this.#skipping) yield* this.#take(this.#carry, true)
  }

  /** Up to where a slice goes with what was left of the one before: where nothing is quoted, only to its line's end. */
  #endOfCarried(slice: Buffer): number {
    const carry = this.#carry
    if (carry.length === 0) return 0
    if (this.separator !== null && (carry.includes(QUOTE) || slice.includes(QUOTE))) return slice.length
    const end = slice.indexOf(LF)
    return end === -1 ? slice.length : end + 1
  }

  *#take(bytes: Buffer, last: boolean): Generator<Buffer> {
    let text = this.#afterSkipped(bytes)
    if (text === null) return
    text = this.#afterTooLarge(text)
    if (text === null) return
    if (last && text.at(-1) !== LF) text = Buffer.concat([text, Buffer.from('\n')])
    this.#carry = Buffer.alloc(0)
    if (this.separator !== null && text.includes(QUOTE)) yield* this.#quoted(text, last)
    else yield* this.#plain(text)
  }

  #afterSkipped(bytes: Buffer): Buffer | null {
    let from = 0
    while (this.#linesToSkip > 0) {
      const end = bytes.indexOf(LF, from)
      if (end === -1) {
        this.#carry = bytes.subarray(from)
        return null
      }
      from = end + 1
      this.#linesToSkip -= 1
    }
    return bytes.subarray(from)
  }

  #afterTooLarge(bytes: Buffer): Buffer | null {
    if (!this.#skipping) return bytes
    const end = bytes.indexOf(LF)
    this.#carry = Buffer.alloc(0)
    if (end === -1) return null
    this.#skipping = false
    return bytes.subarray(end + 1)
  }

  *#plain(bytes: Buffer): Generator<Buffer> {
    const end = bytes.lastIndexOf(LF) + 1
    const rest = bytes.subarray(end)
    if (end > 0) {
      const records = bytes.subarray(0, end)
      if (needsCare(records, this.decoded)) yield* this.#lines(records)
      else yield records
    }
    yield* this.#keep(rest)
  }

  /** What waits for the rest of its record; too much of it is a record too large. */
  *#keep(rest: Buffer): Generator<Buffer> {
    if (rest.length <= MAX_RECORD) {
      this.#carry = Buffer.from(rest)
      return
    }
    yield bad('too_large', rest, this.separator !== null)
    this.#skipping = true
    this.#carry = Buffer.alloc(0)
  }

  *#lines(bytes: Buffer): Generator<Buffer> {
    let from = 0
    while (from < bytes.length) {
      const end = bytes.indexOf(LF, from) + 1
      yield* this.#record(bytes.subarray(from, end))
      from = end
    }
  }

  /** One record that can be parted: blank lines are none, long ones and broken text are taken out. */
  *#record(record: Buffer): Generator<Buffer> {
    if (isBlank(record)) return
    if (record.length > MAX_RECORD) yield bad('too_large', record, this.separator !== null)
    else if (isBroken(record, this.decoded)) yield bad('bad_encoding', record, this.separator !== null)
    else yield record
  }

  *#quoted(bytes: Buffer, last: boolean): Generator<Buffer> {
    const separator = String(this.separator).charCodeAt(0)
    const good: Buffer[] = []
    let from = 0
    while (from < bytes.length) {
      const end = recordEnd(bytes, from, separator)
      const line = bytes.indexOf(LF, from) + 1
      const unclosed = end === UNCLOSED
      if (unclosed && !last && bytes.length - from <= MAX_RECORD) break
      // a broken one is told when the rest of its line has come
      if ((unclosed || end === BROKEN) && line === 0) break
      if (unclosed || end === BROKEN) {
        good.push(bad('malformed', bytes.subarray(from, line), true))
        from = line
      } else {
        good.push(...this.#record(bytes.subarray(from, end)))
        from = end
      }
    }
    if (good.length > 0) yield Buffer.concat(good)
    yield* this.#keep(bytes.subarray(from))
  }
}

const UNCLOSED = -1
const BROKEN = -2

/** Where the record that starts at `from` ends, behind its line end; UNCLOSED or BROKEN where it does not. */
function recordEnd(bytes: Buffer, from: number, separator: number): number {
  let at = from
  for (;;) {
    while (bytes[at] === 0x20 || (bytes[at] === 0x09 && separator !== 0x09)) at += 1
    if (bytes[at] === QUOTE) {
      at = closingQuote(bytes, at)
      if (at === UNCLOSED) return UNCLOSED
      while (bytes[at] === 0x20) at += 1
      if (bytes[at] === CR) at += 1
      if (at >= bytes.length) return UNCLOSED
      if (bytes[at] !== separator && bytes[at] !== LF) return BROKEN
    } else {
      while (at < bytes.length && bytes[at] !== separator && bytes[at] !== LF) at += 1
      if (at >= bytes.length) return UNCLOSED
    }
    if (bytes[at] === LF) return at + 1
    at += 1
  }
}

/** Behind the quote that closes the one at `open`; a doubled quote is a character. */
function closingQuote(bytes: Buffer, open: number): number {
  let at = open + 1
  for (;;) {
    at = bytes.indexOf(QUOTE, at)
    if (at === -1) return UNCLOSED
    if (bytes[at + 1] !== QUOTE) return at + 1
    at += 2
  }
}

function needsCare(bytes: Buffer, decoded: boolean): boolean {
  return isBlank(bytes.subarray(0, bytes.indexOf(LF) + 1)) || hasBlankLine(bytes) || isBroken(bytes, decoded)
}

const hasBlankLine = (bytes: Buffer) => bytes.includes('\n\n') || bytes.includes('\n\r\n')
const isBroken = (bytes: Buffer, decoded: boolean) => (decoded ? bytes.includes('\ufffd') : !isUtf8(bytes))

function isBlank(line: Buffer): boolean {
  for (const byte of line) if (byte !== LF && byte !== CR && byte !== 0x20 && byte !== 0x09) return false
  return true
}

/** The record that stands for a bad one. */
function bad(reason: ReasonCode, record: Buffer, csv: boolean): Buffer {
  const text = record
    .subarray(0, KEPT_OF_BAD)
    .toString('utf8')
    .replace(/\r?\n$/, '')
  if (!csv) return Buffer.from(`${BAD_MARK}${reason}${BAD_MARK}${text}\n`)
  return Buffer.from(`"${BAD_MARK}${reason}${BAD_MARK}${text.replace(/"/g, '""')}"\n`)
}
