import type { Sample, Source, SourceRecord } from '../source'
import { recordPlan } from '../records/record-plan'
import type { Json } from './json'
import { isObject, parse } from './json'
import { jsonValues } from './json-values'

/** What a payload is read with. */
export interface PayloadContext {
  /** the creditor, where the payload names none */
  entityId: string
  timeZone: string
}

/** How the payloads of one provider are told from others and read. */
export interface PayloadReading {
  /** name of the source */
  name: string
  /** what one payload is */
  kind: string
  preset: string
  /** whether a payload is one of this provider, 0 to 1 */
  sure(payload: Json): number
  /** every object is read; it never throws */
  read(payload: Json, context: PayloadContext): SourceRecord
}

/** A source for what a provider posts: one payload, an array, or one a line. */
export function payloadSource(reading: PayloadReading): Source {
  return {
    name: reading.name,
    recognise(sample, options) {
      const asked = options.source === reading.name
      const sure = asked ? 1 : sureOf(sample, reading)
      if (sure <= 0) return null
      const timeZone = options.timeZone ?? 'Europe/Paris'
      const context = { entityId: options.entityId ?? 'MAIN', timeZone }
      const plan = () =>
        recordPlan({
          source: reading.name,
          kind: reading.kind,
          preset: reading.preset,
          sample,
          options,
          currency: options.currency ?? 'EUR',
          convert: (bytes) => recordsOf(bytes, reading, context),
        })
      return { sure, plan }
    },
  }
}

/** Payloads of the bytes as records; an array in the place of a payload is its elements. */
async function* recordsOf(
  bytes: AsyncIterable<Buffer>,
  reading: PayloadReading,
  context: PayloadContext,
): AsyncGenerator<SourceRecord> {
  for await (const value of jsonValues(bytes)) {
    if ('tooLarge' in value) {
      yield { events: [], raw: value.start, problem: { field: '', reason: 'too_large', value: '' } }
      continue
    }
    const parsed = parse(value.text)
    for (const payload of Array.isArray(parsed) ? (parsed as Json[]) : [parsed]) {
      if (isObject(payload)) {
        const record = reading.read(payload, context)
        yield record.events.length > 0 ? record : { raw: JSON.stringify(payload), ...record }
      } else {
        const start = value.text.slice(0, 100)
        yield { events: [], raw: value.text, problem: { field: '', reason: 'malformed', value: start } }
      }
    }
  }
}

const payloads = new WeakMap<Sample, Json[]>()
const ASKED = 20

function sureOf(sample: Sample, reading: PayloadReading): number {
  if (sample.binary || !/^\ufeff?\s*[[{]/.test(sample.text)) return 0
  let first = payloads.get(sample)
  if (!first) payloads.set(sample, (first = firstPayloads(sample.text)))
  if (first.length === 0) return 0
  return Math.max(0, ...first.map((payload) => reading.sure(payload)))
}

/** The first whole payloads of a sample, at most some. */
function firstPayloads(text: string): Json[] {
  const found: Json[] = []
  const whole = parse(text)
  if (whole !== undefined) return (Array.isArray(whole) ? (whole as Json[]) : [whole]).slice(0, ASKED)
  for (const value of partsOf(text)) {
    const parsed = parse(value)
    found.push(...(Array.isArray(parsed) ? (parsed as Json[]) : [parsed]))
    if (found.length >= ASKED) break
  }
  return found.filter(isObject)
}

/** Texts of the objects that begin a line or follow a comma of the array around them. */
function* partsOf(text: string): Generator<string> {
  let depth = 0
  let start = -1
  let inText = false
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]
    if (inText) {
      if (sign === '\\') at += 1
      else if (sign === '"') inText = false
    } else if (sign === '"') inText = true
    else if (sign === '{') {
      if (depth === 0) start = at
      depth += 1
    } else if (sign === '}') {
      depth -= 1
      if (depth === 0 && start >= 0) yield text.slice(start, at + 1)
    }
  }
}
