import { randomUUID } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'

/** So much is kept in memory; more goes to a file. */
const IN_MEMORY = 4 * 1024 * 1024
const READ_AT_ONCE = 1024 * 1024

/** Bytes that can be read again, from their beginning. */
export interface Rereadable {
  /** All bytes. One reading at a time; one that was broken off does not harm the next. */
  read(): AsyncGenerator<Buffer>
  close(): Promise<void>
}

/**
 * Bytes of a place that can be opened again.
 * @param first the bytes as they were opened to be recognised
 * @param made what is made of them in each reading
 */
export function reopening(
  first: AsyncIterable<Buffer>,
  reopen: () => AsyncIterable<Buffer>,
  made: (bytes: AsyncIterable<Buffer>) => AsyncGenerator<Buffer>,
): Rereadable {
  let opened: AsyncIterable<Buffer> | null = first
  const read = () => {
    const bytes = opened ?? reopen()
    opened = null
    return made(bytes)
  }
  return { read, close: () => Promise.resolve() }
}

/**
 * Bytes that come only once. What has passed is put aside, in a file of the system's folder for temporary files that
 * loses its name at once, so that no crash leaves it behind.
 */
export class PutAside implements Rereadable {
  #memory: Buffer[] = []
  #size = 0
  #file: FileHandle | null = null
  #ended = false
  #fetching: Promise<unknown> = Promise.resolve()
  /** what is being put aside while the reader goes on */
  #keeping: Promise<void> = Promise.resolve()

  constructor(private readonly source: AsyncIterator<Buffer>) {}

  async *read(): AsyncGenerator<Buffer> {
    await this.#fetching.catch(() => undefined)
    await this.#keeping
    yield* this.#aside()
    while (!this.#ended) {
      const fetching = this.#fetch()
      this.#fetching = fetching
      const chunk = await fetching
      if (chunk) yield chunk
    }
  }

  async close(): Promise<void> {
    this.#memory = []
    this.#ended = true
    await this.#fetching.catch(() => undefined)
    await this.#keeping.catch(() => undefined)
    await this.#file?.close()
    this.#file = null
  }

  async #fetch(): Promise<Buffer | null> {
    const next = await this.source.next()
    await this.#keeping
    if (next.done) {
      this.#ended = true
      return null
    }
    this.#keeping = this.#keep(next.value)
    // told to the next who waits for it
    this.#keeping.catch(() => undefined)
    return next.value
  }

  async #keep(chunk: Buffer): Promise<void> {
    if (this.#file === null && this.#size + chunk.length <= IN_MEMORY) this.#memory.push(chunk)
    else await this.#write(chunk)
    this.#size += chunk.length
  }

  async #write(chunk: Buffer): Promise<void> {
    if (this.#file === null) {
      const name = path.join(os.tmpdir(), `relance-load-${randomUUID()}`)
      this.#file = await fs.open(name, 'wx+', 0o600)
      await fs.unlink(name)
      for (const kept of this.#memory) await this.#file.write(kept)
      this.#memory = []
    }
    await this.#file.write(chunk)
  }

  async *#aside(): AsyncGenerator<Buffer> {
    const size = this.#size
    yield* [...this.#memory]
    for (let at = 0; this.#file !== null && at < size; at += READ_AT_ONCE) {
      const part = Buffer.allocUnsafe(Math.min(READ_AT_ONCE, size - at))
      await this.#file.read(part, 0, part.length, at)
      yield part
    }
  }
}
