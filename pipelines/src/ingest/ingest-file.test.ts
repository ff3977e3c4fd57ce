import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { useWarehouse } from '../engine/testing'
import { ingestFile } from './ingest-file'
import type { IngestProgress } from './ingest.contract'
import { ingestStream } from './ingest-stream'
import { listLoads } from './loads'
import { listRejects } from './rejects'
import { currentEvents } from './testing'

const test = useWarehouse()
let folder = ''
beforeAll(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-test-'))))
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))
beforeEach(() => test.reset())

/** Enough that more than its beginning is read to recognise it. */
const EVENTS = 4500
const event = (n: number, more = {}) =>
  JSON.stringify({
    event_id: `e${n}`,
    event_type: 'invoice.issued',
    occurred_on: '2026-01-05',
    customer_id: `C${n % 50}`,
    invoice_id: `F${n}`,
    amount: `${n + 1}.50`,
    due_on: '2026-03-01',
    ...more,
  })
const plain = Array.from({ length: EVENTS }, (_, n) => event(n))
/** Read to its end before it is known that it must be read the other way, and once more for the rejected text. */
const readThrice = [...plain, event(9000, { memo: 'late' }), event(9001, { amount: '1,5 €' })].join('\n')

function written(name: string, bytes: string | Buffer): string {
  const file = path.join(folder, name)
  fs.writeFileSync(file, bytes)
  return file
}

describe('a file of the disk', () => {
  it.each([
    ['read once', plain.join('\n'), 0],
    ['read several times', readThrice, 1],
    ['packed', gzipSync(readThrice), 1],
  ])('becomes what its bytes become as they pass: %s', async (name, bytes, rejected) => {
    const file = written(`${name}.ndjson`, bytes)
    const streamed = await ingestStream(test.warehouse, fs.createReadStream(file), { fileName: 'events' })
    const events = await currentEvents(test.warehouse)
    const texts = (await listRejects(test.warehouse, streamed.batch_id, { limit: 10 })).rows
    await test.reset()

    const told: IngestProgress[] = []
    const onProgress = (progress: IngestProgress) => told.push(progress)
    const loaded = await ingestFile(test.warehouse, file, { fileName: 'events', onProgress })
    expect({ ...loaded, batch_id: '', seconds: 0 }).toEqual({ ...streamed, batch_id: '', seconds: 0 })
    expect(loaded.rejected).toBe(rejected)
    expect(await currentEvents(test.warehouse)).toEqual(events)
    expect((await listRejects(test.warehouse, loaded.batch_id, { limit: 10 })).rows).toEqual(texts)
    expect(Math.max(...told.map(({ bytesRead }) => bytesRead))).toBe(Buffer.byteLength(readOf(bytes)))
  })

  it('is not mixed of two states when it changes while it is loaded', async () => {
    const file = written('changing.ndjson', readThrice)
    const onProgress = ({ bytesRead }: IngestProgress) => {
      if (bytesRead >= readThrice.length) fs.writeFileSync(file, readThrice.replaceAll('"C', '"D'))
    }
    const loading = ingestFile(test.warehouse, file, { fileName: 'changing.ndjson', onProgress })
    await expect(loading).rejects.toThrow(
      'changing.ndjson could not be read to its end: it was changed while it was loaded. Load it again.',
    )
    expect(await currentEvents(test.warehouse)).toEqual([])
    expect((await listLoads(test.warehouse, { limit: 10 })).map(({ state }) => state)).toEqual(['failed'])
  })

  it('may be a pipe, which gives its bytes once', async () => {
    const pipe = path.join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    const writing = fs.promises.writeFile(pipe, readThrice)
    const { accepted, rejected } = await ingestFile(test.warehouse, pipe, { fileName: 'pipe.ndjson' })
    await writing
    expect({ accepted, rejected }).toEqual({ accepted: EVENTS + 1, rejected: 1 })
  })

  it('that is not there is named', async () => {
    const missing = ingestFile(test.warehouse, path.join(folder, 'none.csv'), { fileName: 'none.csv' })
    await expect(missing).rejects.toMatchObject({ code: 'ingest/read-failed' })
    await expect(missing).rejects.toThrow('none.csv could not be read')
  })
})

/** What is read of it, unpacked. */
const readOf = (bytes: string | Buffer) => (typeof bytes === 'string' ? bytes : readThrice)
