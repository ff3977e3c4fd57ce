import fs from 'node:fs'
import path from 'node:path'
import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../../engine/testing'
import { ingestStream } from '../../ingest/ingest-stream'
import type { IngestResult } from '../../ingest/ingest.contract'
import { listRejects } from '../../ingest/rejects'

const FOLDER = '../shared/data/accounting-exports'
const present = fs.existsSync(FOLDER)
if (!present) console.log(`skipped: ${FOLDER} is not here`)

const test = useWarehouse()
type Row = Record<string, string>

interface Wanted {
  file: string
  preset: string | null
  kind: string
  /** lines before the header */
  titles?: number
  /** from the rows of the file, read by the test itself: what must come out */
  expected(rows: Row[]): Partial<IngestResult>
  /** sums of amounts by type of event */
  sums(rows: Row[]): Record<string, string>
  reasons?(rows: Row[]): Record<string, number>
}

const cents = (text: string | undefined) => Math.round(Number((text ?? '').replace(/[$,\s]/g, '')) * 100)
const sum = (rows: Row[], header: string) => money(rows.reduce((total, row) => total + cents(row[header]), 0))
const money = (value: number) => (value / 100).toFixed(4)
const all = (rows: Row[]) => ({ read: rows.length, accepted: rows.length, ignored: 0, rejected: 0 })
const day = (text = '') =>
  text
    .split('/')
    .reverse()
    .map((part) => part.padStart(2, '0'))
    .join('-')
const byNumber = (rows: Row[], header: string) => [...new Map(rows.map((row) => [row[header], row])).values()]
const ninjaGood = (rows: Row[]) =>
  rows.filter((row) => String(row['Due Date']) >= String(row['Invoice Date']))
const xeroGood = (rows: Row[]) => rows.filter((row) => day(row['*DueDate']) >= day(row['*InvoiceDate']))
const ninjaPaid = (rows: Row[]) => rows.filter((row) => !row['Amount']?.includes('('))
const customers = (preset: string | null, file: string, titles = 0): Wanted => ({
  file: `invoiceninja-import-fixtures/${file}`,
  preset,
  kind: 'customers',
  titles,
  expected: (rows) => ({ ...all(rows), events: { 'customer.updated': rows.length } }),
  sums: () => ({ 'customer.updated': '0.0000' }),
})
const wave = (file: string, invoices: number, payments: number): Wanted => ({
  file: `invoiceninja-import-fixtures/${file}`,
  preset: 'wave-transactions',
  kind: 'ledger',
  expected: (rows) => ({
    read: rows.length,
    accepted: invoices + payments,
    ignored: rows.length - invoices - payments,
    rejected: 0,
  }),
  sums(rows) {
    const owed = rows.filter((row) => row['Account Type'] === 'System Receivable Invoice')
    return {
      'invoice.issued': sum(owed, 'Debit Amount (Two Column Approach)'),
      ...(payments > 0 ? { 'payment.received': sum(owed, 'Credit Amount (Two Column Approach)') } : {}),
    }
  },
})

const files: Wanted[] = [
  {
    file: 'invoiceninja-import-fixtures/invoice.csv',
    preset: 'invoice-ninja-invoices',
    kind: 'invoices',
    titles: 3,
    expected: (rows) => ({
      read: 401,
      accepted: ninjaGood(rows).length,
      ignored: 0,
      rejected: rows.length - ninjaGood(rows).length,
      currency: 'USD',
    }),
    sums: (rows) => ({
      'invoice.issued': sum(byNumber(ninjaGood(rows), 'Invoice Number'), 'Amount'),
      'payment.received': sum(byNumber(ninjaGood(rows), 'Invoice Number'), 'Paid'),
      'customer.updated': '0.0000',
    }),
    reasons: (rows) => ({ due_before_issue: rows.length - ninjaGood(rows).length }),
  },
  {
    file: 'invoiceninja-import-fixtures/payments.csv',
    preset: 'invoice-ninja-payments',
    kind: 'payments',
    titles: 3,
    expected: (rows) => ({ read: 403, accepted: 401, ignored: 0, rejected: rows.length - 401 }),
    sums: (rows) => ({ 'payment.received': sum(ninjaPaid(rows), 'Amount') }),
    reasons: () => ({ negative_amount: 2 }),
  },
  customers('invoice-ninja-clients', 'clients.csv', 3),
  customers(null, 'freshbooks_clients.csv'),
  customers(null, 'i2g_clients.csv'),
  customers(null, 'invoicely_clients.csv'),
  customers('wave-clients', 'wave_clients.csv'),
  customers('zoho-contacts', 'zoho_contacts.csv'),
  {
    file: 'invoiceninja-import-fixtures/freshbooks_invoices.csv',
    preset: 'freshbooks-invoices',
    kind: 'invoices',
    expected: (rows) => ({ ...all(rows), events: { 'invoice.issued': 1 }, currency: 'USD' }),
    sums: (rows) => ({ 'invoice.issued': sum(rows, 'Line Total') }),
  },
  {
    file: 'invoiceninja-import-fixtures/i2g_invoices.csv',
    preset: 'invoice2go-invoices',
    kind: 'invoices',
    expected: (rows) => ({ ...all(rows), events: { 'invoice.issued': 4, 'customer.updated': 4 } }),
    sums: (rows) => ({ 'invoice.issued': sum(rows, 'TotalAmount'), 'customer.updated': '0.0000' }),
  },
  {
    file: 'invoiceninja-import-fixtures/invoicely_invoices.csv',
    preset: 'invoicely-invoices',
    kind: 'invoices',
    expected: all,
    sums: (rows) => ({ 'invoice.issued': sum(rows, 'Total') }),
  },
  {
    file: 'invoiceninja-import-fixtures/zoho_invoices.csv',
    preset: 'zoho-invoices',
    kind: 'invoices',
    // All three invoices are drafts.
    expected: (rows) => ({ read: 13, accepted: 0, ignored: rows.length, ignored_reasons: { draft: 13 } }),
    sums: () => ({}),
  },
  wave('wave_invoices.csv', 3, 1),
  wave('wave_expenses.csv', 1, 0),
  {
    file: 'invoiceninja-import-fixtures/wave_vendors.csv',
    preset: null,
    kind: 'vendors',
    expected: () => ({ read: 1, accepted: 0, ignored: 1, ignored_reasons: { not_receivable: 1 } }),
    sums: () => ({}),
  },
  {
    file: 'xero-template-mockaroo/SalesInvoiceTemplate.csv',
    preset: 'xero-sales-invoices',
    kind: 'invoices',
    expected: (rows) => ({ read: 100, accepted: xeroGood(rows).length, rejected: 49 }),
    sums: (rows) => ({
      'invoice.issued': money(
        xeroGood(rows).reduce(
          (total, row) => total + Number(row['*Quantity']) * cents(row['*UnitAmount']),
          0,
        ),
      ),
    }),
    reasons: () => ({ due_before_issue: 49 }),
  },
]

function rowsOf({ file, titles = 0 }: Wanted): Row[] {
  const text = fs.readFileSync(path.join(FOLDER, file), 'utf8').replace(/^\ufeff/, '')
  const [header = [], ...rows] = Papa.parse<string[]>(text, { skipEmptyLines: 'greedy' }).data.slice(
    titles > 0 ? titles - 1 : 0,
  )
  return rows.map((cells) => Object.fromEntries(header.map((name, at) => [name, (cells[at] ?? '').trim()])))
}

async function load({ file }: Wanted, entityId: string) {
  const input = fs.createReadStream(path.join(FOLDER, file))
  return ingestStream(test.warehouse, input, { fileName: path.basename(file), entityId })
}

async function sums(entityId: string): Promise<Record<string, string>> {
  const rows = await test.warehouse.query({
    name: 'test',
    sql: `SELECT event_type, toString(sum(amount)) AS amount FROM events_current WHERE entity_id = {entity: String} GROUP BY event_type`,
    params: { entity: entityId },
    row: z.object({ event_type: z.string(), amount: z.string() }),
  })
  return Object.fromEntries(rows.map(({ event_type, amount }) => [event_type, Number(amount).toFixed(4)]))
}

describe('an export of accounting software', () => {
  it.skipIf(!present)('is in the table below, whichever it is', () => {
    const there = ['invoiceninja-import-fixtures', 'xero-template-mockaroo'].flatMap((folder) =>
      fs.readdirSync(path.join(FOLDER, folder)).map((name) => `${folder}/${name}`),
    )
    expect(files.map(({ file }) => file).sort()).toEqual(there.sort())
  })

  it.skipIf(!present).each(files)(
    '$file is known for what it is and comes to its own totals, twice the same',
    async (wanted) => {
      const rows = rowsOf(wanted)
      const result = await load(wanted, wanted.file)
      expect(result).toMatchObject(wanted.expected(rows))
      expect(result.understood).toMatchObject({ preset: wanted.preset, kind: wanted.kind })
      expect(result.read).toBe(result.accepted + result.duplicates + result.ignored + result.rejected)
      const { reasons } = await listRejects(test.warehouse, result.batch_id, { limit: 1 })
      expect(reasons).toEqual(wanted.reasons?.(rows) ?? {})
      expect(await sums(wanted.file)).toEqual(wanted.sums(rows))
      const again = await load(wanted, wanted.file)
      expect(again).toMatchObject({ accepted: 0, duplicates: result.accepted, rejected: result.rejected })
    },
    60_000,
  )
})
