/** One JSON value of a file: its text, or why there is none. */
export type JsonText = { text: string } | { tooLarge: true; start: string }

/** A payload of a provider is some kilobytes; more than this is none. */
const LARGEST = 1024 * 1024
const [QUOTE, BACKSLASH, OPEN, CLOSE, LIST, END] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d]
const BREAK = 0x0a

/**
 * Parts bytes into JSON values, whether they stand one after the other, one a line, or in one array around all.
 * Memory is that of one value. What is no JSON is passed on as text up to the end of its line, for the caller to refuse.
 */
export async function* jsonValues(bytes: AsyncIterable<Buffer>): AsyncGenerator<JsonText> {
  const parting = new Parting()
  for await (const chunk of bytes) yield* parting.take(chunk)
  yield* parting.end()
}

class Parting {
  #depth = 0
  #inText = false
  #escaped = false
  /** whether an array stands around all values */
  #around = false
  #begun = false
  #kept: Buffer[] = []
  #size = 0
  #tooLarge = false
  /** whether a value has begun */
  #open = false

  /** Takes one byte of a value into account. @returns whether the value ends with it */
  #passed(byte: number): boolean {
    if (this.#inText) {
      if (this.#escaped) this.#escaped = false
      else if (byte === BACKSLASH) this.#escaped = true
      else if (byte === QUOTE) this.#inText = false
      return false
    }
    if (byte === QUOTE && this.#depth > 0) this.#inText = true
    else if (byte === OPEN || byte === LIST) this.#depth += 1
    else if (byte === CLOSE || byte === END) {
      this.#depth -= 1
      return this.#depth <= 0
    }
    return byte === BREAK && this.#depth === 0
  }

  *take(chunk: Buffer): Generator<JsonText> {
    let from = this.#open ? 0 : -1
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0
      if (!this.#open) {
        if (isGap(byte, this.#begun)) continue
        if (!this.#begun && byte === LIST) {
          this.#begun = this.#around = true
          continue
        }
        if (this.#around && byte === END) continue
        this.#begun = true
        from = at
        this.#open = true
      }
      if (!this.#passed(byte)) continue
      this.#keep(chunk.subarray(from, at + 1))
      from = -1
      yield* this.#give()
    }
    if (from >= 0) this.#keep(chunk.subarray(from))
  }

  *end(): Generator<JsonText> {
    if (this.#size > 0 || this.#tooLarge) yield* this.#give()
  }

  #keep(part: Buffer): void {
    if (this.#tooLarge) return
    this.#kept.push(Buffer.from(part))
    this.#size += part.length
    if (this.#size <= LARGEST) return
    this.#tooLarge = true
    this.#kept = [Buffer.concat(this.#kept).subarray(0, 1000)]
  }

  *#give(): Generator<JsonText> {
    const text = Buffer.concat(this.#kept).toString('utf8').trim()
    const tooLarge = this.#tooLarge
    this.#kept = []
    this.#size = this.#depth = 0
    this.#tooLarge = this.#inText = this.#escaped = this.#open = false
    if (tooLarge) yield { tooLarge: true, start: text }
    else if (text !== '') yield { text }
  }
}

/** Blanks and commas between values; before the first one also the mark of UTF-8. */
function isGap(byte: number, begun: boolean): boolean {
  if (byte === 0x20 || byte === BREAK || byte === 0x0d || byte === 0x09 || byte === 0x2c) return true
  return !begun && (byte === 0xef || byte === 0xbb || byte === 0xbf)
}
