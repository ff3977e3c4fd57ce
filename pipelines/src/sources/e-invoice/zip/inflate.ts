import { inflateRawSync } from 'node:zlib'
import type { AsyncFlateStreamHandler } from 'fflate'
import { UnzipInflate } from 'fflate'
import { limits } from '../xml/limits'

/** Packed bytes up to which a file is unpacked at once, which is several times faster than in parts. */
const AT_ONCE = 256 * 1024

/** What the unpacker says of a file that becomes far more than its size allows. */
export const BOMB = 'unpacks to too much'

/** Unpacks one file of an archive: a small one at once, a large one as it comes. */
export class EntryInflate {
  static readonly compression = 8
  ondata: AsyncFlateStreamHandler = () => undefined
  private parts: Uint8Array[] = []
  private size = 0
  private streaming: UnzipInflate | null = null

  push(bytes: Uint8Array, final: boolean): void {
    if (this.streaming) return this.streaming.push(bytes, final)
    this.parts.push(bytes.slice())
    this.size += bytes.length
    if (this.size > AT_ONCE) return this.stream(final)
    if (final) this.atOnce()
  }

  private atOnce(): void {
    const packed = Buffer.concat(this.parts)
    this.parts = []
    const most = Math.max(limits.ratioFrom, packed.length * limits.ratio)
    let bytes: Buffer
    try {
      bytes = inflateRawSync(packed, { maxOutputLength: most })
    } catch (error) {
      const isBomb = error instanceof RangeError
      const message = isBomb ? BOMB : error instanceof Error ? error.message : String(error)
      return this.ondata(Object.assign(new Error(message), { code: 0 }), new Uint8Array(0), true)
    }
    this.ondata(null, bytes, true)
  }

  private stream(final: boolean): void {
    const packed = Buffer.concat(this.parts)
    this.parts = []
    this.streaming = new UnzipInflate()
    this.streaming.ondata = (error, bytes, last) => this.ondata(error, bytes, last)
    this.streaming.push(packed, final)
  }
}
