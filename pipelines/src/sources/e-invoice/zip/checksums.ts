const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const DESCRIPTOR = 0x08074b50
const MARK = Buffer.from('PK')
const LOCAL_MARK = Buffer.from('PK\x03\x04', 'latin1')
const HEAD_BYTES = 30
/** In the flags of a file: sizes and checksum stand behind it. */
const STATED_BEHIND = 8
const IN_EXTRA = 0xffffffff

/**
 * The CRC-32 that an archive states of each file in it, in their order. The unpacker, which goes through the same
 * bytes, keeps them to itself. Source: APPNOTE.TXT of PKWARE, 4.3.
 */
export class Checksums {
  readonly stated: number[] = []
  private rest: Buffer = Buffer.alloc(0)
  /** bytes of the file that are passed over */
  private skip = 0
  /** in a file whose size stands behind it */
  private searching = false

  push(bytes: Uint8Array): void {
    const data = Buffer.concat([this.rest, bytes])
    let at: number | null = 0
    while (at !== null) at = this.step(data, at)
  }

  /** @returns where to go on, null to wait for more bytes */
  private step(data: Buffer, from: number): number | null {
    if (this.skip > 0) return this.passed(data, from)
    return this.searching ? this.behind(data, from) : this.head(data, from)
  }

  private passed(data: Buffer, from: number): number | null {
    const left = data.length - from
    const step = Math.min(this.skip, left)
    this.skip -= step
    if (this.skip === 0) return from + step
    return this.wait(data, data.length)
  }

  /** Finds the next head of a file. */
  private head(data: Buffer, from: number): number | null {
    const at = data.indexOf(LOCAL_MARK, from)
    if (at < 0) return this.wait(data, Math.max(from, data.length - 3))
    if (at + HEAD_BYTES > data.length) return this.wait(data, at)
    const name = data.readUInt16LE(at + 26)
    const end = at + HEAD_BYTES + name + data.readUInt16LE(at + 28)
    if (end > data.length) return this.wait(data, at)
    this.searching = (data.readUInt16LE(at + 6) & STATED_BEHIND) !== 0
    if (this.searching) return end
    this.stated.push(data.readUInt32LE(at + 14))
    const packed = data.readUInt32LE(at + 18)
    this.skip = packed === IN_EXTRA ? packedInExtra(data.subarray(at + HEAD_BYTES + name, end)) : packed
    return end
  }

  /** Finds what stands behind a file: the checksum after its own mark, or 12 bytes before the next part. */
  private behind(data: Buffer, from: number): number | null {
    for (let at = data.indexOf(MARK, from); at >= 0; at = data.indexOf(MARK, at + 1)) {
      if (at + 8 > data.length) return this.wait(data, Math.max(from, at - 12))
      const mark = data.readUInt32LE(at)
      const own = mark === DESCRIPTOR
      if (!own && mark !== LOCAL && mark !== CENTRAL) continue
      if (own || at - 12 >= from) this.stated.push(data.readUInt32LE(own ? at + 4 : at - 12))
      this.searching = false
      return own ? at + 8 : at
    }
    return this.wait(data, Math.max(from, data.length - 15))
  }

  private wait(data: Buffer, from: number): null {
    this.rest = data.subarray(from)
    return null
  }
}

/** Of files beyond 4 GB the sizes stand in an extra field: 8 bytes unpacked, 8 packed. */
function packedInExtra(extra: Buffer): number {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === 1 && at + 20 <= extra.length) return Number(extra.readBigUInt64LE(at + 12))
  }
  return 0
}
