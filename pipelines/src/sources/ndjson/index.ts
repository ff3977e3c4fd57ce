import { BAD_MARK } from '../../ingest/record-guard'
import { literal } from '../../ingest/sql-text'
import type { IngestOptions } from '../../ingest/ingest.contract'
import { eventColumns } from '../events/event-columns'
import type { EventColumn } from '../events/event-columns'
import { eventSql } from '../events/event-plan'
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

const JSON_LISTS = new Set<EventColumn>(['allocations', 'instalments', 'attributes'])

function plan(sample: Sample, options: IngestOptions): LoadPlan {
  const mapping = options.mapping ?? {}
  const currency = options.currency ?? mapping.currency ?? 'EUR'
  const entityId = options.entityId ?? 'MAIN'
  const timeZone = options.timeZone ?? 'Europe/Paris'
  const historyFrom = options.historyFrom ?? mapping.history_from ?? null
  const used = stated(sample)
  const sql = eventSql({
    text: (column) => (used.has(column) ? `tupleElement(the_object, ${literal(column)})` : undefined),
    label: (column) => column,
    dateOrder: 'YMD',
    decimalMark: '.',
    entityId,
    currency,
    timeZone,
    attributes: attributesSql(used.has('attributes')),
  })
  const fields = [...used].map((column) => `${column} String`).join(', ')
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
      columns: [...used],
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
    shared: { the_object: `JSONExtract(line_text, 'Tuple(${fields})')`, ...sql.shared },
    typed: sql.typed,
    checks: [...framingChecks(), ...sql.checks],
    ignored: `''`,
    events: [{ where: '1', columns: sql.columns }],
    historyFrom,
    completeThrough: mapping.complete_through ?? null,
    currency,
    entityId,
    timeZone,
  }
}

/** All columns are read: a line may state one that the sample does not. */
function stated(_sample: Sample): ReadonlySet<EventColumn> {
  return new Set(eventColumns.filter((column) => column !== 'recorded_at'))
}

function framingChecks(): Check[] {
  return [
    [`startsWith(line_text, '${BAD_MARK}too_large')`, '', 'too_large', `''`],
    [`startsWith(line_text, '${BAD_MARK}')`, '', 'bad_encoding', `''`],
    [`JSONType(line_text) != 'Object'`, '', 'malformed', 'substring(line_text, 1, 100)'],
    ...[...JSON_LISTS].map((column): Check => [
      `JSONHas(line_text, '${column}') AND JSONType(line_text, '${column}') NOT IN ('${column === 'attributes' ? 'Object' : 'Array'}', 'Null')`,
      column,
      'malformed',
      `JSONExtractRaw(line_text, '${column}')`,
    ]),
  ]
}

/** The object `attributes` and every field that the contract does not name. */
function attributesSql(has: boolean): string {
  const known = eventColumns.map(literal).join(', ')
  const others = `arrayFilter(kv -> kv.1 NOT IN (${known}), JSONExtractKeysAndValuesRaw(line_text))`
  const unknown = `concat('{', arrayStringConcat(arrayMap(kv -> concat(toJSONString(kv.1), ':', kv.2), ${others}), ','), '}')`
  if (!has) return unknown
  const own = `if(JSONType(line_text, 'attributes') = 'Object', JSONExtractRaw(line_text, 'attributes'), '{}')`
  return `if(${unknown} = '{}', ${own}, jsonMergePatch(${unknown}, ${own}))`
}
