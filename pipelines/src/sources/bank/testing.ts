import { readSample } from '../../ingest/sample'
import type { IngestOptions } from '../../ingest/ingest.contract'
import type { LoadPlan, Source, SourceRecord } from '../source'
import { formatMoney, parseMoney } from './money'

/** What a source made of a text, without an engine. */
export interface Converted {
  plan: LoadPlan
  records: SourceRecord[]
  /** of records that are neither ignored nor rejected */
  events: Record<string, unknown>[]
  problems: { field: string; reason: string; value: string }[]
}

/** Test aid: converts a text as its source would, given in chunks of `chunk` bytes. */
export async function convertText(
  source: Source,
  text: string | Buffer,
  options: Partial<IngestOptions> & { chunk?: number } = {},
): Promise<Converted> {
  const { chunk = 1 << 16, ...given } = options
  const bytes = Buffer.from(text)
  const asked: IngestOptions = { fileName: 'statement', ...given }
  const plan = source.recognise(readSample(bytes, asked.fileName, true), asked)?.plan(asked)
  if (!plan?.convert) throw new Error(`${source.name} does not recognise the text`)
  const records: SourceRecord[] = []
  for await (const record of plan.convert(chunksOf(bytes, chunk))) records.push(record)
  return {
    plan,
    records,
    events: records.filter((it) => !it.ignored && !it.problem).flatMap((it) => it.events),
    problems: records.flatMap((it) => it.problem ?? []),
  }
}

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size)
    yield Promise.resolve(bytes.subarray(from, from + size))
}

/** Test aid: sum of the amounts of events. */
export function sumOf(events: readonly Record<string, unknown>[]): string {
  return formatMoney(events.reduce((sum, event) => sum + (parseMoney(String(event['amount'])) ?? 0n), 0n))
}
