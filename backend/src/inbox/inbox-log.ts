import fs from 'node:fs'
import path from 'node:path'
import type { Delivery } from './delivery'
import { decode, encode } from './delivery'

const SEGMENT_BYTES = 8 * 1024 * 1024

interface Waiting {
  bytes: Buffer
  done: () => void
  failed: (error: unknown) => void
}

/**
 * Deliveries on disk, in segments. Whoever appends is told once his bytes have reached the disk; those who come while
 * one write is under way share the next. A segment is removed when all of it is loaded.
 */
export class InboxLog {
  #waiting: Waiting[] = []
  #open: { file: fs.promises.FileHandle; path: string; size: number } | undefined
  #turn: Promise<void> = Promise.resolve()
  #serial = 0

  constructor(private readonly folder: string) {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  }

  /** Resolves when the delivery is on disk. Rejects when it may not be: then nobody was promised anything. */
  append(delivery: Delivery): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ bytes: encode(delivery), done, failed })
      if (this.#waiting.length === 1) this.#turn = this.#turn.then(() => this.#write())
    })
  }

  /** The oldest segment to be loaded; what was written so far is closed for it. Undefined: there is none. */
  async next(): Promise<string | undefined> {
    const closing = this.#turn.then(() => this.#close())
    this.#turn = closing.catch(() => undefined)
    await closing
    return this.#segments()[0]
  }

  read(segment: string): Delivery[] {
    return decode(fs.readFileSync(segment))
  }

  async remove(segment: string): Promise<void> {
    await fs.promises.rm(segment, { force: true })
  }

  /** Bytes that are not loaded yet. */
  bytes(): number {
    const open = this.#open?.size ?? 0
    return this.#segments().reduce((sum, segment) => sum + sizeOf(segment), open)
  }

  /** When the oldest of what is not loaded yet was begun to be kept, in milliseconds; undefined: there is nothing. */
  oldest(): number | undefined {
    const open = this.#open && this.#open.size > 0 ? this.#open.path : undefined
    const segment = this.#segments()[0] ?? open
    return segment === undefined ? undefined : Number(path.basename(segment).split('-')[0])
  }

  async close(): Promise<void> {
    await this.#turn
    await this.#close()
  }

  #segments(): string[] {
    return fs
      .readdirSync(this.folder)
      .filter((name) => name.endsWith('.log'))
      .sort()
      .map((name) => path.join(this.folder, name))
      .filter((segment) => segment !== this.#open?.path)
  }

  async #write(): Promise<void> {
    const group = this.#waiting
    this.#waiting = []
    try {
      const open = (this.#open ??= await this.#begin())
      const bytes = Buffer.concat(group.map((one) => one.bytes))
      await open.file.appendFile(bytes)
      await open.file.datasync()
      open.size += bytes.length
      if (open.size >= SEGMENT_BYTES) await this.#close()
      for (const { done } of group) done()
    } catch (error) {
      // What was written of the group stands at the end of its segment; nothing may follow it there.
      await this.#close().catch(() => undefined)
      for (const { failed } of group) failed(error)
    }
  }

  async #begin(): Promise<{ file: fs.promises.FileHandle; path: string; size: number }> {
    this.#serial += 1
    const name = `${String(Date.now()).padStart(15, '0')}-${String(this.#serial).padStart(6, '0')}.log`
    const segment = path.join(this.folder, name)
    const file = await fs.promises.open(segment, 'ax', 0o600)
    await syncFolder(this.folder)
    return { file, path: segment, size: 0 }
  }

  async #close(): Promise<void> {
    const open = this.#open
    this.#open = undefined
    await open?.file.close()
  }
}

const sizeOf = (file: string): number => fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0

/** A new file survives a loss of power only when its folder was written as well. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await fs.promises.open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
