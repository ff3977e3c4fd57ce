import { Readable } from 'node:stream'
import { IngestError } from '../../ingest/ingest-error'
import type { IngestOptions } from '../../ingest/ingest.contract'
import { ingestStream } from '../../ingest/ingest-stream'
import { openInput } from '../../ingest/open-input'
import type { Warehouse } from '../../warehouse/warehouse'
import { planFor } from '../index'
import type { LoadPlan, SourceRecord } from '../source'

/**
 * Reads a file as a load does, up to the records of it that the warehouse would take.
 * @returns the plan and its records where the file is parted in JavaScript, null where the engine parts it
 * @throws IngestError when the file is refused; anything else is a defect
 */
export async function recordsOf(
  bytes: Buffer,
  options: IngestOptions,
): Promise<{ plan: LoadPlan; records: SourceRecord[] } | null> {
  const opened = await openInput(Readable.from([bytes]), options.fileName, options.mapping)
  try {
    const plan = planFor(opened.sample, options)
    if (!plan.convert) return null
    const records: SourceRecord[] = []
    for await (const record of plan.convert(opened.bytes)) records.push(record)
    return { plan, records }
  } finally {
    await opened.bytes.return(undefined)
  }
}

/**
 * Gives a file to the product without keeping anything.
 * @returns what became of its rows, or the code of the error that refused it
 * @throws whatever is not a clear refusal, and when rows are lost
 */
export async function tryFile(warehouse: Warehouse, bytes: Buffer, options: IngestOptions): Promise<string> {
  try {
    const result = await ingestStream(warehouse, Readable.from([bytes]), { ...options, dryRun: true })
    const { read, accepted, duplicates, ignored, rejected } = result
    if (read !== accepted + duplicates + ignored + rejected) {
      throw new Error(
        `${read} read, but ${accepted} accepted, ${duplicates} known, ${ignored} ignored, ${rejected} rejected`,
      )
    }
    if (Math.min(accepted, duplicates, ignored, rejected) < 0) throw new Error('a count below zero')
    return 'read'
  } catch (error) {
    if (error instanceof IngestError) return error.code
    throw error
  }
}
