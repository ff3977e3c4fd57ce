import { literal } from '../../ingest/sql-text'
import type { Check } from '../values/check'
import { eventColumns } from './event-columns'
import type { EventColumn } from './event-columns'
import { eventSql } from './event-plan'
import type { EventSql } from './event-plan'

const JSON_LISTS: readonly EventColumn[] = ['allocations', 'instalments', 'attributes']
const STATED = eventColumns.filter((column) => column !== 'recorded_at')

export interface JsonEventReading {
  /** name of the landed column that holds one event as a JSON object */
  text: string
  entityId: string
  currency: string
  timeZone: string
}

/** SQL of events that are JSON objects; fields that the contract does not name are kept in `attributes`. */
export function jsonEventSql({ text, entityId, currency, timeZone }: JsonEventReading): EventSql {
  const sql = eventSql({
    text: (column) => (column === 'recorded_at' ? undefined : `tupleElement(the_object, ${literal(column)})`),
    label: (column) => column,
    dateOrder: 'YMD',
    decimalMark: '.',
    entityId,
    currency,
    timeZone,
    attributes: attributesSql(text),
  })
  const fields = STATED.map((column) => `${column} String`).join(', ')
  return {
    ...sql,
    shared: { the_object: `JSONExtract(${text}, 'Tuple(${fields})')`, ...sql.shared },
    checks: [...shapeChecks(text), ...sql.checks],
  }
}

/** A list must be a list, and the whole an object. */
function shapeChecks(text: string): Check[] {
  return [
    [`JSONType(${text}) != 'Object'`, '', 'malformed', `substring(${text}, 1, 100)`],
    ...JSON_LISTS.map((column): Check => [
      `JSONHas(${text}, '${column}') AND JSONType(${text}, '${column}') NOT IN ('${column === 'attributes' ? 'Object' : 'Array'}', 'Null')`,
      column,
      'malformed',
      `JSONExtractRaw(${text}, '${column}')`,
    ]),
  ]
}

/** The object `attributes` and every field that the contract does not name. */
function attributesSql(text: string): string {
  const known = eventColumns.map(literal).join(', ')
  const others = `arrayFilter(kv -> kv.1 NOT IN (${known}), JSONExtractKeysAndValuesRaw(${text}))`
  const unknown = `concat('{', arrayStringConcat(arrayMap(kv -> concat(toJSONString(kv.1), ':', kv.2), ${others}), ','), '}')`
  const own = `if(JSONType(${text}, 'attributes') = 'Object', JSONExtractRaw(${text}, 'attributes'), '{}')`
  return `if(${unknown} = '{}', ${own}, jsonMergePatch(${unknown}, ${own}))`
}
