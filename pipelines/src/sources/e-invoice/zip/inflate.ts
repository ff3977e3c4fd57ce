import { inflateRawSync } from 'node:zlib'
import type { AsyncFlateStreamHandler } from 'fflate'
import { UnzipInflate } from 'fflate'
import { limits } from '../xml/limits'

/** Packed bytes up to which a file is unpacked at once, which is several times faster than in parts. */
const AT_ONCE = 256 * 1024
const SLICE = 16 * 1024

/** What the unpacker says of a file that becomes far more than its size allows. */
export const BOMB = 'unpacks to too much'

/** Unpacks one file of an archive: a small one at once, a large one as it comes. */
export class EntryInflate {
  static readonly compression = 8
  ondata: AsyncFlateStreamHandler = () => undefined
  private parts: Uint8Array[] = []
  private size = 0
  private streaming: UnzipInflate | null = null
  private isBomb = false
  private fed = 0
  private unpacked = 0

  push(bytes: Uint8Array, final: boolean): void {
    if (this.isBomb) return
    this.size += bytes.length
    if (this.streaming) return this.feed(this.streaming, bytes, final)
    this.parts.push(bytes.slice())
    if (this.size > AT_ONCE) this.stream(final)
    else if (final) this.atOnce()
  }

  private atOnce(): void {
    const packed = Buffer.concat(this.parts)
    this.parts = []
    let bytes: Buffer
    try {
      bytes = inflateRawSync(packed, { maxOutputLength: mostOf(packed.length) })
    } catch (error) {
      if (error instanceof RangeError) return this.tellBomb()
      const fault = error instanceof Error ? error : new Error(String(error))
      return this.ondata(Object.assign(new Error(fault.message), { code: 0 }), new Uint8Array(0), true)
    }
    this.ondata(null, bytes, true)
  }

  private stream(final: boolean): void {
    const packed = Buffer.concat(this.parts)
    this.parts = []
    const streaming = new UnzipInflate()
    this.streaming = streaming
    streaming.ondata = (error, bytes, last) => {
      this.unpacked += bytes?.length ?? 0
      if (this.unpacked > mostOf(this.fed)) return this.tellBomb()
      this.ondata(error, bytes, last)
    }
    for (let from = 0; from < packed.length && !this.isBomb; from += SLICE) {
      const end = from + SLICE
      this.feed(streaming, packed.subarray(from, end), final && end >= packed.length)
    }
  }

  private feed(streaming: UnzipInflate, bytes: Uint8Array, final: boolean): void {
    this.fed += bytes.length
    streaming.push(bytes, final)
  }

  private tellBomb(): void {
    if (this.isBomb) return
    this.isBomb = true
    this.ondata(Object.assign(new Error(BOMB), { code: 0 }), new Uint8Array(0), true)
  }
}

const mostOf = (packed: number): number => Math.max(limits.ratioFrom, packed * limits.ratio)
