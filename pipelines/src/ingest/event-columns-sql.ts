import type { EventColumns } from '../sources/source'
import { literal } from './sql-text'

/** Type and default of each column of `relance.events` that a plan may fill. */
const COLUMNS: Record<string, [type: string, fallback: string]> = {
  event_type: ['LowCardinality(String)', `''`],
  event_id: ['String', `''`],
  occurred_on: ['Date', 'toDate(0)'],
  version: ['UInt64', '1'],
  entity_id: ['LowCardinality(String)', `''`],
  customer_id: ['String', `''`],
  invoice_id: ['String', `''`],
  payment_id: ['String', `''`],
  reminder_id: ['String', `''`],
  campaign_id: ['LowCardinality(String)', `''`],
  variant_id: ['LowCardinality(String)', `''`],
  segment_id: ['LowCardinality(String)', `''`],
  channel: ['LowCardinality(String)', `''`],
  tone: ['LowCardinality(String)', `''`],
  step: ['UInt8', '0'],
  amount: ['Decimal(18, 4)', '0'],
  currency: ['LowCardinality(String)', `''`],
  due_on: ['Date', 'toDate(0)'],
  issued_on: ['Date', 'toDate(0)'],
  allocations: ['Array(Tuple(invoice_id String, amount Decimal(18, 4), allocated_on Date))', '[]'],
  instalments: ['Array(Tuple(due_on Date, amount Decimal(18, 4), kind String))', '[]'],
}

/** Columns that an insertion into events fills; `bucket` fills itself. */
export const writtenColumns: readonly string[] = [
  'event_id',
  'event_type',
  'occurred_at',
  'occurred_on',
  'recorded_at',
  'version',
  ...Object.keys(COLUMNS).slice(4),
  'source',
  'batch_id',
  'line',
  'corrects',
  'content_hash',
  'attributes',
]

/** Columns of no value of their own in a load whose events fill the given ones, with their types. */
export function emptyColumns(filled: ReadonlySet<string>): Record<string, string> {
  const unfilled = Object.entries(COLUMNS).filter(([name]) => !filled.has(name) && !NEEDED.has(name))
  const types = Object.fromEntries(unfilled.map(([name, [type]]) => [name, type]))
  return filled.has('attributes_text')
    ? { ...types, corrects: 'UInt8' }
    : { ...types, corrects: 'UInt8', attributes: 'JSON' }
}

/** Columns by which events are sorted, and the one whose default is not that of its type. */
const NEEDED = new Set(['entity_id', 'customer_id', 'invoice_id', 'occurred_on', 'version'])

/** SQL of a column of events where a plan does not fill it. */
export const fallbackOf = (column: string): string =>
  column === 'attributes_text' ? `'{}'` : (COLUMNS[column]?.[1] ?? `''`)

/** SQL: an expression as the type of its column. */
export function typedAs(column: string, sql: string): string {
  const type = COLUMNS[column]?.[0]
  return type === undefined ? sql : `CAST(${sql}, ${literal(type)})`
}

/** What stands in every event of one load. */
export interface LoadConstants {
  batchId: string
  source: string
  timeZone: string
  /** ISO 8601 */
  recordedAt: string
}

/** What most files say of very many events, and no more. */
const FREQUENT = ['', 'stated', 'default', 'terms'].map((source) =>
  literal(source === '' ? '{}' : JSON.stringify({ due_on_source: source })),
)

/** SQL: the attributes of their text. To parse one takes as long as all else of an event: frequent ones are parsed once. */
const ATTRIBUTES = `multiIf(e_attributes = '', CAST('{}', 'JSON'), ${FREQUENT.map((text) => `e_attributes = ${text}, CAST(${text}, 'JSON')`).join(', ')}, CAST(e_attributes, 'JSON'))`

/**
 * SQL that turns rows of `from` into rows of events. The content hash covers what money and time follow from;
 * attributes count where they are all that an event says, so that one invoice told by two sources is one.
 */
export function eventSelect(columns: EventColumns, from: string, where: string, load: LoadConstants): string {
  const inner = Object.entries(COLUMNS).map(([name, [type, fallback]]) => {
    const given = columns[name]
    return `CAST(${given ?? fallback}, ${literal(type)}) AS e_${name}`
  })
  const text = columns['attributes_text']
  if (text !== undefined) inner.push(`${text} AS e_attributes`)
  const moment = columns['occurred_at']
  inner.push(
    `${moment ?? `toDateTime64(${columns['occurred_on'] ?? 'toDate(0)'}, 3, ${literal(load.timeZone)})`} AS e_moment`,
  )
  const outer = [
    'line',
    ...Object.keys(COLUMNS).map((name) => `e_${name} AS ${name}`),
    `toTimeZone(e_moment, 'UTC') AS occurred_at`,
    `toDateTime64(${literal(load.recordedAt)}, 3, 'UTC') AS recorded_at`,
    `${literal(load.source)} AS source`,
    `toUUID(${literal(load.batchId)}) AS batch_id`,
    'toUInt8(0) AS corrects',
    `${contentHash(text !== undefined)} AS content_hash`,
    ...(text === undefined ? [] : [`${ATTRIBUTES} AS attributes`]),
  ]
  return `SELECT ${outer.join(', ')} FROM (SELECT line, ${inner.join(', ')} FROM ${from} WHERE ${where})`
}

const CORE = new Set([
  'event_type',
  'occurred_on',
  'entity_id',
  'customer_id',
  'invoice_id',
  'amount',
  'currency',
  'due_on',
  'issued_on',
  'allocations',
])
const UNHASHED = new Set(['event_id', 'version'])

function contentHash(hasAttributes: boolean): string {
  const own = Object.keys(COLUMNS).filter((name) => !UNHASHED.has(name))
  const core = own.filter((name) => CORE.has(name)).map((name) => `e_${name}`)
  const others = own.filter((name) => !CORE.has(name)).map((name) => `e_${name}`)
  const money = `(startsWith(e_event_type, 'invoice.') OR startsWith(e_event_type, 'payment.') OR startsWith(e_event_type, 'dispute.') OR startsWith(e_event_type, 'balance.') OR startsWith(e_event_type, 'bank.'))`
  const attributes = hasAttributes ? `if(${money} OR e_attributes = '{}', '', e_attributes)` : `''`
  // What a file has none of is constant, and so is the inner hash: worked out once for all rows.
  return `cityHash64(${core.join(', ')}, cityHash64(${others.join(', ')}, ${attributes}))`
}
