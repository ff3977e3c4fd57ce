import fs from 'node:fs'
import type { Warehouse } from '../warehouse/warehouse'
import { IngestError } from './ingest-error'
import type { IngestOptions, IngestResult } from './ingest.contract'
import { ingestStream } from './ingest-stream'
import type { LineReport } from './line-results'

/** Large pieces: each turn through all steps costs the same, however little it carries. */
const READING = { highWaterMark: 1 << 20 }

/**
 * Loads a file of the disk, as ingestStream does; what is read twice is read from the file itself. A pipe, which gives
 * its bytes once, is loaded too.
 * @throws IngestError `ingest/read-failed` where it is not there, or changes between two readings, and as ingestStream
 */
export async function ingestFile(
  warehouse: Warehouse,
  file: string,
  options: IngestOptions & LineReport,
): Promise<IngestResult> {
  const before = await stateOf(file, options.fileName)
  async function* reopen(): AsyncGenerator<Buffer> {
    if ((await stateOf(file, options.fileName)).text !== before.text) {
      throw unreadable(options.fileName, 'it was changed while it was loaded. Load it again')
    }
    yield* fs.createReadStream(file, READING) as AsyncIterable<Buffer>
  }
  const input = fs.createReadStream(file, READING)
  try {
    return await ingestStream(warehouse, input, options, before.isFile ? reopen : undefined)
  } finally {
    input.destroy()
  }
}

async function stateOf(file: string, name: string): Promise<{ isFile: boolean; text: string }> {
  try {
    const stats = await fs.promises.stat(file)
    return { isFile: stats.isFile(), text: `${stats.ino} ${stats.size} ${stats.mtimeMs}` }
  } catch (error) {
    throw unreadable(name, (error as Error).message)
  }
}

const unreadable = (name: string, why: string): IngestError =>
  new IngestError('ingest/read-failed', `${name} could not be read to its end: ${why}.`)
