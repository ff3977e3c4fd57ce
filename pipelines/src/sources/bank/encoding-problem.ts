import type { SourceRecord } from '../source'

/** A record with characters that its encoding does not have is rejected: a name or a reference in it is not what was written. */
export function badlyEncoded(record: SourceRecord, line: number): SourceRecord {
  for (const event of record.events) {
    for (const [field, value] of textsOf(event['attributes'])) {
      if (!value.includes('\ufffd')) continue
      return {
        ...record,
        problem: { field, reason: 'bad_encoding', value: `line ${line}: ${value.slice(0, 200)}` },
      }
    }
  }
  return record
}

const textsOf = (attributes: unknown): [string, string][] =>
  Object.entries(attributes ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
