import { BAD_MARK } from '../../ingest/record-guard'
import type { IngestOptions } from '../../ingest/ingest.contract'
import { eventColumns } from '../events/event-columns'
import { jsonEventSql } from '../events/json-event'
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
  return {
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
}

const FRAMING: Check[] = [
  [`startsWith(line_text, '${BAD_MARK}too_large')`, '', 'too_large', `''`],
  [`startsWith(line_text, '${BAD_MARK}')`, '', 'bad_encoding', `''`],
]
