import { describe, expect, it } from 'vitest'
import { useWarehouse } from '../engine/testing'
import { IngestError } from '../ingest/ingest-error'
import { migrate } from '../warehouse/migrate'
import { recordsOf, tryFile } from './testing/broken-files'
import { mutate } from './testing/mutate'
import { hasRealFiles, wholeFiles } from './testing/whole-files'

const COPIES = 60
/** Of what is parted here, each so many-th copy goes the whole way; the events of all others go it together. */
const WHOLE_WAY = 15
const KINDS = [
  'csv',
  'xlsx',
  'ndjson',
  'fec',
  'ubl',
  'cii',
  'factur-x',
  'archive',
  'camt.053',
  'camt.054',
  'cfonb120',
  'cfonb240',
  'mt940',
  'ofx',
  'stripe',
  'message provider',
]

if (!hasRealFiles)
  console.log('skipped: broken copies of real files, because there are none beside the project')

describe.skipIf(!hasRealFiles)('broken files', () => {
  const test = useWarehouse()

  it.each(KINDS)(
    '%s: 60 broken copies are read or refused with a reason, and no row is lost',
    async (kind) => {
      await migrate(test.warehouse)
      const [fileName, bytes] = (await wholeFiles())[kind] ?? ['', Buffer.alloc(0)]
      expect(await tryFile(test.warehouse, bytes, { fileName }), 'the file itself').toBe('read')
      const events: string[] = []
      let n = 0
      for (const copy of mutate(bytes, COPIES, 2026)) {
        n += 1
        const read = await recordsOf(copy.bytes, { fileName }).catch((error: unknown) => {
          if (error instanceof IngestError) return undefined
          throw new Error(`copy ${n}, ${copy.what}`, { cause: error })
        })
        if (read === null || n % WHOLE_WAY === 0) await tryFile(test.warehouse, copy.bytes, { fileName })
        for (const record of read?.records ?? []) {
          expect(record.events.length + Number(!!record.ignored) + Number(!!record.problem)).toBeGreaterThan(
            0,
          )
          if (!record.problem) events.push(...record.events.map((event) => JSON.stringify(event)))
        }
      }
      if (events.length > 0) {
        const all = Buffer.from(events.join('\n'))
        expect(await tryFile(test.warehouse, all, { fileName: 'events.ndjson', source: 'ndjson' })).toBe(
          'read',
        )
      }
    },
  )
})
