import { BAD_MARK } from '../../ingest/record-guard'
import type { IngestOptions } from '../../ingest/ingest.contract'
import { eventColumns } from '../../events/event-columns'
import type { EventColumn } from '../../events/event-columns'
import { jsonEventSql, jsonFieldsSql, landedField } from '../events/json-event'
import type { LoadPlan, Sample, Source } from '../source'
import type { Check } from '../values/check'

/** Events as JSON, one object a line; fields that the contract does not name are kept in `attributes`. */
export const ndjson: Source = {
  name: 'ndjson',
  recognise(sample, options) {
    const first = sample.text.replace(/^\ufeff/, '').trimStart()
    if (!first.startsWith('{') && options.source !== 'ndjson') return null
    const sure = /"event_type"\s*:/.test(first) ? 1 : 0.3
    return { sure, plan: () => plan(sample, options) }
  },
}

function plan(sample: Sample, options: IngestOptions): LoadPlan {
  const mapping = options.mapping ?? {}
  const currency = options.currency ?? mapping.currency ?? 'EUR'
  const entityId = options.entityId ?? 'MAIN'
  const timeZone = options.timeZone ?? 'Europe/Paris'
  const historyFrom = options.historyFrom ?? mapping.history_from ?? null
  const sql = jsonEventSql({ text: 'line_text', entityId, currency, timeZone })
  const whole: LoadPlan = {
    understood: {
      source: 'ndjson',
      preset: null,
      kind: 'events',
      encoding: sample.encoding,
      separator: null,
      date_order: 'YMD',
      decimal_mark: '.',
      thousands_separator: null,
      currency,
      entity_id: entityId,
      columns: eventColumns.filter((column) => column !== 'recorded_at'),
      mapping: {},
      header_line: null,
      history_from: historyFrom,
      warnings: [],
    },
    format: 'LineAsString',
    formatSettings: {},
    separator: null,
    skipLines: 0,
    landed: [{ name: 'line_text' }],
    raw: 'cells[1]',
    shared: sql.shared,
    typed: sql.typed,
    checks: [...FRAMING, ...sql.checks],
    ignored: `''`,
    events: [{ where: '1', columns: sql.columns }],
    historyFrom,
    completeThrough: mapping.complete_through ?? null,
    currency,
    entityId,
    timeZone,
  }
  return { ...whole, quick: () => quick(sample, whole) }
}

/** Where the first records are objects of the contract's fields alone, the engine parts them as it reads. */
function quick(sample: Sample, whole: LoadPlan): LoadPlan | null {
  const fields = fieldsOf(sample.text)
  if (fields === null) return null
  const sql = jsonFieldsSql(fields, whole)
  return {
    ...whole,
    format: 'JSONEachRow',
    formatSettings: AS_TEXT,
    landed: fields.map((field) => ({ name: landedField(field), field })),
    shared: sql.shared,
    typed: sql.typed,
    checks: sql.checks,
    events: [{ where: '1', columns: sql.columns }],
  }
}

/** Values as they are written, whatever they are; a field that is not expected is refused. */
const AS_TEXT = {
  input_format_json_read_numbers_as_strings: 1,
  input_format_json_read_bools_as_strings: 1,
  input_format_json_read_objects_as_strings: 1,
  input_format_json_read_arrays_as_strings: 1,
  input_format_null_as_default: 1,
  input_format_skip_unknown_fields: 0,
}

/** The fields of the first records, in the order of the contract; null where one is no object or has others. */
function fieldsOf(text: string): EventColumn[] | null {
  const lines = text.replace(/^\ufeff/, '').split('\n')
  const found = new Set<string>()
  try {
    for (const line of lines.slice(0, -1)) {
      const record: unknown = line.trim() === '' ? {} : JSON.parse(line)
      if (typeof record !== 'object' || record === null || Array.isArray(record)) return null
      for (const field of Object.keys(record)) found.add(field)
    }
  } catch {
    return null
  }
  const fields = eventColumns.filter((column) => found.has(column))
  return fields.length === found.size ? fields : null
}

const FRAMING: Check[] = [
  [`startsWith(line_text, '${BAD_MARK}too_large')`, '', 'too_large', `''`],
  [`startsWith(line_text, '${BAD_MARK}')`, '', 'bad_encoding', `''`],
]
