import type { EventColumns, EventPlan, LoadPlan } from '../sources/source'
import type { LoadConstants } from './event-columns-sql'
import { emptyColumns, eventSelect, fallbackOf, typedAs, writtenColumns } from './event-columns-sql'
import { firstOf, literal } from './sql-text'

/** number of the problem that a record states itself */
const STATED = 255
/** SQL: typed rows that are neither left out nor rejected. */
export const GOOD = `ignored = '' AND reason = ''`

/** SQL: the texts of a record in the table of cells, as they came. */
export const cellsSql = (plan: LoadPlan): string => `[${plan.landed.map(({ name }) => name).join(', ')}]`

export const problemsSelect = (typed: string, { sieve }: LoadPlan): string =>
  `SELECT line, ignored, field, reason, fault AS value FROM ${typed} WHERE NOT (${GOOD})${sieve ? ` AND ignored != ${literal(sieve.reason)}` : ''}`

export const customersSelect = (
  typed: string,
  [where, told, attributes]: NonNullable<LoadPlan['customer']>,
): string =>
  `SELECT toString(entity) AS entity, customer, ${attributes} AS about FROM (SELECT DISTINCT entity, customer, ${told} FROM ${typed} WHERE ${GOOD} AND (${where}))`

/** Columns of events that a plan leaves empty, with their types. */
export const leftEmpty = ({ events }: LoadPlan): Record<string, string> =>
  emptyColumns(new Set(events.flatMap(({ columns }) => Object.keys(columns))))

/** Columns of events that a plan fills. */
export function landedEvents(plan: LoadPlan): string[] {
  const empty = leftEmpty(plan)
  return writtenColumns.filter((name) => !(name in empty))
}

/** SQL: the events of good typed rows, as rows of the table of events. */
export function eventsOf(plan: LoadPlan, from: string, where: string, load: LoadConstants): string {
  const [first, ...more] = plan.events
  if (first && more.length === 0) {
    const condition = first.where === '1' ? where : `${where} AND (${first.where})`
    return eventSelect(first.columns, from, condition, load)
  }
  const kinds = plan.events.map((event, kind) => `if(${event.where}, ${kind + 1}, 0)`)
  const spread = `(SELECT *, arrayJoin(arrayFilter(k -> k > 0, [${kinds.join(', ')}])) AS kind_of_event FROM ${from} WHERE ${where})`
  return eventSelect(spreadColumns(plan.events), spread, '1', load)
}

/** One expression a column for all events that a row may become: one view instead of one for each. */
function spreadColumns(events: EventPlan[]): EventColumns {
  const names = new Set(events.flatMap((event) => Object.keys(event.columns)))
  return Object.fromEntries(
    [...names].map((name): [string, string] => {
      const given = events.map(({ columns }) => columns[name] ?? fallbackOf(name))
      const [first = ''] = given
      if (given.every((sql) => sql === first)) return [name, first]
      const cases = given
        .slice(0, -1)
        .map((sql, kind) => `kind_of_event = ${kind + 1}, ${typedAs(name, sql)}`)
      return [name, `multiIf(${cases.join(', ')}, ${typedAs(name, given.at(-1) ?? '')})`]
    }),
  )
}

/** Columns of typed rows, as typedSelect gives them. */
export const typedColumns = ({ typed }: LoadPlan): string[] => [
  'line',
  'ignored',
  'field',
  'reason',
  'fault',
  ...Object.keys(typed),
]

/** Each step in a query of its own: an alias used twice would be written out, and worked out, at each use. */
export function typedSelect(from: string, plan: LoadPlan): string {
  const shared = Object.entries(plan.shared).map(([name, sql]) => `, ${sql} AS ${name}`)
  const typed = Object.entries(plan.typed).map(
    ([name, [type, sql]]) => `, CAST(${sql}, ${literal(type)}) AS ${name}`,
  )
  const first = `(SELECT *${shared.join('')} FROM ${sievedSql(from, plan)})`
  const second = `(SELECT *${typed.join('')} FROM ${first})`
  // The number of the check that fails is all that good records pay for.
  const { stated } = plan
  const number = firstOf(
    [
      ...(stated ? [[`${stated.reason} != ''`, `toUInt8(${STATED})`] as [string, string]] : []),
      ...plan.checks.map(([condition], at): [string, string] => [condition, `toUInt8(${at + 1})`]),
    ],
    'toUInt8(0)',
  )
  const told = (part: 1 | 2, own: string | undefined) => {
    const texts = `arrayElement([${plan.checks.map((check) => literal(check[part])).join(', ')}], problem)`
    return own ? `if(problem = ${STATED}, ${own}, ${texts})` : texts
  }
  const fault = firstOf(
    [
      ...(stated ? [[`problem = ${STATED}`, stated.value] as [string, string]] : []),
      ...plan.checks.map(([, , , value], at): [string, string] => [`problem = ${at + 1}`, value]),
    ],
    `''`,
  )
  const third = `(SELECT *, ${plan.ignored} AS ignored, ${number} AS problem FROM ${second})`
  const unless = (sql: string) => `if(problem = 0, '', ${sql})`
  return `SELECT line, ignored, ${unless(told(1, stated?.field))} AS field, ${unless(told(2, stated?.reason))} AS reason, ${unless(fault)} AS fault, ${Object.keys(plan.typed).join(', ')} FROM ${third}`
}

function sievedSql(from: string, { parted, sieve }: LoadPlan): string {
  const kept = sieve ? `(SELECT * FROM ${from} WHERE NOT (${sieve.dropped}))` : from
  const parts = Object.entries(parted ?? {}).map(([name, sql]) => `, ${sql} AS ${name}`)
  return parts.length > 0 ? `(SELECT *${parts.join('')} FROM ${kept})` : kept
}
