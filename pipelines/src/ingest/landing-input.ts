import { recordRows } from '../sources/records/record-plan'
import type { LoadPlan, Sample } from '../sources/source'
import { toUtf8 } from './decode'
import { IngestError } from './ingest-error'
import type { IngestOptions } from './ingest.contract'
import { RecordGuard } from './record-guard'
import { PutAside, reopening } from './rereadable'
import type { Rereadable } from './rereadable'
import type { Opened } from './sample'

/** What is inserted when a file lands. */
export interface Input {
  /** bytes as the engine takes them */
  body(): AsyncGenerator<Buffer | string>
  again: Rereadable | null
  /** what reading threw */
  failure: { thrown?: unknown }
  /** bytes read so far, each counted once */
  read(): number
}

/**
 * Bytes as the engine takes them: as they are, in UTF-8, or as rows of the records that they were parted into.
 * @param once whether they need not be read again
 */
export function inputOf(opened: Opened, plan: LoadPlan, options: IngestOptions, once: boolean): Input {
  const failure: { thrown?: unknown } = {}
  const { watched, read } = watching(options, failure)
  if (plan.convert) {
    const rows = keepingFailure(recordRows(plan.convert(watched(opened.bytes))), failure)
    return { body: () => rows, again: null, failure, read }
  }
  const records = (bytes: AsyncIterable<Buffer>) => recordsOf(watched(bytes), opened.sample, plan)
  if (once) {
    const text = records(opened.bytes)
    return { body: () => text, again: null, failure, read }
  }
  const { bytes, reopen } = opened
  const again = reopen ? reopening(bytes, reopen, records) : new PutAside(records(bytes))
  return { body: () => again.read(), again, failure, read }
}

/** The bytes in UTF-8, of records that the engine can part. */
function recordsOf(
  bytes: AsyncIterable<Buffer>,
  { encoding, text }: Sample,
  { separator, skipLines }: LoadPlan,
): AsyncGenerator<Buffer> {
  const carriageReturns = text.includes('\r') && !text.includes('\n')
  const guard = new RecordGuard(separator, skipLines, encoding !== 'utf-8')
  return guard.pass(toUtf8(inBlocks(bytes), encoding, carriageReturns))
}

/** So much goes on at a time: each turn through all steps costs the same, however little it carries. */
const BLOCK = 256 * 1024

async function* inBlocks(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = []
  let size = 0
  for await (const chunk of bytes) {
    parts.push(chunk)
    size += chunk.length
    if (size < BLOCK) continue
    yield together(parts, size)
    parts = []
    size = 0
  }
  if (size > 0) yield together(parts, size)
}

/** What comes in large pieces is not copied. */
const together = (parts: Buffer[], size: number): Buffer =>
  parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts, size)

async function* keepingFailure(
  rows: AsyncGenerator<string>,
  failure: { thrown?: unknown },
): AsyncGenerator<string> {
  try {
    yield* rows
  } catch (error) {
    failure.thrown ??= error
    throw error
  }
}

/** Counts what passes, tells of it, stops when the load is cancelled, and keeps what reading threw. */
function watching(options: IngestOptions, failure: { thrown?: unknown }) {
  let read = 0
  const total = options.bytesTotal === undefined ? {} : { bytesTotal: options.bytesTotal }
  async function* watched(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let passed = 0
    try {
      for await (const chunk of bytes) {
        if (options.signal?.aborted) throw cancelled(options.fileName)
        passed += chunk.length
        read = Math.max(read, passed)
        yield chunk
        options.onProgress?.({ phase: 'landing', bytesRead: read, ...total, rows: 0 })
      }
    } catch (error) {
      failure.thrown = error
      throw error
    }
  }
  return { watched, read: () => read }
}

export const cancelled = (fileName: string): IngestError =>
  new IngestError('ingest/cancelled', `Loading ${fileName} was cancelled; nothing of it was kept.`)
