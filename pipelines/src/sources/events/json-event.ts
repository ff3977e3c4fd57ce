import { literal } from '../../ingest/sql-text'
import type { Check } from '../values/check'
import { eventColumns } from '../../events/event-columns'
import type { EventColumn } from '../../events/event-columns'
import { eventSql } from './event-plan'
import type { EventSql } from './event-plan'

const LISTS = ['allocations', 'instalments', 'attributes'] as const
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
    shared: {
      the_object: `JSONExtract(${text}, 'Tuple(${fields})')`,
      the_keys: `JSONExtractKeys(${text})`,
      ...sql.shared,
    },
    checks: [...shapeChecks(text), ...sql.checks],
  }
}

/**
 * SQL of events that the engine has parted into their fields: texts of fields, lists and objects as JSON. They have no
 * fields but these.
 * @param fields columns of the contract that are there, landed as `landedField` calls them
 */
export function jsonFieldsSql(
  fields: readonly EventColumn[],
  { entityId, currency, timeZone }: Omit<JsonEventReading, 'text'>,
): EventSql {
  const there = new Set(fields)
  const text = (column: EventColumn) => (there.has(column) ? landedField(column) : undefined)
  const attributes = text('attributes')
  const sql = eventSql({
    text: (column) => (column === 'recorded_at' ? undefined : text(column)),
    label: (column) => column,
    dateOrder: 'YMD',
    decimalMark: '.',
    entityId,
    currency,
    timeZone,
    // Written as the other way writes it, whatever spaces stand in it, so that both tell the same event.
    attributes: attributes && `if(startsWith(${attributes}, '{'), JSONExtractRaw(${attributes}), '{}')`,
  })
  return { ...sql, checks: [...listChecks(text), ...sql.checks] }
}

/** Name of the landed column of a field; its own name is that of the typed column. */
export const landedField = (column: EventColumn): string => `its_${column}`

const stated = (column: EventColumn): string => `tupleElement(the_object, ${literal(column)})`

/** The whole must be an object, and a list a list. */
function shapeChecks(text: string): Check[] {
  return [
    [`empty(the_keys) AND JSONType(${text}) != 'Object'`, '', 'malformed', `substring(${text}, 1, 100)`],
    ...listChecks(stated),
  ]
}

function listChecks(text: (column: EventColumn) => string | undefined): Check[] {
  const start = { allocations: '[', instalments: '[', attributes: '{' } as const
  return LISTS.flatMap((column): Check[] => {
    const given = text(column)
    if (given === undefined) return []
    const other = `${given} NOT IN ('', 'null') AND NOT startsWith(${given}, '${start[column]}')`
    return [[other, column, 'malformed', given]]
  })
}

/** The object `attributes` and every field that the contract does not name; keys are looked at first, because most have none. */
function attributesSql(text: string): string {
  const known = eventColumns.map(literal).join(', ')
  const others = `arrayFilter(kv -> kv.1 NOT IN (${known}), JSONExtractKeysAndValuesRaw(${text}))`
  const unknown = `concat('{', arrayStringConcat(arrayMap(kv -> concat(toJSONString(kv.1), ':', kv.2), ${others}), ','), '}')`
  const own = `if(startsWith(${stated('attributes')}, '{'), ${stated('attributes')}, '{}')`
  return `if(hasAll([${known}], the_keys), ${own}, jsonMergePatch(${unknown}, ${own}))`
}
