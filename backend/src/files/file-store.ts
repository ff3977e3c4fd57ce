import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import zlib from 'node:zlib'
import { Inject, Injectable } from '@nestjs/common'
import { CONFIG } from '../app/tokens'
import type { Config } from '../config/config'
import { AppError, notFound } from '../http/app-error'

export interface KeptFile {
  id: string
  name: string
  path: string
  bytes: number
  receivedAt: Date
}

const KEPT_MS = 24 * 3600_000
/** Text packs to a tenth or a fiftieth, a bomb to a thousandth. */
const MOST_RATIO = 250
const RATIO_FROM = 64 * 1024 * 1024

/** Uploaded files between their preview and their load: on disk, so that their size costs no memory. */
@Injectable()
export class FileStore {
  private readonly files = new Map<string, KeptFile>()
  private readonly folder: string

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.folder = path.join(config.dataDir, 'uploads')
    // What an earlier run left: nobody knows its id any more.
    fs.rmSync(this.folder, { recursive: true, force: true })
    fs.mkdirSync(this.folder, { recursive: true, mode: 0o700 })
  }

  /**
   * Writes a stream to disk, unpacked where gzip packed it.
   * @throws AppError `files/too-large`, `files/cut-short`, `files/badly-packed`
   */
  async keep(name: string, content: Readable): Promise<KeptFile> {
    await this.removeOld()
    const id = randomUUID()
    const file = path.join(this.folder, id)
    let bytes = 0
    const limit = this.config.maxUploadBytes
    try {
      await pipeline(
        unpacked(content),
        async function* (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            bytes += chunk.length
            if (bytes > limit) throw new AppError('files/too-large', 413, `A file may have ${limit} bytes.`)
            yield chunk
          }
        },
        fs.createWriteStream(file, { mode: 0o600 }),
      )
    } catch (error) {
      await fs.promises.rm(file, { force: true })
      if (error instanceof AppError) throw error
      if (String((error as NodeJS.ErrnoException).code).startsWith('Z_'))
        throw new AppError('files/badly-packed', 400, 'The file is packed by gzip and cannot be unpacked.')
      throw new AppError('files/cut-short', 400, 'The upload ended before the file was complete.')
    }
    const kept = { id, name: path.basename(name) || 'file', path: file, bytes, receivedAt: new Date() }
    this.files.set(id, kept)
    return kept
  }

  /** @throws AppError `files/not-found` */
  get(id: string): KeptFile {
    const file = this.files.get(id)
    if (!file) throw notFound('files/not-found', 'This file is not here any more; send it again.')
    return file
  }

  async remove(id: string): Promise<void> {
    const file = this.files.get(id)
    this.files.delete(id)
    if (file) await fs.promises.rm(file.path, { force: true })
  }

  private async removeOld(): Promise<void> {
    const old = [...this.files.values()].filter((file) => Date.now() - file.receivedAt.getTime() > KEPT_MS)
    for (const file of old) await this.remove(file.id)
  }
}

/** The content of a stream, unpacked where it begins as gzip does; as it is read, so that its size costs no memory. */
async function* unpacked(content: Readable): AsyncGenerator<Buffer> {
  let packed = 0
  let begun: Buffer = Buffer.alloc(0)
  const chunks = content[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  const rest = async function* () {
    if (begun.length > 0) yield begun
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
      packed += next.value.length
      yield next.value
    }
  }
  while (begun.length < 2) {
    const { value, done } = await chunks.next()
    if (done) break
    begun = Buffer.concat([begun, value])
  }
  packed = begun.length
  if (begun[0] !== 0x1f || begun[1] !== 0x8b) return yield* rest()
  const source = Readable.from(rest(), { objectMode: false })
  const gunzip = zlib.createGunzip()
  source.once('error', (error) => gunzip.destroy(error))
  let size = 0
  for await (const chunk of source.pipe(gunzip) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > RATIO_FROM && size > packed * MOST_RATIO) {
      const why = `The file unpacks to more than ${MOST_RATIO} times its size; send it unpacked.`
      throw new AppError('files/too-large', 413, why)
    }
    yield chunk
  }
}
