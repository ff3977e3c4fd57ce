import { crc32 } from 'node:zlib'
import type { UnzipFile } from 'fflate'
import { Unzip } from 'fflate'
import { IngestError } from '../../../ingest/ingest-error'
import { limits } from '../xml/limits'
import { Checksums } from './checksums'
import { BOMB, EntryInflate } from './inflate'

/** Packed bytes given to the unpacker at once: what they may become stays in memory until it is read. */
const SLICE = 16 * 1024
/** A file up to this size is passed on only once its checksum was found right. */
const CHECKED_FIRST = 8 << 20

/** One file of an archive. Its content must be read, or left, before the next one is asked for. */
export interface Entry {
  name: string
  content: AsyncIterable<Buffer>
}

type Item =
  | { entry: number; kind: 'begin'; name: string }
  | { entry: number; kind: 'bytes'; bytes: Uint8Array }
  | { entry: number; kind: 'end'; error: string; crc: number }

/**
 * The files of a ZIP archive as they come; neither the archive nor a file of it is held in memory. Directories and the
 * notes of operating systems are left out.
 * @throws IngestError `ingest/read-failed` when a file unpacks to far more than its size allows, or a large one is damaged
 */
export async function* entriesOf(archive: AsyncIterable<Buffer>, fileName: string): AsyncGenerator<Entry> {
  const unpacking = new Unpacking(archive, fileName)
  for (;;) {
    const item = await unpacking.next()
    if (item === null) return
    if (item.kind !== 'begin') continue
    if (isNote(item.name)) continue
    yield { name: item.name, content: unpacking.contentOf(item.entry, item.name) }
  }
}

const isNote = (name: string): boolean =>
  name.endsWith('/') || /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/.test(name)

/** Why the content of a file breaks off. */
export class BrokenEntry extends Error {
  override readonly name = 'BrokenEntry'
}

/** What the library says of anything that is no archive. */
const INVALID = 'invalid zip data'

const tooMuch = (name: string): string => `${name} in it unpacks to more than ${limits.ratio} times its size`

class Unpacking {
  private readonly queue: Item[] = []
  private readonly input: AsyncIterator<Buffer>
  private readonly checksums = new Checksums()
  private readonly unzip = new Unzip((file) => this.begin(file))
  private slices: Buffer[] = []
  private count = 0
  private ended = false
  private open: number | null = null
  private unpacked = 0
  private packed = 0
  private crc = 0
  /** why the whole archive is refused; the unpacker swallows what is thrown inside it */
  private refused: IngestError | null = null

  constructor(
    archive: AsyncIterable<Buffer>,
    private readonly fileName: string,
  ) {
    this.input = archive[Symbol.asyncIterator]()
    this.unzip.register(EntryInflate)
  }

  async next(): Promise<Item | null> {
    while (this.queue.length === 0) {
      if (this.ended) return null
      await this.push()
    }
    return this.queue.shift() ?? null
  }

  /** @throws BrokenEntry, IngestError when it is damaged and a part of it was passed on already */
  async *contentOf(entry: number, name: string): AsyncGenerator<Buffer> {
    let held: Buffer[] = []
    let size = 0
    for await (const item of this.itemsOf(entry)) {
      if (item.kind === 'begin') continue
      if (item.kind === 'bytes') {
        held.push(Buffer.from(item.bytes.buffer, item.bytes.byteOffset, item.bytes.length))
        size += item.bytes.length
      } else {
        if (item.error !== '') throw new BrokenEntry(item.error)
        if (!(await this.isSound(entry, item.crc))) throw this.damaged(name, size)
      }
      if (item.kind === 'bytes' && size <= CHECKED_FIRST) continue
      yield* held
      held = []
    }
  }

  private async *itemsOf(entry: number): AsyncGenerator<Item> {
    for (;;) {
      const [first] = this.queue
      if (first && first.entry !== entry) return
      const item = await this.next()
      if (item === null) return
      if (item.entry !== entry) {
        this.queue.unshift(item)
        return
      }
      yield item
      if (item.kind === 'end') return
    }
  }

  /** Whether a file is what the archive says that it is; what is stated behind it may still have to come. */
  private async isSound(entry: number, crc: number): Promise<boolean> {
    while (this.checksums.stated[entry - 1] === undefined && !this.ended) await this.push()
    return (this.checksums.stated[entry - 1] ?? crc) === crc
  }

  private damaged(name: string, size: number): Error {
    const why = 'it is damaged: its checksum is not the one that the archive states'
    return size <= CHECKED_FIRST ? new BrokenEntry(why) : this.refusal(`${name} in it: ${why}`)
  }

  private async push(): Promise<void> {
    let slice = this.slices.shift()
    if (!slice) {
      const { value, done } = await this.input.next()
      if (done) return this.finish()
      for (let from = 0; from < value.length; from += SLICE)
        this.slices.push(value.subarray(from, from + SLICE))
      slice = this.slices.shift()
      if (!slice) return
    }
    this.packed += slice.length
    this.checksums.push(slice)
    this.attempt(() => this.unzip.push(slice))
  }

  private finish(): void {
    this.attempt(() => this.unzip.push(new Uint8Array(0), true))
    if (this.open !== null) this.end(this.open, 'the archive ends inside this file')
    this.ended = true
  }

  /** What the unpacker throws concerns the file that it is in. */
  private attempt(work: () => void): void {
    try {
      work()
    } catch (error) {
      const thrown = error instanceof Error ? error.message : String(error)
      const message = thrown === INVALID ? 'the archive is broken or ends here' : thrown
      if (this.open === null) {
        this.count += 1
        this.open = this.count
        this.queue.push({ entry: this.count, kind: 'begin', name: 'archive' })
      }
      this.end(this.open, message)
      if (thrown === INVALID) this.ended = true
    }
    if (this.refused) throw this.refused
  }

  private begin(file: UnzipFile): void {
    this.count += 1
    const entry = this.count
    if (entry > limits.entries) this.refuse(`it holds more than ${limits.entries} files`)
    this.open = entry
    this.unpacked = 0
    this.packed = 0
    this.crc = 0
    this.queue.push({ entry, kind: 'begin', name: file.name })
    file.ondata = (error, bytes, final) => {
      if (error?.message === BOMB) return this.refuse(tooMuch(file.name))
      if (error)
        return this.end(entry, `it cannot be unpacked (${error.message}); is it protected by a password?`)
      if (this.open !== entry) return
      this.unpacked += bytes.length
      this.refuseBomb(file.name)
      this.crc = crc32(bytes, this.crc)
      if (bytes.length > 0 && !this.refused) this.queue.push({ entry, kind: 'bytes', bytes })
      if (final) this.end(entry, '')
    }
    try {
      file.start()
    } catch {
      // a packing that is not known was told by ondata
    }
  }

  private end(entry: number, error: string): void {
    if (this.open !== entry) return
    this.open = null
    this.queue.push({ entry, kind: 'end', error, crc: this.crc })
  }

  private refuseBomb(name: string): void {
    const ratio = this.unpacked / Math.max(this.packed, 1)
    if (this.unpacked > limits.entry) this.refuse(`${name} in it unpacks to more than 256 MB`)
    if (this.unpacked > limits.ratioFrom && ratio > limits.ratio) {
      this.refuse(tooMuch(name))
    }
  }

  private refuse(why: string): void {
    this.queue.length = 0
    this.refused ??= this.refusal(why)
  }

  private refusal(why: string): IngestError {
    return new IngestError(
      'ingest/read-failed',
      `${this.fileName} is not unpacked: ${why}. Load the invoices in it one by one, or in smaller archives.`,
    )
  }
}
