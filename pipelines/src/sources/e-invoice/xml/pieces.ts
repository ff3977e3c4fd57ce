/** A part of a document: small documents come whole. */
export interface Piece {
  bytes: Buffer
  /** begins a document */
  first: boolean
  /** ends it */
  last: boolean
}

const MARK = Buffer.from('<?xml')
/** Documents up to this size come in one piece. */
const WHOLE = 1 << 20
const SPACE = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf])

/** Parts a stream into its documents: each `<?xml` begins one, but in a comment or in quoted text. */
export async function* piecesOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<Piece> {
  let pending: Buffer = Buffer.alloc(0)
  let first = true
  for await (const chunk of bytes) {
    let from = Math.max(0, pending.length - MARK.length - 1)
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    for (;;) {
      const end = nextDocument(pending, from, first)
      if (end < 0) break
      yield { bytes: pending.subarray(0, end), first, last: true }
      pending = pending.subarray(end)
      first = true
      from = 1
    }
    if (pending.length >= WHOLE) {
      const end = pending.length - 16
      yield { bytes: pending.subarray(0, end), first, last: false }
      pending = pending.subarray(end)
      first = false
    }
  }
  if (pending.length > 0 || !first) yield { bytes: pending, first, last: true }
}

function nextDocument(bytes: Buffer, from: number, first: boolean): number {
  for (let found = bytes.indexOf(MARK, from); found >= 0; found = bytes.indexOf(MARK, found + 1)) {
    const after = bytes[found + MARK.length]
    if (after === undefined) return -1
    if (!SPACE.has(after)) continue
    if (first && isBlank(bytes, found)) continue
    if (!isInside(bytes, found, '<!--', '-->') && !isInside(bytes, found, '<![CDATA[', ']]>')) return found
  }
  return -1
}

function isBlank(bytes: Buffer, end: number): boolean {
  for (let index = 0; index < end; index += 1) if (!SPACE.has(bytes[index] ?? 0)) return false
  return true
}

function isInside(bytes: Buffer, index: number, opens: string, closes: string): boolean {
  const opened = bytes.lastIndexOf(opens, index)
  return opened >= 0 && bytes.lastIndexOf(closes, index) < opened
}
