import { readSample } from '../../../ingest/sample'
import { BrokenEntry, entriesOf } from '../../e-invoice/zip/entries'
import { firstEntries } from '../../e-invoice/zip/first-entries'
import { peek } from '../../e-invoice/zip/peek'
import type { Sample, SourceRecord } from '../../source'
import type { StatementChecks } from '../balances'
import type { CamtMessage } from './message'
import { encodingOf, messageIn } from './message'
import { camtRecords } from './records'

const ZIP = Buffer.from('PK\x03\x04', 'latin1')
/** Bytes of a file from which is told what it is. */
const HEAD = 256 * 1024

/** The message of the first XML file of an archive: banks send the statements of a day in one over EBICS. */
export function messageInArchive({ bytes }: Sample): CamtMessage | null {
  if (!bytes.subarray(0, ZIP.length).equals(ZIP)) return null
  const first = firstEntries(bytes).find(({ name }) => /\.xml$/i.test(name))
  return first ? messageIn(first.head.toString('latin1')) : null
}

interface ArchiveReading {
  fileName: string
  currency: string
  checks: StatementChecks
}

/** Entries of all statements of an archive; what else is in it is left out, and what is broken named with its file. */
export async function* archiveRecords(
  bytes: AsyncIterable<Buffer>,
  { fileName, currency, checks }: ArchiveReading,
): AsyncGenerator<SourceRecord> {
  for await (const { name, content } of entriesOf(bytes, fileName)) {
    try {
      const { head, all } = await peek(content, HEAD)
      const sample = head.length === 0 ? null : readSample(head, name, false)
      const message = sample && messageIn(sample.text)
      if (!message) yield { events: [], ignored: 'unknown_topic' }
      else {
        const reading = { encoding: encodingOf(sample), kind: message.kind, currency, checks }
        for await (const record of camtRecords(all, reading)) yield named(record, name)
      }
    } catch (error) {
      if (!(error instanceof BrokenEntry)) throw error
      yield named({ events: [], problem: { field: 'XML', reason: 'malformed', value: error.message } }, name)
    }
  }
}

/** Lines are those of the file in the archive. */
function named(record: SourceRecord, name: string): SourceRecord {
  const { problem } = record
  if (!problem) return record
  return { ...record, problem: { ...problem, value: `${name.slice(-150)}: ${problem.value}` } }
}
