import type { RowsAre } from './kinds'
import type { CsvTable } from './table'
import { labelOf, samples, warn } from './table'
import { LINE_FIELDS, normalHeader } from './fields'

/** How the rows of a file of invoices stand to its invoices: stated, known of the layout, or seen in its beginning. */
export function rowsOf(table: CsvTable): CsvTable {
  const stated = table.options.mapping?.rows ?? table.preset?.rowsAre
  const rowsAre = stated ? asFar(table, stated) : seen(table)
  if (rowsAre !== 'documents') warn(table, rowsAre === 'lines' ? 'lines_summed' : 'lines_joined')
  return { ...table, rowsAre }
}

/** Rows can only be summed up where each has a part; an amount that is there in every row is the whole one. */
function asFar(table: CsvTable, stated: RowsAre): RowsAre {
  if (stated !== 'lines' || !table.index.has('amount')) return stated
  if (LINE_FIELDS.every((field) => !table.index.has(field))) return stated
  return 'repeated'
}

function seen(table: CsvTable): RowsAre {
  const { index } = table
  const hasParts = LINE_FIELDS.some((field) => index.has(field))
  if (!index.has('amount') && !index.has('net_amount') && !index.has('debit'))
    return hasParts ? 'lines' : 'documents'
  const { rows, several, differing } = repetition(table)
  if (several > 0 && isInstalment(labelOf(table, 'amount'))) return 'lines'
  if (hasParts && several > 0) return differing > several / 2 ? 'lines' : 'repeated'
  // Half of the rows are of a number that came before, with another amount: parts of invoices, whatever they are called.
  return several >= 3 && differing * 2 > several && several * 3 > rows ? 'lines' : 'documents'
}

/** An amount that falls due on one day, of an invoice that may fall due on several. */
const isInstalment = (header: string): boolean =>
  /^(montant|amount)(de|of)?(l|the)?(echeance|instal)/.test(normalHeader(header))

/** Of the rows of the sample: how many share their invoice with another one, and how many of those differ in amount. */
function repetition(table: CsvTable): { rows: number; several: number; differing: number } {
  const field = ['amount', 'net_amount', 'debit'].find((name) => table.index.has(name)) ?? 'amount'
  const [numbers, parties, amounts] = [['invoice_id'], ['customer_id'], [field]].map((it) =>
    samples(table, it),
  )
  const groups = new Map<string, string[]>()
  for (const [at, number] of (numbers ?? []).entries()) {
    if (number === '') continue
    const key = `${parties?.[at] ?? ''}\n${number}`
    groups.set(key, [...(groups.get(key) ?? []), amounts?.[at] ?? ''])
  }
  const shared = [...groups.values()].filter((group) => group.length > 1)
  return {
    rows: numbers?.length ?? 0,
    several: shared.reduce((sum, group) => sum + group.length, 0),
    differing: shared
      .filter((group) => new Set(group).size > 1)
      .reduce((sum, group) => sum + group.length, 0),
  }
}

/** Columns, by index, that differ between rows of one invoice in the sample: they tell of its parts, not of it. */
export function columnsOfParts({ dialect: { header, rows }, index }: CsvTable): ReadonlySet<number> {
  const key = ['entity_id', 'customer_id', 'invoice_id'].flatMap((field) => index.get(field) ?? [])
  const first = new Map<string, string[]>()
  const found = new Set<number>()
  for (const row of rows) {
    const of = JSON.stringify(key.map((at) => row[at] ?? ''))
    const one = first.get(of) ?? row
    first.set(of, one)
    for (const at of header.keys()) if ((row[at] ?? '') !== (one[at] ?? '')) found.add(at)
  }
  return found
}

export const INVOICE_KEY = `entity, '\\n', customer, '\\n', number`

/** SQL: invoices from their rows. Settled and disputed is what any row says; days are the first that a row states. */
export function invoicesFromRows(rowsAre: RowsAre, columns: readonly string[]): (typed: string) => string {
  const sum = columns.includes('type')
    ? `if(max(type) = 'credit', -abs(sum(total)), sum(total))`
    : 'sum(total)'
  const total = rowsAre === 'lines' ? sum : 'any(total)'
  const of: Record<string, string> = {
    entity: 'any(entity)',
    customer: 'any(customer)',
    money: 'min(money)',
    number: 'any(number)',
    issued: 'min(issued)',
    due: 'min(due)',
    settled: 'max(settled)',
    total: `CAST(${total}, 'Decimal(18, 4)')`,
    paid: rowsAre === 'lines' ? `CAST(sum(paid), 'Decimal(18, 4)')` : 'max(paid)',
    disputed: 'max(disputed)',
    state: 'max(state)',
    type: 'max(type)',
    // Of several, one that does not depend on the order of the rows.
    extra: 'min(extra)',
  }
  const select = columns.filter((name) => name in of).map((name) => `${of[name]} AS of_${name}`)
  const names = columns.filter((name) => name in of).map((name) => `of_${name} AS ${name}`)
  return (typed) =>
    `SELECT first AS line, ${names.join(', ')} FROM (SELECT min(line) AS first, ${select.join(', ')} FROM ${typed} GROUP BY cityHash64(${INVOICE_KEY}))`
}
