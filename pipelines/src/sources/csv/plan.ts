import { literal } from '../../ingest/sql-text'
import type { Understood } from '../../ingest/ingest.contract'
import { BAD_MARK } from '../../ingest/record-guard'
import type { LoadPlan } from '../source'
import { markQuestions } from '../values/amount-sql'
import type { DecimalMark } from '../values/amount-sql'
import type { DateOrder } from '../values/date-sql'
import { orderQuestions } from '../values/date-sql'
import { markFrom, orderFrom } from '../values/decide'
import type { Check } from '../values/check'
import { bankEntriesSql } from './bank-entries'
import { currenciesOf } from './currency'
import { customersSql } from './customers'
import { eventsOfCsv } from './events'
import { foreignSql } from './foreign'
import { invoicesSql } from './invoices'
import { ledgerSql } from './ledger'
import { paymentsSql } from './payments'
import type { Reading, TableSql } from './table-sql'
import { checkTable } from './recognise-table'
import type { CsvTable } from './table'
import { checkedCurrency, columnOf, DATE_FIELDS, MONEY_FIELDS, samples, thousands } from './table'
import { totalsSql } from './totals-line'

/** Cells beyond the header that are kept to be shown. */
const EXTRA = 4
const MISSING = '\u0001'

/** Makes the plan of a table. @throws IngestError when a column that its kind needs is missing */
export function planOfTable(table: CsvTable): LoadPlan {
  checkTable(table)
  const order = table.dates.decided
  const mark = table.marks.decided
  if (order !== null && mark !== null) return decided(table, order, mark, [])
  const whole = table.sample.complete
  const fallback = decided(table, order ?? 'DMY', mark ?? fallbackMark(table), [
    ...(order === null ? ['dates_ambiguous'] : []),
    ...(mark === null ? ['marks_ambiguous'] : []),
  ])
  return whole
    ? fallback
    : { ...fallback, undecided: { questions: questions(table), decide: decideBy(table) } }
}

/** `1.234` in a file parted by semicolons is French or German: one thousand and more. */
const fallbackMark = (table: CsvTable): DecimalMark => (table.dialect.separator === ';' ? ',' : '.')

function questions(table: CsvTable): Record<string, string> {
  const sum = (parts: string[]) => (parts.length === 0 ? 'toUInt64(0)' : parts.join(' + '))
  const columns = (fields: string[]) => fields.flatMap((field) => columnOf(table, field) ?? [])
  const dates = columns(DATE_FIELDS).map(orderQuestions)
  const amounts = columns(MONEY_FIELDS).map(markQuestions)
  return {
    first: sum(dates.map((it) => it.first)),
    second: sum(dates.map((it) => it.second)),
    comma: sum(amounts.map((it) => it.comma)),
    point: sum(amounts.map((it) => it.point)),
  }
}

function decideBy(table: CsvTable) {
  return (answers: Record<string, number>): LoadPlan => {
    const order = table.dates.decided ?? orderFrom(answers['first'] ?? 0, answers['second'] ?? 0).decided
    const mark = table.marks.decided ?? markFrom(answers['comma'] ?? 0, answers['point'] ?? 0).decided
    return decided(table, order ?? 'DMY', mark ?? fallbackMark(table), [
      ...(order === null ? ['dates_ambiguous'] : []),
      ...(mark === null ? ['marks_ambiguous'] : []),
    ])
  }
}

function decided(
  table: CsvTable,
  dateOrder: DateOrder,
  decimalMark: DecimalMark,
  warnings: string[],
): LoadPlan {
  const { dialect, options, kind, preset } = table
  const mapping = options.mapping ?? {}
  const currency =
    checkedCurrency(options.currency ?? mapping.currency) ??
    preset?.currency ??
    currenciesOf(samples(table, ['currency']))[0] ??
    currenciesOf(samples(table, MONEY_FIELDS))[0] ??
    'EUR'
  const reading: Reading = {
    dateOrder,
    frenchMonths: samples(table, DATE_FIELDS).some((text) => /\p{L}{3}/u.test(text)),
    decimalMark,
    entityId: options.entityId ?? 'MAIN',
    currency,
    timeZone: options.timeZone ?? 'Europe/Paris',
    source: 'csv',
  }
  const makers = {
    invoices: invoicesSql,
    payments: paymentsSql,
    customers: customersSql,
    events: eventsOfCsv,
    bank_entries: bankEntriesSql,
    ledger: ledgerSql,
    foreign: foreignSql,
  }
  const sql: TableSql = makers[kind](table, reading)
  const historyFrom = options.historyFrom ?? mapping.history_from ?? preset?.historyFrom ?? null
  const understood = understoodOf(table, reading, historyFrom, [
    ...table.warnings,
    ...warnings,
    ...((table.sample.sheet?.others.length ?? 0) > 0 ? ['other_sheets'] : []),
  ])
  const plan: LoadPlan = {
    understood,
    ...framing(table),
    shared: sql.shared,
    typed: sql.typed,
    checks: [...framingChecks(table), ...sql.checks],
    ignored: ignoredSql(table, sql),
    events: sql.events,
    ...(sql.gather ? { gather: sql.gather } : {}),
    ...(sql.group ? { group: sql.group } : {}),
    ...(sql.customer ? { customer: sql.customer } : {}),
    historyFrom,
    completeThrough: mapping.complete_through ?? null,
    currency,
    entityId: reading.entityId,
    timeZone: reading.timeZone,
    skipLines: dialect.skipLines,
  }
  return { ...plan, quick: () => quick(table, plan, sql.checks) }
}

/** Without quotes, records of exactly the cells of the header: what may be missing or too much need not be read. */
function quick({ sample, dialect }: CsvTable, plan: LoadPlan, checks: Check[]): LoadPlan | null {
  if (sample.text.includes('"')) return null
  return {
    ...plan,
    formatSettings: { ...plan.formatSettings, input_format_csv_allow_variable_number_of_columns: 0 },
    landed: dialect.header.map((_, at) => ({ name: `c${at}` })),
    checks: [[`startsWith(c0, '${BAD_MARK}')`, '', 'malformed', `''`], ...checks],
    sameFaults: true,
  }
}

function framing(
  table: CsvTable,
): Pick<LoadPlan, 'format' | 'formatSettings' | 'separator' | 'landed' | 'raw'> {
  const { separator, header } = table.dialect
  const own = header.map((_, at) => ({
    name: `c${at}`,
    ...(at === header.length - 1 ? { default: MISSING } : {}),
  }))
  const extra = Array.from({ length: EXTRA }, (_, at) => ({ name: `x${at}`, default: MISSING }))
  return {
    format: 'CSV',
    separator,
    formatSettings: {
      format_csv_delimiter: separator,
      format_csv_allow_single_quotes: 0,
      input_format_csv_allow_variable_number_of_columns: 1,
      input_format_csv_empty_as_default: 0,
      input_format_csv_detect_header: 0,
      input_format_csv_allow_cr_end_of_line: 1,
      ...(separator === '\t'
        ? { input_format_csv_allow_whitespace_or_tab_as_delimiter: 1, input_format_csv_trim_whitespaces: 0 }
        : {}),
    },
    landed: [...own, ...extra],
    raw: rawSql(separator),
  }
}

/** SQL: the record written as CSV again. */
function rawSql(separator: string): string {
  const special = literal(`[${separator === '|' ? '\\|' : separator}"\n\r]`)
  const quoted = `x -> if(match(x, ${special}), concat('"', replaceAll(x, '"', '""'), '"'), x)`
  return `arrayStringConcat(arrayMap(${quoted}, arrayFilter(x -> x != '${MISSING}', cells)), ${literal(separator)})`
}

const extras = (): string[] => Array.from({ length: EXTRA }, (_, at) => `x${at}`)

function framingChecks(table: CsvTable): Check[] {
  const last = `c${table.dialect.header.length - 1}`
  const more = extras().map((cell) => `${cell} NOT IN ('', '${MISSING}')`)
  return [
    [`startsWith(c0, '${BAD_MARK}too_large')`, '', 'too_large', `''`],
    [`startsWith(c0, '${BAD_MARK}bad_encoding')`, '', 'bad_encoding', `''`],
    [`startsWith(c0, '${BAD_MARK}')`, '', 'malformed', `''`],
    [`${last} = '${MISSING}'`, '', 'malformed', `''`],
    [
      `x0 NOT IN ('', '${MISSING}') OR (x1 != '${MISSING}' AND (${more.join(' OR ')}))`,
      '',
      'malformed',
      'x0',
    ],
  ]
}

/** Records of nothing but separators, lines of totals, and what the kind leaves out. */
function ignoredSql(table: CsvTable, sql: TableSql): string {
  if (table.kind === 'events') return `''`
  const empty = table.dialect.header.map((_, at) => `c${at} IN ('', '${MISSING}')`).join(' AND ')
  const own = (sql.ignored ?? []).map(([condition, reason]) => `${condition}, '${reason}'`)
  const cases = [
    `c0 IN ('', '${MISSING}') AND ${empty}, 'empty_row'`,
    `${totalsSql(table, MISSING)}, 'totals_line'`,
    ...own,
  ]
  return `multiIf(${cases.join(', ')}, '')`
}

function understoodOf(
  table: CsvTable,
  reading: Reading,
  historyFrom: string | null,
  warnings: string[],
): Understood {
  const { dialect, index } = table
  const dated = DATE_FIELDS.some((field) => index.has(field))
  return {
    source: 'csv',
    preset: table.preset?.name ?? null,
    kind: table.foreign ?? table.kind,
    ...(table.kind === 'foreign' ? { foreign: true as const } : {}),
    encoding: table.sample.encoding,
    separator: dialect.separator,
    date_order: dated ? reading.dateOrder : null,
    decimal_mark: MONEY_FIELDS.some((field) => index.has(field)) ? reading.decimalMark : null,
    thousands_separator: thousands(table, reading.decimalMark),
    currency: reading.currency,
    entity_id: reading.entityId,
    columns: dialect.header,
    mapping: Object.fromEntries([...index].map(([field, at]) => [field, dialect.header[at] ?? ''])),
    header_line: dialect.headerLine,
    history_from: historyFrom,
    ...sheetOf(table),
    ...(table.kind === 'invoices' ? { rows: table.rowsAre } : {}),
    ...(table.missingCustomer === null ? {} : { missing_customer: table.missingCustomer }),
    warnings,
  }
}

function sheetOf({ sample: { sheet } }: CsvTable): Pick<Understood, 'sheet' | 'sheets'> {
  return sheet ? { sheet: sheet.name, sheets: [sheet.name, ...sheet.others] } : {}
}
