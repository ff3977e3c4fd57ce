import { IngestError } from '../../ingest/ingest-error'
import type { IngestOptions, Understood } from '../../ingest/ingest.contract'
import { literal } from '../../ingest/sql-text'
import type { LoadPlan, Sample } from '../source'
import { isCurrency } from '../values/currencies'
import { decimalMarkOf } from '../values/decide'
import { fecEvents } from './events'
import { readFecName, yearBefore } from './file-name'
import { gatherSql, movedSql } from './gather-sql'
import { ledgerFacts, ledgerFactsSql } from './ledger-facts'
import type { FecLayout } from './layout'
import { missingColumns } from './layout'
import { byLines } from './by-lines'
import { ABOUT_CUSTOMER, columnCells, lastNeeded, linesSql, MISSING } from './lines-sql'
import { cellOf, openingDay, unbalancedEntries } from './sample-lines'

/**
 * The plan of a ledger.
 * @throws IngestError `ingest/missing-columns`, `ingest/header-only`, `ingest/bad-option`
 */
export function planOfLedger(sample: Sample, layout: FecLayout, options: IngestOptions): LoadPlan {
  check(sample, layout, options)
  const name = readFecName(options.fileName)
  const entityId = options.entityId ?? 'MAIN'
  const currency = options.currency ?? options.mapping?.currency ?? 'EUR'
  const mark = options.mapping?.decimal_mark ?? decimalMarkOf(amountsOf(layout)).decided ?? ','
  const historyFrom =
    options.historyFrom ??
    options.mapping?.history_from ??
    openingDay(layout) ??
    (name ? yearBefore(name.closing) : null)
  const closed = name !== null && name.closing <= today() ? name.closing : null
  const warnings = sample.complete && unbalancedEntries(layout, mark) > 0 ? ['unbalanced_entries'] : []
  const plan: LoadPlan = {
    understood: {
      ...understoodOf(sample, layout, { entityId, currency, historyFrom, mark, warnings }),
      ...(name ? { siren: name.siren } : {}),
    },
    ...framing(layout),
    skipLines: layout.skipLines,
    ...linesSql(layout, columnCells(layout), mark, entityId),
    facts: (all) =>
      ledgerFactsSql(all, entityId, name === null ? null : Number(name.closing.slice(5).replace('-', ''))),
    gather: gatherSql(entityId, layout.index.has('due')),
    leftOut: [(all, facts) => (ledgerFacts.parse(facts).secondary > 0 ? movedSql(all) : null), 'moved'],
    events: fecEvents(currency),
    customer: [`customer_name != ''`, 'customer_name', ABOUT_CUSTOMER],
    historyFrom,
    completeThrough: options.mapping?.complete_through ?? closed,
    currency,
    entityId,
    timeZone: options.timeZone ?? 'Europe/Paris',
  }
  return { ...plan, quick: () => byLines(plan, layout, mark) }
}

const today = () => new Date().toISOString().slice(0, 10)

function check(sample: Sample, layout: FecLayout, options: IngestOptions): void {
  const missing = missingColumns(layout)
  if (missing.length > 0) {
    throw new IngestError(
      'ingest/missing-columns',
      `${sample.fileName} is a ledger (FEC) without ${missing.join(', ')}. Its columns are: ${layout.header.join(', ')}. Export it again with the 18 columns of the norm (LPF A47 A-1).`,
      { missing, columns: layout.header },
    )
  }
  if (sample.complete && layout.lines === 0) {
    throw new IngestError(
      'ingest/header-only',
      `${sample.fileName} has only titles (line ${layout.skipLines}: ${layout.header.join(', ')}) and no entry below them.`,
      { columns: layout.header },
    )
  }
  const currency = options.currency ?? options.mapping?.currency
  if (currency !== undefined && !isCurrency(currency)) {
    throw new IngestError(
      'ingest/bad-option',
      `"${currency}" is no currency code of ISO 4217, such as EUR.`,
      {
        currency,
      },
    )
  }
}

const amountsOf = (layout: FecLayout): string[] =>
  layout.rows.flatMap((row) =>
    (['debit', 'credit', 'amount'] as const).map((field) => cellOf(layout, row, field)),
  )

/** Quotes are text unless fields are written in them; a line is then an entry whatever it holds. */
function framing(
  layout: FecLayout,
): Pick<LoadPlan, 'format' | 'formatSettings' | 'separator' | 'landed' | 'raw'> {
  const { separator, quoted, header } = layout
  const last = lastNeeded(layout)
  return {
    format: 'CSV',
    separator: quoted ? separator : null,
    formatSettings: {
      format_csv_delimiter: separator,
      format_csv_allow_single_quotes: 0,
      format_csv_allow_double_quotes: quoted ? 1 : 0,
      input_format_csv_allow_variable_number_of_columns: 1,
      input_format_csv_empty_as_default: 0,
      input_format_csv_detect_header: 0,
      input_format_csv_allow_cr_end_of_line: 1,
      ...(separator === '\t'
        ? { input_format_csv_allow_whitespace_or_tab_as_delimiter: 1, input_format_csv_trim_whitespaces: 0 }
        : {}),
    },
    landed: header.map((_, at) => ({ name: `c${at}`, default: at === last ? MISSING : '' })),
    raw: `arrayStringConcat(arrayMap(x -> ${quoted ? `concat('"', replaceAll(x, '"', '""'), '"')` : 'x'}, arrayFilter(x -> x != '${MISSING}', cells)), ${literal(separator)})`,
  }
}

interface Read {
  entityId: string
  currency: string
  historyFrom: string | null
  mark: string
  warnings: string[]
}

function understoodOf(sample: Sample, layout: FecLayout, read: Read): Understood {
  return {
    source: 'fec',
    preset: 'fec',
    kind: 'ledger',
    encoding: sample.encoding,
    separator: layout.separator,
    date_order: null,
    decimal_mark: read.mark,
    thousands_separator: null,
    currency: read.currency,
    entity_id: read.entityId,
    columns: layout.header,
    mapping: Object.fromEntries([...layout.index].map(([field, at]) => [field, layout.header[at] ?? ''])),
    header_line: layout.skipLines,
    history_from: read.historyFrom,
    warnings: read.warnings,
  }
}
