import { IngestError } from '../../ingest/ingest-error'
import type { IngestOptions, Mapping } from '../../ingest/ingest.contract'
import { eventColumnNames } from '../events/event-columns'
import type { Sample } from '../source'
import type { Dialect } from './dialect'
import { fieldOf, normalHeader } from './fields'
import type { Preset } from './presets'
import { presetOf } from './presets'
import type { CsvKind, CsvTable } from './table'
import { evidence } from './table'

const NEEDED: Record<CsvKind, string[][]> = {
  events: [['event_type'], ['occurred_on', 'occurred_at']],
  invoices: [['invoice_id'], ['customer_id'], ['issued_on'], ['amount']],
  payments: [['amount'], ['paid_on'], ['customer_id', 'invoice_id']],
  customers: [['customer_id']],
}

/** What the columns of a file mean, by mapping, by preset or by their names. */
export function recogniseTable(sample: Sample, dialect: Dialect, options: IngestOptions): CsvTable {
  const mapping = options.mapping ?? {}
  const preset = mapping.columns === undefined ? presetOf(dialect.header) : undefined
  const guess = preset ? undefined : guessed(dialect, mapping)
  const index = preset ? indexOf(dialect, preset.columns) : (guess?.index ?? new Map<string, number>())
  const kind = preset?.kind ?? guess?.kind ?? 'invoices'
  const stated = preset ? { ...mapping, ...presetMapping(preset) } : mapping
  return {
    kind,
    preset: preset?.name ?? null,
    dialect,
    sample,
    options,
    index,
    ...evidence(index, dialect, stated),
    warnings: [],
  }
}

const presetMapping = (preset: Preset): Mapping => ({
  date_order: preset.dateOrder,
  decimal_mark: preset.decimalMark,
})

/**
 * Refuses a table that lacks what its kind needs.
 * @throws IngestError `ingest/missing-columns`, `ingest/duplicate-headers`
 */
export function checkTable({ kind, index, dialect }: CsvTable): void {
  checkDuplicates(dialect.header, index)
  const missing = NEEDED[kind].filter((fields) => !fields.some((field) => index.has(field)))
  if (missing.length === 0) return
  const names = missing.map((fields) => fields.join(' or '))
  throw new IngestError(
    'ingest/missing-columns',
    `A file of ${kind} needs ${names.join(', ')}; found in line ${dialect.headerLine}: ${dialect.header.join(', ')}. ` +
      'Name the column that holds it in a mapping (columns: {field: header}).',
    { kind, missing: missing.map((fields) => fields[0]), found: dialect.header },
  )
}

/** How well the columns fit a kind: the share of what it needs that is there. */
export const fit = ({ kind, index }: CsvTable): number =>
  NEEDED[kind].filter((fields) => fields.some((field) => index.has(field))).length / NEEDED[kind].length

function checkDuplicates(header: readonly string[], index: ReadonlyMap<string, number>): void {
  const twice = header.filter((name, at) => name !== '' && header.indexOf(name) !== at)
  const used = new Set([...index.values()].map((at) => header[at]))
  const first = twice.find((name) => used.has(name))
  if (first === undefined) return
  throw new IngestError(
    'ingest/duplicate-headers',
    `Two columns are called "${first}", so it cannot be told which one to read. Rename one of them in the file.`,
    { header: first },
  )
}

function guessed(dialect: Dialect, mapping: Mapping): { kind: CsvKind; index: Map<string, number> } {
  const own = indexOf(dialect, mapping.columns ?? {})
  const events = byHeader(dialect, (header) => eventColumnNames.get(normalHeader(header)))
  const isEvents = mapping.kind
    ? mapping.kind === 'events'
    : own.has('event_type') || events.has('event_type')
  if (isEvents) return { kind: 'events', index: merged(events, own) }
  const index = merged(byHeader(dialect, fieldOf), own)
  const kind = mapping.kind ?? kindOf(index)
  return { kind, index: forKind(index, kind) }
}

function kindOf(index: ReadonlyMap<string, number>): CsvKind {
  if (index.has('issued_on') || index.has('due_on')) return 'invoices'
  if (index.has('paid_on') || index.has('settled_on') || index.has('payment_id')) return 'payments'
  if (index.has('invoice_id') && index.has('amount')) return 'invoices'
  return index.has('amount') ? 'payments' : 'customers'
}

/** Fields whose meaning depends on the kind: a date is of the invoice or of the payment; a name stands for an id. */
function forKind(index: Map<string, number>, kind: CsvKind): Map<string, number> {
  const move = (from: string, to: string) => {
    const at = index.get(from)
    if (at !== undefined && !index.has(to)) index.set(to, at)
  }
  if (kind === 'payments') {
    move('settled_on', 'paid_on')
    move('date', 'paid_on')
    move('paid_amount', 'amount')
    index.delete('settled_on')
  }
  if (kind === 'invoices') move('date', 'issued_on')
  move('customer_name', 'customer_id')
  if (index.get('customer_name') === index.get('customer_id') && kind !== 'customers')
    index.delete('customer_name')
  index.delete('date')
  return index
}

function byHeader(dialect: Dialect, field: (header: string) => string | undefined): Map<string, number> {
  const index = new Map<string, number>()
  for (const [at, header] of dialect.header.entries()) {
    const name = field(header)
    if (name !== undefined && !index.has(name)) index.set(name, at)
  }
  return index
}

/** @throws IngestError `ingest/bad-mapping` */
function indexOf(dialect: Dialect, columns: Record<string, string>): Map<string, number> {
  return new Map(
    Object.entries(columns).map(([field, header]) => {
      const at = dialect.header.findIndex(
        (name) => name === header || normalHeader(name) === normalHeader(header),
      )
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
function merged(guess: Map<string, number>, own: Map<string, number>): Map<string, number> {
  const taken = new Set(own.values())
  return new Map([...[...guess].filter(([field, at]) => !own.has(field) && !taken.has(at)), ...own])
}
