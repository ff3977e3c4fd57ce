import type { IngestOptions, Understood } from '../../ingest/ingest.contract'
import { jsonEventSql } from '../events/json-event'
import type { Learnt, LoadPlan, Sample, SourceRecord } from '../source'

/** What a source of records says of its file. */
export interface RecordReading {
  source: string
  /** what one record is, e.g. invoices, entries, messages */
  kind: string
  /** name of a known layout, e.g. camt.053, ubl */
  preset: string | null
  sample: Sample
  options: IngestOptions
  /** ISO 4217, where an event states none */
  currency: string
  warnings?: string[]
  /** filled in while converting */
  learnt?: Learnt
  convert(bytes: AsyncIterable<Buffer>): AsyncIterable<SourceRecord>
}

/**
 * The plan of a file that is parted into records in JavaScript: the records land as JSON events, and the checks of the
 * event contract run on them in the warehouse.
 */
export function recordPlan(reading: RecordReading): LoadPlan {
  const { options, currency } = reading
  const entityId = options.entityId ?? 'MAIN'
  const timeZone = options.timeZone ?? 'Europe/Paris'
  const historyFrom = options.historyFrom ?? options.mapping?.history_from ?? null
  const sql = jsonEventSql({ text: 'event_text', entityId, currency, timeZone })
  return {
    understood: understood(reading, entityId, historyFrom),
    convert: (bytes) => reading.convert(bytes),
    ...(reading.learnt ? { learnt: reading.learnt } : {}),
    format: 'JSONCompactEachRow',
    formatSettings: {},
    separator: null,
    skipLines: 0,
    landed: ['event_text', 'raw_text', 'left_out', 'bad_field', 'bad_reason', 'bad_value'].map((name) => ({
      name,
    })),
    raw: 'cells[2]',
    shared: sql.shared,
    typed: sql.typed,
    checks: sql.checks,
    stated: { reason: 'bad_reason', field: 'bad_field', value: 'bad_value' },
    ignored: 'left_out',
    events: [{ where: '1', columns: sql.columns }],
    historyFrom,
    completeThrough: options.mapping?.complete_through ?? null,
    currency,
    entityId,
    timeZone,
  }
}

function understood(reading: RecordReading, entityId: string, historyFrom: string | null): Understood {
  const { source, kind, preset, sample, currency, warnings = [] } = reading
  return {
    source,
    preset,
    kind,
    encoding: sample.binary ? 'binary' : sample.encoding,
    separator: null,
    date_order: null,
    decimal_mark: null,
    thousands_separator: null,
    currency,
    entity_id: entityId,
    columns: [],
    mapping: {},
    header_line: null,
    history_from: historyFrom,
    warnings,
  }
}

/**
 * Records as rows of the landing table, as JSON arrays: one a event, all with the number of their record. A record
 * without events still has a row, so that it is counted.
 */
export async function* recordRows(records: AsyncIterable<SourceRecord>): AsyncGenerator<string> {
  let line = 0
  let block = ''
  for await (const record of records) {
    line += 1
    const events = record.events.map((event) => JSON.stringify(event))
    const { ignored = '', problem = { field: '', reason: '', value: '' } } = record
    const about = [ignored, problem.field, problem.reason, problem.value, line]
    const raw = record.raw ?? events.join('\n')
    for (const [at, event] of (events.length > 0 ? events : ['']).entries()) {
      block += `${JSON.stringify([event, at === 0 ? raw : '', ...about])}\n`
    }
    if (block.length >= BLOCK) {
      yield block
      block = ''
    }
  }
  if (block !== '') yield block
}

const BLOCK = 64 * 1024
