import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Opened } from './sample'

/**
 * The file within the file: what gzip holds. Null when the bytes are no wrapping that is known here.
 * The stream ends with an error when the wrapping is broken.
 */
export async function unwrap({ sample, bytes }: Opened): Promise<Readable | null> {
  if (sample.bytes[0] === 0x1f && sample.bytes[1] === 0x8b) {
    const packed = Readable.from(bytes, { objectMode: false })
    const gunzip = createGunzip()
    packed.once('error', (error) => gunzip.destroy(error))
    return packed.pipe(gunzip)
  }
  return null
}
