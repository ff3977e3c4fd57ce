import { eventTypeAliases, eventTypeDefinitions, eventTypes } from '../../events/contract'
import type { EventType } from '../../events/contract'
import { ownedByPayment, ownedByReminder } from '../../ingest/orphans'
import { literal, literals } from '../../ingest/sql-text'
import type { EventColumns } from '../source'
import { amountSql } from '../values/amount-sql'
import type { DecimalMark } from '../values/amount-sql'
import { isCurrencySql } from '../values/currencies'
import { dateSql, plausibleDaySql } from '../values/date-sql'
import type { DateOrder } from '../values/date-sql'
import type { Check } from '../values/check'
import type { EventColumn } from '../../events/event-columns'

export interface EventReading {
  /** SQL of the text that stands for a column, undefined where the file has none */
  text(column: EventColumn): string | undefined
  /** name of the column in the file, for messages */
  label(column: EventColumn): string
  dateOrder: DateOrder
  decimalMark: DecimalMark
  entityId: string
  currency: string
  timeZone: string
  /** SQL of the attributes as JSON text; undefined where there are none */
  attributes: string | undefined
}

export interface EventSql {
  shared: Record<string, string>
  typed: Record<string, [string, string]>
  checks: Check[]
  columns: EventColumns
}

const TEXTS = [
  'payment_id',
  'reminder_id',
  'campaign_id',
  'variant_id',
  'segment_id',
  'channel',
  'tone',
] as const
const LOW = new Set([
  'event_type',
  'entity_id',
  'currency',
  'campaign_id',
  'variant_id',
  'segment_id',
  'channel',
  'tone',
])

/** SQL of a file whose records are events already, whatever its format. */
export function eventSql(reading: EventReading): EventSql {
  const shared = sharedSql(reading)
  const typed = typedSql(reading)
  const columns = Object.fromEntries(Object.keys(typed).map((name) => [name, name]))
  return { shared, typed, checks: eventChecks(reading), columns }
}

function sharedSql(reading: EventReading): Record<string, string> {
  const { text, dateOrder, decimalMark } = reading
  const type = text('event_type') ?? `''`
  const aliases = Object.entries(eventTypeAliases).flatMap(([from, to]) => [
    `${type} = ${literal(from)}`,
    literal(to),
  ])
  const shared: Record<string, string> = {
    the_type: `toLowCardinality(${aliases.length ? `multiIf(${aliases.join(', ')}, ${type})` : type})`,
  }
  const add = (name: string, column: EventColumn, sql: (text: string) => string) => {
    const given = text(column)
    if (given !== undefined) shared[name] = sql(given)
  }
  add(
    'the_moment',
    'occurred_at',
    (it) => `parseDateTime64BestEffortOrNull(${it}, 3, ${literal(reading.timeZone)})`,
  )
  add('the_day', 'occurred_on', (it) => dateSql(it, dateOrder))
  add('the_due', 'due_on', (it) => dateSql(it, dateOrder))
  add('the_issue', 'issued_on', (it) => dateSql(it, dateOrder))
  add('the_amount', 'amount', (it) => amountSql(it, decimalMark))
  add('the_version', 'version', (it) => `toUInt64OrNull(${it})`)
  add(
    'the_allocations',
    'allocations',
    (it) => `JSONExtract(${it}, 'Array(Tuple(invoice_id String, amount String, allocated_on String))')`,
  )
  add(
    'the_instalments',
    'instalments',
    (it) => `JSONExtract(${it}, 'Array(Tuple(due_on String, amount String, kind String))')`,
  )
  return shared
}

function typedSql(reading: EventReading): Record<string, [string, string]> {
  const { text } = reading
  const zone = literal(reading.timeZone)
  const own = (column: EventColumn, fallback: string) => {
    const given = text(column)
    return given === undefined ? fallback : `if(${given} = '', ${fallback}, ${given})`
  }
  const day = dayOf(text('occurred_on'), text('occurred_at'), zone)
  const midnight = `toDateTime64(occurred_on, 3, ${zone})`
  const credit = `(the_type = 'invoice.issued' AND signed_amount < 0)`
  const typed: Record<string, [string, string]> = {
    signed_amount: ['Decimal(18, 4)', text('amount') ? 'ifNull(the_amount, 0)' : 'toDecimal64(0, 4)'],
    event_type: ['LowCardinality(String)', `if(${credit}, 'invoice.credited', the_type)`],
    occurred_on: ['Date', `ifNull(${day}, toDate(0))`],
    occurred_at: [`DateTime64(3, 'UTC')`, text('occurred_at') ? `ifNull(the_moment, ${midnight})` : midnight],
    entity_id: ['LowCardinality(String)', own('entity_id', literal(reading.entityId))],
    customer_id: ['String', text('customer_id') ?? `''`],
    the_invoice: ['String', text('invoice_id') ?? `''`],
    // A negative invoice is a credit note on account: its number is no invoice to be reduced.
    invoice_id: ['String', `if(${credit}, '', the_invoice)`],
    amount: ['Decimal(18, 4)', `if(${credit}, -signed_amount, signed_amount)`],
    currency: ['LowCardinality(String)', own('currency', literal(reading.currency))],
    due_on: ['Date', text('due_on') ? 'ifNull(the_due, toDate(0))' : 'toDate(0)'],
    issued_on: ['Date', text('issued_on') ? 'ifNull(the_issue, occurred_on)' : 'occurred_on'],
    allocations: [
      'Array(Tuple(invoice_id String, amount Decimal(18, 4), allocated_on Date))',
      allocationsSql(reading),
    ],
  }
  // What the file does not have stays a constant of the last step and is never written out row by row.
  if (text('version')) typed['version'] = ['UInt64', 'ifNull(the_version, 1)']
  if (text('step')) typed['step'] = ['UInt8', `toUInt8OrZero(${text('step')})`]
  if (text('instalments')) {
    typed['instalments'] = ['Array(Tuple(due_on Date, amount Decimal(18, 4), kind String))', instalmentsSql()]
  }
  for (const column of TEXTS.filter((name) => text(name) !== undefined))
    typed[column] = [LOW.has(column) ? 'LowCardinality(String)' : 'String', text(column) ?? `''`]
  if (reading.attributes !== undefined) typed['attributes_text'] = ['String', reading.attributes]
  typed['event_id'] = ['String', own('event_id', derivedId(reading))]
  return typed
}

function dayOf(day: string | undefined, moment: string | undefined, zone: string): string {
  const ofMoment = `toDate(the_moment, ${zone})`
  if (day !== undefined && moment !== undefined) return `if(${day} = '', ${ofMoment}, the_day)`
  if (day !== undefined) return 'the_day'
  return moment === undefined ? 'toNullable(toDate(0))' : ofMoment
}

/**
 * An id for an event whose source states none. Invoices and numbered payments are the same whoever tells of them;
 * ids of the others start with `~`: equal ones of one load are told apart by an ordinal.
 */
function derivedId({ text }: EventReading): string {
  const payment = text('payment_id') ?? `''`
  const reminder = text('reminder_id') ?? `''`
  const party = `entity_id, ':', customer_id, ':'`
  const plain = `concat('~', event_type, ':', ${party}, the_invoice, ':', ${payment}, ':', ${reminder}, ':', toString(occurred_on), ':', toString(amount))`
  return (
    `multiIf(event_type = 'invoice.issued', concat('invoice:', ${party}, the_invoice), ` +
    `event_type = 'invoice.credited' AND signed_amount < 0, concat('credit:', ${party}, the_invoice), ` +
    `event_type = 'payment.received' AND ${payment} != '', concat('payment:', ${party}, ${payment}, ':', the_invoice), ` +
    `${plain})`
  )
}

function allocationsSql({ text }: EventReading): string {
  const whole = `if(the_type IN ('payment.received', 'payment.allocated') AND the_invoice != '', [tuple(the_invoice, signed_amount, toDate(0))], [])`
  const given = text('allocations')
  if (given === undefined) return text('invoice_id') ? whole : '[]'
  const listed = `arrayMap(x -> tuple(x.1, ifNull(toDecimal64OrNull(x.2, 4), 0), if(x.3 = '', toDate(0), toDateOrZero(x.3))), the_allocations)`
  return `if(${given} IN ('', '[]'), ${whole}, ${listed})`
}

function instalmentsSql(): string {
  return `arrayMap(x -> tuple(toDateOrZero(x.1), ifNull(toDecimal64OrNull(x.2, 4), 0), if(x.3 = '', 'normal', x.3)), the_instalments)`
}

const typesWhere = (holds: (type: EventType) => boolean): string => literals(eventTypes.filter(holds))
const requires = (type: EventType, field: string): boolean =>
  (eventTypeDefinitions[type].required as readonly string[]).includes(field)
const amountRule = (type: EventType) => eventTypeDefinitions[type].amount

function eventChecks(reading: EventReading): Check[] {
  const { text, label } = reading
  const checks: Check[] = []
  const add = (condition: string, column: EventColumn, reason: Check[2], value?: string) =>
    checks.push([condition, label(column), reason, value ?? text(column) ?? `''`])
  add(`the_type = ''`, 'event_type', 'missing_field')
  add(`the_type NOT IN ${typesWhere(() => true)}`, 'event_type', 'unknown_type')
  for (const [column, name] of [
    ['occurred_on', 'the_day'],
    ['occurred_at', 'the_moment'],
    ['issued_on', 'the_issue'],
    ['due_on', 'the_due'],
  ] as const) {
    const given = text(column)
    if (given === undefined) continue
    const date = column === 'occurred_at' ? `toDate(${name}, ${literal(reading.timeZone)})` : name
    add(`${given} != '' AND NOT ifNull(${plausibleDaySql(date)}, 0)`, column, 'bad_date')
  }
  add('occurred_on = toDate(0)', text('occurred_on') ? 'occurred_on' : 'occurred_at', 'missing_field', `''`)
  // Whoever brings the invoice must say whose it is; the others may find it by the invoice, payment or reminder.
  const owned = [
    `the_type IN ${literals([...ownedByPayment])} AND ${text('payment_id') ?? `''`} != ''`,
    `the_type IN ${literals([...ownedByReminder])} AND ${text('reminder_id') ?? `''`} != ''`,
  ].join(' OR ')
  add(
    `customer_id = '' AND the_type IN ${typesWhere((type) => requires(type, 'customer_id'))} AND (the_invoice = '' AND NOT (${owned}) OR the_type IN ('invoice.issued', 'balance.opening'))`,
    'customer_id',
    'missing_field',
  )
  for (const column of ['invoice_id', 'due_on', 'payment_id', 'reminder_id', 'channel'] as const) {
    const empty = text(column) === undefined ? '1' : `${text(column)} = ''`
    add(`${empty} AND the_type IN ${typesWhere((type) => requires(type, column))}`, column, 'missing_field')
  }
  addAmountChecks(reading, add)
  if (text('version')) add(`${text('version')} != '' AND isNull(the_version)`, 'version', 'malformed')
  if (text('step'))
    add(`${text('step')} != '' AND isNull(toUInt8OrNull(${text('step')}))`, 'step', 'malformed')
  addListChecks(reading, add)
  if (text('due_on')) {
    add(
      `the_type = 'invoice.issued' AND due_on < issued_on AND due_on != toDate(0)`,
      'due_on',
      'due_before_issue',
    )
  }
  return checks
}

type Add = (condition: string, column: EventColumn, reason: Check[2], value?: string) => void

function addAmountChecks({ text }: EventReading, add: Add): void {
  const given = text('amount')
  const needed = typesWhere((type) => amountRule(type) !== 'optional')
  if (given === undefined) {
    add(`the_type IN ${needed}`, 'amount', 'missing_field')
    return
  }
  const unsigned = typesWhere((type) => amountRule(type) !== 'signed' && type !== 'invoice.issued')
  add(`${given} = '' AND the_type IN ${needed}`, 'amount', 'missing_field')
  add(`${given} != '' AND isNull(the_amount)`, 'amount', 'bad_amount')
  add(`signed_amount < 0 AND the_type IN ${unsigned}`, 'amount', 'negative_amount')
  if (text('currency')) add(`NOT (${isCurrencySql('currency')})`, 'currency', 'unknown_currency')
}

function addListChecks({ text }: EventReading, add: Add): void {
  for (const [column, name, days] of [
    ['allocations', 'the_allocations', 3],
    ['instalments', 'the_instalments', 1],
  ] as const) {
    const given = text(column)
    if (given === undefined) continue
    add(`${given} NOT IN ('', '[]') AND empty(${name})`, column, 'malformed')
    add(`arrayExists(x -> isNull(toDecimal64OrNull(x.2, 4)), ${name})`, column, 'bad_amount')
    const required = days === 1 ? '' : `x.${days} != '' AND `
    add(
      `arrayExists(x -> ${required}toDateOrZero(x.${days}) < toDate('1990-01-01'), ${name})`,
      column,
      'bad_date',
    )
  }
}
