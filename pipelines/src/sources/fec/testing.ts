import { Readable } from 'node:stream'
import { z } from 'zod'
import { ingestFile, ingestStream } from '../../ingest'
import type { IngestOptions, IngestResult } from '../../ingest/ingest.contract'
import { computeKpis } from '../../kpis'
import type { Warehouse } from '../../warehouse/warehouse'

export const HEADER =
  'JournalCode,JournalLib,EcritureNum,EcritureDate,CompteNum,CompteLib,CompAuxNum,CompAuxLib,PieceRef,PieceDate,EcritureLib,Debit,Credit,EcritureLet,DateLet,ValidDate,Montantdevise,Idevise'.split(
    ',',
  )

/** Test aid: a line of a ledger. */
export interface Line {
  journal: string
  name?: string
  entry: string
  /** YYYYMMDD */
  day: string
  account?: string
  customer?: string
  customerName?: string
  piece?: string
  pieceDay?: string
  label?: string
  debit?: string
  credit?: string
  letter?: string
  lettered?: string
}

export const cells = (line: Line): string[] => [
  line.journal,
  line.name ?? line.journal,
  line.entry,
  line.day,
  line.account ?? '411000',
  'Clients',
  line.customer ?? '',
  line.customerName ?? (line.customer ? `Client ${line.customer}` : ''),
  line.piece ?? '',
  line.pieceDay ?? line.day,
  line.label ?? '___',
  line.debit ?? '0,00',
  line.credit ?? '0,00',
  line.letter ?? '',
  line.lettered ?? '',
  '20300101',
  '',
  '',
]

/** Test aid: a ledger of these lines. */
export const ledger = (lines: readonly Line[], separator = '\t'): string =>
  [HEADER, ...lines.map(cells)].map((row) => row.join(separator)).join('\n') + '\n'

/** Test aid: an invoice of a customer with its counterpart. */
export const sale = (
  entry: string,
  day: string,
  customer: string,
  piece: string,
  amount: string,
  letter = '',
): Line[] => [
  { journal: 'VE', name: 'VENTES', entry, day, customer, piece, debit: amount, letter },
  { journal: 'VE', name: 'VENTES', entry, day, account: '706000', piece, credit: amount },
]

/** Test aid: money of a customer at the bank with its counterpart. */
export const cash = (
  entry: string,
  day: string,
  customer: string,
  piece: string,
  amount: string,
  letter = '',
): Line[] => [
  { journal: 'BQ', name: 'BANQUE', entry, day, customer, piece, credit: amount, letter },
  { journal: 'BQ', name: 'BANQUE', entry, day, account: '512000', piece, debit: amount },
]

/** Test aid: what is brought forward for a customer. */
export const opening = (day: string, customer: string, amount: string, more: Partial<Line> = {}): Line[] => [
  { journal: 'AN', name: 'A NOUVEAUX', entry: 'AN1', day, customer, piece: 'x', debit: amount, ...more },
  { journal: 'AN', name: 'A NOUVEAUX', entry: 'AN1', day, account: '120000', credit: amount },
]

export function loadLedger(
  warehouse: Warehouse,
  content: string | Buffer,
  options: Partial<IngestOptions> = {},
): Promise<IngestResult> {
  return ingestStream(warehouse, Readable.from([Buffer.from(content)]), {
    fileName: '123456789FEC20251231.txt',
    ...options,
  })
}

export const loadFile = (warehouse: Warehouse, path: string): Promise<IngestResult> =>
  ingestFile(warehouse, path, { fileName: path.split('/').at(-1) ?? path })

const row = z.record(z.string(), z.union([z.string(), z.number(), z.null()]))

/** Test aid: rows of a query as they come. */
export const ask = (warehouse: Warehouse, sql: string) => warehouse.query({ name: 'test', sql, row })

/** Test aid: figures of a day by id. */
export async function figures(warehouse: Warehouse, asOf: string): Promise<Record<string, string>> {
  const rows = await computeKpis(warehouse, {
    asOf,
    from: `${asOf.slice(0, 7)}-01`,
    kpis: ['open', 'on_account', 'open_net', 'refund_unexplained', 'billed', 'collected', 'overdue'],
  })
  return Object.fromEntries(rows.map(({ kpi, value }) => [kpi, String(value)]))
}

/** Test aid: everything that figures follow from, whatever loads brought it. */
export async function derivedState(warehouse: Warehouse): Promise<unknown[]> {
  const tables = {
    invoices:
      'entity_id, customer_id, invoice_id, opening, issued_on, due_on, amount, credited, paid, written_off, open, state, settled_on, step_days, step_kinds, step_rest',
    account_flows: 'entity_id, customer_id, day, on_account, refund_unexplained, undetailed',
    letterings:
      'entity_id, customer_id, letter, credit_kind, credit_id, debit_kind, debit_id, effective_on, amount, rejected_on',
    customers: 'entity_id, customer_id, name, terms_days',
  }
  return Promise.all(
    Object.entries(tables).map(([table, columns]) =>
      ask(warehouse, `SELECT toString(tuple(${columns})) AS text FROM relance.${table} ORDER BY text`),
    ),
  )
}

/** Test aid: one invoice as it stands, undefined where there is none. */
export async function invoiceOf(warehouse: Warehouse, customer: string, number: string) {
  const rows = await ask(
    warehouse,
    `SELECT toString(issued_on) AS issued, toString(due_on) AS due, amount, credited, paid, written_off, open, state,
      toString(settled_on) AS settled
    FROM invoices WHERE customer_id = '${customer}' AND invoice_id = '${number}'`,
  )
  return rows[0]
}
