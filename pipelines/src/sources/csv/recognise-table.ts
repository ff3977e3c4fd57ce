import { IngestError } from '../../ingest/ingest-error'
import type { IngestOptions, Mapping } from '../../ingest/ingest.contract'
import { eventColumnNames } from '../../events/event-columns'
import type { Sample } from '../source'
import { contactFieldOf } from './contact-fields'
import type { Dialect } from './dialect'
import { allPaid, tellTypes } from './document-type'
import { fieldOf, isPaidAmount, isWeak, normalHeader } from './fields'
import type { CsvKind } from './kinds'
import { foreignKind, kindOf, NEEDED, tableFields } from './kinds'
import { rowsOf } from './line-items'
import type { Preset } from './preset'
import { presetOf, presets } from './presets'
import { reportKind } from './reports'
import type { CsvTable } from './table'
import { areFlags } from './status'
import { evidence, samples, warn } from './table'

type Index = Map<string, number>

/** What the columns of a file mean, by mapping, by preset or by their names. */
export function recogniseTable(sample: Sample, dialect: Dialect, options: IngestOptions): CsvTable {
  const mapping = options.mapping ?? {}
  const preset = presetFor(dialect, mapping)
  const found = preset ? ofPreset(dialect, preset, mapping) : guessed(dialect, mapping)
  const { kind, foreign } = found
  const index = new Map([...found.index].filter(([field]) => mapping.columns?.[field] !== ''))
  const table: CsvTable = {
    kind,
    foreign,
    preset: preset ?? null,
    rowsAre: 'documents',
    missingCustomer: mapping.missing_customer ?? preset?.missingCustomer ?? null,
    dialect,
    sample,
    options,
    index,
    ...evidence(index, dialect, { ...presetMapping(preset), ...mapping }),
    warnings: [],
  }
  if (table.dates.mixed) warn(table, 'dates_mixed')
  if (table.marks.mixed) warn(table, 'marks_mixed')
  return kind === 'invoices' ? rowsOf(table) : table
}

/** A known layout, unless a person says otherwise; rows read again name the layout that they came in. */
function presetFor(dialect: Dialect, mapping: Mapping): Preset | undefined {
  if (mapping.preset !== undefined) return presets.find(({ name }) => name === mapping.preset)
  if (mapping.columns !== undefined || mapping.kind !== undefined) return undefined
  return presetOf(dialect.header)
}

function presetMapping(preset: Preset | undefined): Mapping {
  return {
    ...(preset?.dateOrder ? { date_order: preset.dateOrder } : {}),
    ...(preset?.decimalMark ? { decimal_mark: preset.decimalMark } : {}),
  }
}

interface Guess {
  kind: CsvKind
  foreign: string | null
  index: Index
}

/** Columns that a person names; an empty header takes a field out of use. */
const named = (mapping: Mapping): Record<string, string> =>
  Object.fromEntries(Object.entries(mapping.columns ?? {}).filter(([, header]) => header !== ''))

function ofPreset(dialect: Dialect, preset: Preset, mapping: Mapping): Guess {
  const names = new Set(dialect.header.map(normalHeader))
  const isThere = (header: string) =>
    preset.kind === 'bank_entries' ? names.has(normalHeader(header)) : dialect.header.includes(header)
  const present = Object.entries(preset.columns).flatMap(([field, headers]): [string, string][] => {
    const header = [headers].flat().find(isThere)
    return header === undefined ? [] : [[field, header]]
  })
  const own = merged(indexOf(dialect, Object.fromEntries(present)), indexOf(dialect, named(mapping)))
  const unused = new Set(preset.unused?.map((header) => dialect.header.indexOf(header)))
  const guess = merged(
    byHeader(dialect, (header) => fieldFor(header, preset.kind === 'customers')),
    own,
  )
  const index = new Map([...guess].filter(([field, at]) => own.has(field) || !unused.has(at)))
  return { kind: preset.kind, foreign: null, index: forKind(index, preset.kind, dialect) }
}

/**
 * Refuses a table that lacks what its kind needs.
 * @throws IngestError `ingest/missing-columns`, `ingest/duplicate-headers`
 */
export function checkTable(table: CsvTable): void {
  const { kind, index, dialect } = table
  if (table.preset === null && table.options.mapping?.columns === undefined) checkDuplicates(dialect, index)
  const missing = NEEDED[kind].filter(
    (fields) =>
      !fields.some((field) => index.has(field)) &&
      !(fields[0] === 'customer_id' && table.missingCustomer !== null),
  )
  if (missing.length === 0) return
  if (table.preset === null && index.size === 0 && dialect.header.some(isDay)) {
    throw new IngestError(
      'ingest/missing-columns',
      `${table.sample.fileName} begins with values (line ${dialect.headerLine} is ${dialect.header.join(', ')}), with no titles above them. Write a line of titles above, such as Date, Libellé and Montant, and load it again.`,
      { kind, missing: missing.map((fields) => fields[0]), found: dialect.header },
    )
  }
  const names = missing.map((fields) => fields.join(' or '))
  throw new IngestError(
    'ingest/missing-columns',
    `A file of ${kind} needs ${names.join(', ')}; found in line ${dialect.headerLine}: ${dialect.header.join(', ')}. ` +
      'Name the column that holds it in a mapping (columns: {field: header}).',
    { kind, missing: missing.map((fields) => fields[0]), found: dialect.header },
  )
}

const isDay = (cell: string): boolean => /^\d{1,4}[./-]\d{1,2}[./-]\d{2,4}$/.test(cell)

/** How well the columns fit a kind: the share of what it needs that is there. */
export function fit({ kind, index, foreign }: CsvTable): number {
  if (foreign !== null) return 0.5
  return (
    NEEDED[kind].filter((fields) => fields.some((field) => index.has(field))).length / NEEDED[kind].length
  )
}

/** Fields of which the first column is taken where several have the same header. */
const SOFT = /^(email|phone|mobile|address|country|city|region|postal_code|label|name_|contact_)/

function checkDuplicates({ header }: Dialect, index: ReadonlyMap<string, number>): void {
  for (const [field, at] of index) {
    const name = header[at] ?? ''
    if (name === '' || SOFT.test(field) || !header.includes(`${name} (2)`)) continue
    throw new IngestError(
      'ingest/duplicate-headers',
      `Two columns are called "${name}", so it cannot be told which one to read. Rename one of them in the file.`,
      { header: name },
    )
  }
}

const fieldFor = (header: string, person: boolean): string | undefined =>
  (person ? contactFieldOf(header) : undefined) ?? fieldOf(header) ?? contactFieldOf(header)

function guessed(dialect: Dialect, mapping: Mapping): Guess {
  const own = indexOf(dialect, named(mapping))
  const events = byHeader(dialect, (header) => eventColumnNames.get(normalHeader(header)))
  const wanted = mapping.kind
  const isEvents = wanted ? wanted === 'events' : own.has('event_type') || events.has('event_type')
  if (isEvents) return { kind: 'events', foreign: null, index: merged(events, own) }
  const plain = withAccounts(merged(withCodes(byHeader(dialect, fieldOf), dialect), own), dialect)
  const foreign =
    wanted === undefined && own.size === 0
      ? (reportKind(dialect, plain) ?? foreignKind(dialect, plain))
      : null
  if (foreign !== null) return { kind: 'foreign', foreign, index: new Map() }
  const kind = wanted ?? kindByTypes(plain, dialect) ?? kindOf(withoutCreated(plain, dialect))
  if (kind !== 'customers') return { kind, foreign, index: forKind(plain, kind, dialect) }
  // Of a person or of the company: `Contact name` is the company's only where no other column is.
  const hasName = [...plain.keys()].some((field) => field === 'customer_id' || field === 'customer_name')
  const withPersons = merged(
    byHeader(dialect, (header) => fieldFor(header, hasName)),
    own,
  )
  const both = withPersons.has('customer_id') || withPersons.has('customer_name') ? withPersons : plain
  return { kind, foreign, index: forKind(both, kind, dialect) }
}

/** The day on which a record was created is that of an invoice only where there is one. */
function withoutCreated(index: Index, dialect: Dialect): Index {
  const header = dialect.header[index.get('issued_on') ?? -1]
  const amounts = ['amount', 'net_amount', 'line_amount', 'unit_price', 'debit', 'balance', 'invoice_id']
  if (header === undefined || !isWeak(header) || amounts.some((field) => index.has(field))) return index
  return new Map([...index].filter(([field]) => field !== 'issued_on'))
}

/** Payments, where every row says that it is one or how it was paid, and nothing tells of an invoice but its number. */
function kindByTypes(index: Index, dialect: Dialect): CsvKind | null {
  const has = (...fields: string[]) => fields.some((field) => index.has(field))
  if (!has('date') || !has('amount') || has('due_on', 'issued_on', 'status', 'balance')) return null
  const paid = allPaid(samples({ index, dialect }, ['document_type']))
  if (paid === 'payment') {
    // The number of such a row is that of the payment.
    const own = index.get('invoice_id')
    if (own !== undefined && !index.has('payment_id')) index.set('payment_id', own)
    index.delete('invoice_id')
  }
  const isPaid = paid !== null || (has('method') && !has('net_amount', 'tax_amount'))
  return isPaid && has('customer_id', 'customer_name', 'invoice_id') ? 'payments' : null
}

/** Fields whose meaning depends on the kind: a date is of the invoice or of the payment; a name stands for an id. */
function forKind(index: Index, kind: CsvKind, dialect: Dialect): Index {
  const move = (from: string, to: string) => {
    const at = index.get(from)
    if (at !== undefined && !index.has(to)) index.set(to, at)
  }
  if (kind === 'payments' || kind === 'bank_entries') {
    move('settled_on', 'paid_on')
    move('date', 'paid_on')
  }
  if (kind === 'payments') move('paid_amount', 'amount')
  if (kind === 'invoices') {
    move('date', 'issued_on')
    const label = dialect.header[index.get('label') ?? -1]
    if (label !== undefined && normalHeader(label) === 'reference') move('label', 'invoice_id')
    forInvoices(index, dialect)
  }
  if (kind !== 'bank_entries') move('customer_name', 'customer_id')
  if (index.get('customer_name') === index.get('customer_id') && kind !== 'customers')
    index.delete('customer_name')
  const read = kind === 'foreign' ? [] : tableFields[kind]
  return new Map([...index].filter(([field]) => read.includes(field)))
}

/** The amount of an invoice stands in whichever column is filled; a due date that is never stated is none. */
function forInvoices(index: Index, dialect: Dialect): void {
  const isEmpty = (field: string) => {
    const at = index.get(field)
    return at !== undefined && dialect.rows.every((row) => (row[at] ?? '').trim() === '')
  }
  for (const field of ['amount', 'due_on', 'line_amount', 'balance']) if (isEmpty(field)) index.delete(field)
  const paidCells = samples({ index, dialect }, ['paid_amount'])
  if (areFlags(paidCells)) {
    if (!index.has('status')) index.set('status', index.get('paid_amount') ?? -1)
    index.delete('paid_amount')
  }
  // Beside debit and credit it runs on from line to line.
  if (!index.has('amount') && index.has('debit') && index.has('credit')) index.delete('balance')
  if (!tellTypes(samples({ index, dialect }, ['document_type']))) index.delete('document_type')
  const others = ['amount', 'net_amount', 'line_amount', 'unit_price', 'debit']
  const paid = dialect.header.findIndex(isPaidAmount)
  if (paid !== -1 && index.has('amount') && index.get('amount') !== paid && !index.has('paid_amount')) {
    index.set('paid_amount', paid)
  }
  const balance = index.get('balance')
  if (balance !== undefined && others.every((field) => !index.has(field))) {
    index.delete('balance')
    index.set('amount', balance)
  }
  if (index.has('amount'))
    for (const field of ['debit', 'credit', 'net_amount', 'tax_amount']) index.delete(field)
}

function byHeader(dialect: Dialect, field: (header: string) => string | undefined): Index {
  const index: Index = new Map()
  const bare = dialect.header.map((header) => header.replace(/ \(\d+\)$/, ''))
  for (const weak of [false, true]) {
    for (const [at, header] of bare.entries()) {
      const name = isWeak(header) === weak ? field(header) : undefined
      if (name !== undefined && !index.has(name)) index.set(name, at)
    }
  }
  return index
}

/** Beside a column of codes, one that is called `Client` has the names of customers. */
function withCodes(index: Index, dialect: Dialect): Index {
  const ids = [...dialect.header.entries()].filter(([, header]) => fieldOf(header) === 'customer_id')
  const isBare = (header: string) => /^(client|customer|tiers|debtor)$/.test(normalHeader(header))
  const code = ids.find(([, header]) => !isBare(header) && !isWeak(header))?.[0]
  const name = ids.find(([, header]) => isBare(header))?.[0]
  if (code === undefined || name === undefined) return index
  return new Map([['customer_name', name], ...index, ['customer_id', code]])
}

/** Accounts of customers, 411 in French books, stand for them where nothing else does. */
function withAccounts(index: Index, dialect: Dialect): Index {
  if (index.has('customer_id')) return index
  const at = dialect.header.findIndex((header) => /^(n|num|numero)?(de)?compte$/.test(normalHeader(header)))
  const texts = dialect.rows.map((row) => (row[at] ?? '').trim()).filter((text) => /^\d/.test(text))
  const are =
    texts.length > 0 &&
    texts.every((text) => /^41/.test(text)) &&
    (new Set(texts).size > 1 || texts.some((text) => /[A-Za-z]/.test(text)))
  return are ? new Map([...index, ['customer_id', at]]) : index
}

/** @throws IngestError `ingest/bad-mapping` */
function indexOf(dialect: Dialect, columns: Record<string, string>): Index {
  return new Map(
    Object.entries(columns).map(([field, header]) => {
      const exact = dialect.header.indexOf(header)
      const at =
        exact === -1 ? dialect.header.findIndex((name) => normalHeader(name) === normalHeader(header)) : exact
      if (at === -1) {
        throw new IngestError(
          'ingest/bad-mapping',
          `The mapping names the column "${header}" for ${field}, but the file has: ${dialect.header.join(', ')}.`,
          { field, header, found: dialect.header },
        )
      }
      return [field, at]
    }),
  )
}

/** A column that the mapping names is not guessed to be something else. */
function merged(guess: Index, own: Index): Index {
  const taken = new Set(own.values())
  return new Map([...[...guess].filter(([field, at]) => !own.has(field) && !taken.has(at)), ...own])
}
