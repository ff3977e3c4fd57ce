import { NO_CELL } from '../../ingest/landing'
import { literal } from '../../ingest/sql-text'
import { BAD_MARK } from '../../ingest/record-guard'
import { jsonSql } from '../csv/attributes'
import type { LoadPlan } from '../source'
import type { DecimalMark } from '../values/amount-sql'
import { amountSql } from '../values/amount-sql'
import type { Check } from '../values/check'
import { dateSql, plausibleDaySql } from '../values/date-sql'
import type { FecField, FecLayout } from './layout'

/** SQL: accounts of customers that are no longer plain ones: bills (413) and doubtful ones (416). */
export const isSecondary = (account: string): string => `match(${account}, '^41[36]')`

/** Accounts in which many customers stand, so that the account names none of them: 411000, 4112, 41110000. */
const COLLECTIVE = '^41[136][0-9]?0*$'

/** Stands in the last cell that a line needs, where the line ends before it. */
export const MISSING = '\u0001'

/** What an account says of the entry that it stands in; other accounts are 0. */
export const CLASS = { bank: 1, sale: 2, loss: 3, receivable: 4 } as const

/** SQL of the cells of a line, as it landed. */
export interface Cells {
  of(column: number): string
  /** whether the line ends before a cell that it needs */
  short: string
}

/** Cells that the engine has parted, a column each. */
export const columnCells = (layout: FecLayout): Cells => ({
  of: (column) => `c${column}`,
  short: `c${lastNeeded(layout)} = '${MISSING}'`,
})

/** Cells of the array `cells`. */
export const arrayCells = (layout: FecLayout): Cells => ({
  of: (column) => `cells[${column + 1}]`,
  short: `length(cells) <= ${lastNeeded(layout)}`,
})

/** SQL of the lines: what is read of every line, what only of those of customers, and what is wrong with them. */
export function linesSql(
  layout: FecLayout,
  cells: Cells,
  mark: DecimalMark,
  entityId: string,
): Pick<LoadPlan, 'shared' | 'typed' | 'checks' | 'ignored'> {
  const text = (field: FecField) => {
    const at = layout.index.get(field)
    return at === undefined ? `''` : cells.of(at)
  }
  const trimmed = (field: FecField) => (layout.index.has(field) ? `trimBoth(${text(field)})` : `''`)
  // What lines of other accounts do not need is not worked out for them.
  const ours = (sql: string, otherwise: string) => `if(ours, ${sql}, ${otherwise})`
  const shared: Record<string, string> = {
    the_account: trimmed('account'),
    ours: `match(the_account, '^41[136]')`,
    the_customer: ours(trimmed('customer'), `''`),
    the_day: ours(daySql(text('day')), 'CAST(NULL AS Nullable(Date))'),
    the_piece_day: ours(daySql(text('piece_day')), 'CAST(NULL AS Nullable(Date))'),
    ...(layout.index.has('due')
      ? { the_due_day: ours(daySql(text('due')), 'CAST(NULL AS Nullable(Date))') }
      : {}),
    ...amountsSql(layout, mark, text, ours),
  }
  const name = trimmed('customer_name')
  const title = trimmed('account_name')
  const nameless = `if(match(the_account, '${COLLECTIVE}') AND ${name} NOT IN ('', ${title}), ${name}, the_account)`
  const typed: LoadPlan['typed'] = {
    class: ['UInt8', classSql],
    journal: ['LowCardinality(String)', trimmed('journal')],
    journal_name: ['LowCardinality(String)', text('journal_name')],
    booked: ['UInt64', `cityHash64(${text('journal')}, ${text('entry')}, ${text('day')})`],
    entity: ['LowCardinality(String)', literal(entityId)],
    account: ['LowCardinality(String)', ours('the_account', `''`)],
    customer: ['String', ours(`if(the_customer = '', ${nameless}, the_customer)`, `''`)],
    number: ['String', ours(trimmed('entry'), `''`)],
    piece: ['String', ours(`replaceRegexpAll(${trimmed('piece')}, '\\\\s+', ' ')`, `''`)],
    label: ['String', ours(text('label'), `''`)],
    letter: ['LowCardinality(String)', ours(trimmed('letter'), `''`)],
    day: ['Date', 'ifNull(the_day, toDate(0))'],
    piece_day: ['Date', 'ifNull(the_piece_day, toDate(0))'],
    ...(layout.index.has('due') ? { due_day: ['Date', 'ifNull(the_due_day, toDate(0))'] } : {}),
    net: ['Decimal(18, 4)', 'ifNull(the_net, 0)'],
    customer_name: ['String', ours(`if(${name} = '', ${title}, ${name})`, `''`)],
  }
  return { shared, typed, checks: checksOf(layout, cells, text), ignored: ignoredSql(cells) }
}

/** SQL of the attributes of a customer. */
export const ABOUT_CUSTOMER = jsonSql([['name', 'customer_name']])

const classSql = `multiIf(ours, ${CLASS.receivable}, startsWith(the_account, '51') OR startsWith(the_account, '53') OR startsWith(the_account, '58'), ${CLASS.bank},
  startsWith(the_account, '70'), ${CLASS.sale}, startsWith(the_account, '654') OR startsWith(the_account, '6714'), ${CLASS.loss}, 0)`

/** The last column that a line must reach: those behind it may be left out at its end. */
export function lastNeeded({ index }: FecLayout): number {
  const needed: FecField[] = ['journal', 'entry', 'day', 'account', 'debit', 'credit', 'amount', 'side']
  return Math.max(...needed.map((field) => index.get(field) ?? 0))
}

/** YYYYMMDD by the norm, else any order that starts with the day or the year. */
function daySql(column: string): string {
  const compact = `toDateOrZero(${column})`
  const isNorm = `length(${column}) = 8 AND toDayOfMonth(${compact}) = toUInt8OrZero(substring(${column}, 7, 2))`
  return `if(${isNorm}, toNullable(${compact}), ${dateSql(column, 'DMY')})`
}

type Ours = (sql: string, otherwise: string) => string

/** Debit and credit, or an amount with its side; what a customer owes is positive. */
function amountsSql(
  { index }: FecLayout,
  mark: DecimalMark,
  text: (field: FecField) => string,
  ours: Ours,
): Record<string, string> {
  // Every line has a zero on one side, which is not worth the careful reading.
  const money = (field: FecField) =>
    ours(
      `if(${text(field)} IN ('', '0', '0,00', '0.00'), toNullable(toDecimal64(0, 4)), ${amountSql(`trimBoth(${text(field)})`, mark)})`,
      'toNullable(toDecimal64(0, 4))',
    )
  if (index.has('debit') && index.has('credit')) {
    return { the_debit: money('debit'), the_credit: money('credit'), the_net: 'the_debit - the_credit' }
  }
  const isCredit = `match(${text('side')}, '(?i)^[ +]*(c|-1)')`
  return {
    the_debit: money('amount'),
    the_credit: 'toNullable(toDecimal64(0, 4))',
    the_net: `if(${isCredit}, -the_debit, the_debit)`,
  }
}

function checksOf(layout: FecLayout, cells: Cells, text: (field: FecField) => string): Check[] {
  const first = cells.of(0)
  const label = (field: FecField) => layout.header[layout.index.get(field) ?? -1] ?? field
  const money: FecField[] =
    layout.index.has('debit') && layout.index.has('credit') ? ['debit', 'credit'] : ['amount']
  const [debit = 'debit', credit] = money
  return [
    [`startsWith(${first}, '${BAD_MARK}too_large')`, '', 'too_large', `''`],
    [`startsWith(${first}, '${BAD_MARK}bad_encoding')`, '', 'bad_encoding', `''`],
    [`startsWith(${first}, '${BAD_MARK}')`, '', 'malformed', `''`],
    [cells.short, '', 'malformed', `''`],
    [`the_account = ''`, label('account'), 'missing_field', `''`],
    [`ours AND ${text('day')} = ''`, label('day'), 'missing_field', `''`],
    [`ours AND NOT ifNull(${plausibleDaySql('the_day')}, 0)`, label('day'), 'bad_date', text('day')],
    ['ours AND isNull(the_debit)', label(debit), 'bad_amount', text(debit)],
    ...(credit ? [['ours AND isNull(the_credit)', label(credit), 'bad_amount', text(credit)] as Check] : []),
  ]
}

/** Lines of other accounts, and lines that move nothing. What cannot be read stays, to be rejected. */
function ignoredSql(cells: Cells): string {
  const first = cells.of(0)
  const unread = `startsWith(${first}, '${BAD_MARK}') OR ${cells.short}`
  return `multiIf(${unread}, '', ours, if(ifNull(the_net, 1) = 0 AND isNotNull(the_day), 'empty_row', ''), the_account = '', if(${first} = '', 'empty_row', ''), 'not_receivable')`
}

/**
 * SQL: a line of an account that says nothing of what customers owe, nor of the other lines of its entry. Two thirds of
 * all lines: the account alone is parted from them. Lines that end early, bad and unclear ones are none, so that they are
 * looked into.
 * @param line SQL of the text
 */
export const isForeign = (layout: FecLayout, line: string): string => {
  const { separator, index } = layout
  const place = (index.get('account') ?? 0) + 1
  const account = `trimLeft(splitByChar(${literal(separator)}, ${line}, ${place})[${place}], ' \\t')`
  return `multiIf(substring(${account}, 1, 3) IN ('', '411', '413', '416', '654', '671') OR substring(${account}, 1, 2) IN ('51', '53', '58', '70'), 0,
    length(substringIndex(${line}, ${literal(separator)}, ${lastNeeded(layout)})) < length(${line}) AND position(${line}, '${BAD_MARK}') = 0 AND NOT (${isUnclear(line)}))`
}

/**
 * SQL: a line that the reader of CSV may part otherwise: with a line end of its own kind within, or with what stands
 * for a cell that is not there.
 * @param line SQL of the text, with its return where it has one
 */
export const isUnclear = (line: string): string =>
  `position(${line}, '\\r') NOT IN (0, length(${line})) OR position(${line}, '${MISSING}') > 0 OR position(${line}, ${literal(NO_CELL)}) > 0`
