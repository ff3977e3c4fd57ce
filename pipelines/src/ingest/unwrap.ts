import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Opened } from './sample'
import { isXlsx, readSheet, refuseOtherSpreadsheets } from './xlsx'

/** The file within the file. */
export interface Unwrapped {
  input: Readable
  /** of a spreadsheet: the sheet that is read, and the others that could be */
  sheet?: { name: string; others: string[] }
}

/**
 * The file within the file: what gzip holds, a sheet of a spreadsheet as CSV. Null when the bytes are no wrapping that
 * is known here. The stream ends with an error when the wrapping is broken.
 * @throws IngestError for a spreadsheet that cannot be read
 */
export async function unwrap({ sample, bytes }: Opened, wantedSheet?: string): Promise<Unwrapped | null> {
  if (sample.bytes[0] === 0x1f && sample.bytes[1] === 0x8b) {
    const packed = Readable.from(bytes, { objectMode: false })
    const gunzip = createGunzip()
    packed.once('error', (error) => gunzip.destroy(error))
    return { input: packed.pipe(gunzip) }
  }
  if (!sample.binary) return null
  refuseOtherSpreadsheets(sample)
  if (!isXlsx(sample)) return null
  const { name, others, bytes: text } = await readSheet(bytes, sample.fileName, wantedSheet)
  return { input: Readable.from(text, { objectMode: false }), sheet: { name, others } }
}
