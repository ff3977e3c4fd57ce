import iconv from 'iconv-lite'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../engine/testing'
import { previewStream } from './preview'
import { listRejects } from './rejects'
import { loadText } from './testing'
import { listLoads } from './loads'
import { Readable } from 'node:stream'

const test = useWarehouse()
const HEADER = 'Invoice number;Customer;Invoice date;Due date;Amount;Settled date'
const GOOD = 'F1;Été & Cie;13/01/2025;12/02/2025;100,00;'
const load = (text: string | Buffer, options = {}) => loadText(test.warehouse, text, options)
const table = (...rows: string[]) => [HEADER, ...rows].join('\r\n')

async function reasons(text: string | Buffer, options = {}) {
  const result = await load(text, options)
  expect(result.read).toBe(result.accepted + result.duplicates + result.ignored + result.rejected)
  const page = await listRejects(test.warehouse, result.batch_id, { limit: 100 })
  return {
    result,
    rejects: page.rows.map(({ line, field, reason, value }) => ({ line, field, reason, value })),
    page,
  }
}

const columnsOf = async (sql: string) =>
  test.warehouse.query({ name: 'test', sql, row: z.record(z.string(), z.unknown()) })

beforeEach(() => test.reset())

describe('a file that cannot be loaded', () => {
  it.each([
    ['an empty file', '', 'ingest/empty-file'],
    ['blank lines only', '\n \r\n\n', 'ingest/empty-file'],
    ['a binary file', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 0, 0]), 'ingest/binary'],
    ['a spreadsheet', Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(50)]), 'ingest/binary'],
    ['a header without rows', HEADER, 'ingest/header-only'],
    [
      'two columns of one name',
      'Invoice,Customer,Invoice date,Amount,Amount\nF1,C,2025-01-01,1,2\n',
      'ingest/duplicate-headers',
    ],
    [
      'a table without customer',
      'Invoice number,Invoice date,Due date,Amount\nF1,2025-01-01,2025-02-01,3\n',
      'ingest/missing-columns',
    ],
    ['prose', 'Dear customer\nplease pay.\n', 'ingest/not-recognised'],
  ])('tells of %s what it is and what to do', async (_, text, code) => {
    await expect(load(text)).rejects.toMatchObject({ code, message: expect.stringMatching(/.{40,}/) })
    expect(await listLoads(test.warehouse, { limit: 5 })).toEqual([])
  })

  it.each([
    ['of a statement in QIF', '!Type:Bank\nD12/01/2025\nT1,250.00\nPLENOIR\n^\n', /QIF.*OFX/],
    [
      'of a table without titles',
      '31/01/2025;-12,50;Carte;SHOP\n30/01/2025;1250,00;Virement;VIR LENOIR\n',
      /line 1 .*no titles/,
    ],
  ])('says %s what to do about it', async (_, text, said) => {
    await expect(load(text)).rejects.toMatchObject({ message: expect.stringMatching(said) })
  })

  it('says which separator parts the file when another was stated', async () => {
    const wrong = load(table(GOOD), { mapping: { separator: '|' } })
    await expect(wrong).rejects.toMatchObject({ code: 'ingest/wrong-separator', details: { found: ';' } })
  })

  it('names the columns that the file has when a mapping names another', async () => {
    const wrong = load(table(GOOD), { mapping: { columns: { amount: 'Total' } } })
    await expect(wrong).rejects.toMatchObject({ code: 'ingest/bad-mapping', details: { header: 'Total' } })
  })
})

describe('encodings', () => {
  it.each(['utf-8', 'latin1', 'windows-1252', 'utf-16le', 'utf-16be'])(
    'reads %s with its accents',
    async (encoding) => {
      const bytes = iconv.encode(table(GOOD), encoding, { addBOM: encoding.startsWith('utf') })
      const { result } = await reasons(bytes)
      expect(result).toMatchObject({ read: 1, accepted: 1 })
      expect(await columnsOf('SELECT customer_id, amount FROM events_current')).toEqual([
        { customer_id: 'Été & Cie', amount: '100.0000' },
      ])
    },
  )

  it('rejects the one row whose bytes are not of the encoding of the file', async () => {
    const rows = Buffer.from(
      table(
        GOOD,
        ...Array.from({ length: 6000 }, (_, n) => `G${n};Société ${n};13/01/2025;12/02/2025;1,00;`),
      ),
    )
    const bad = Buffer.concat([
      rows,
      Buffer.from('\r\nB1;Caf'),
      Buffer.from([0xe9]),
      Buffer.from(';13/01/2025;12/02/2025;1,00;\r\n'),
    ])
    const { result, rejects } = await reasons(bad)
    expect(result).toMatchObject({ read: 6002, accepted: 6001, rejected: 1 })
    expect(rejects[0]).toMatchObject({ line: 6002, reason: 'bad_encoding' })
  })
})

describe('rows that cannot be accepted', () => {
  it('keeps each apart with field, reason and text, and loses no other', async () => {
    const { result, rejects, page } = await reasons(
      table(
        GOOD,
        'F2;C;31/02/2025;12/02/2025;1,00;',
        'F3;C;13/01/1985;12/02/2025;1,00;',
        'F4;C;13/01/2025;12/02/2099;1,00;',
        'F5;C;13/01/2025;12/01/2025;1,00;',
        'F6;C;13/01/2025;12/02/2025;-;',
        'F7;C;13/01/2025;12/02/2025;=1+2;',
        'F8;;13/01/2025;12/02/2025;1,00;',
        ';C;13/01/2025;12/02/2025;1,00;',
        'F9;C;13/01/2025;12/02/2025;;',
        'F10;C;13/01/2025',
        'F11;C;13/01/2025;12/02/2025;1,00;;more',
        'F12;C;13/01/2025;12/02/2025;1,00;30/02/2025',
        'F13;C;13/01/2025;12/02/2025;5,00;14/02/2025',
      ),
    )
    expect(result).toMatchObject({
      read: 14,
      accepted: 2,
      rejected: 12,
      understood: { date_order: 'DMY', decimal_mark: ',' },
    })
    expect(rejects).toEqual([
      { line: 2, field: 'Invoice date', reason: 'bad_date', value: '31/02/2025' },
      { line: 3, field: 'Invoice date', reason: 'bad_date', value: '13/01/1985' },
      { line: 4, field: 'Due date', reason: 'bad_date', value: '12/02/2099' },
      { line: 5, field: 'Due date', reason: 'due_before_issue', value: '12/01/2025' },
      { line: 6, field: 'Amount', reason: 'bad_amount', value: '-' },
      { line: 7, field: 'Amount', reason: 'bad_amount', value: '=1+2' },
      { line: 8, field: 'Customer', reason: 'missing_field', value: '' },
      { line: 9, field: 'Invoice number', reason: 'missing_field', value: '' },
      { line: 10, field: 'Amount', reason: 'missing_field', value: '' },
      { line: 11, field: '', reason: 'malformed', value: '' },
      { line: 12, field: '', reason: 'malformed', value: 'more' },
      { line: 13, field: 'Settled date', reason: 'bad_date', value: '30/02/2025' },
    ])
    expect(page.rows[1]?.raw).toBe('F3;C;13/01/1985;12/02/2025;1,00;')
  })

  it('accepts no row of a file in which every row is bad, and says so', async () => {
    const { result } = await reasons(
      table(...Array.from({ length: 50 }, (_, n) => `F${n};C;never;12/02/2025;1,00;`)),
    )
    expect(result).toMatchObject({ read: 50, accepted: 0, rejected: 50, message: 'Every row was rejected.' })
  })

  it('takes nothing of a strict load with one bad row', async () => {
    await expect(load(table(GOOD, 'F2;C;x;12/02/2025;1,00;'), { strict: true })).rejects.toMatchObject({
      code: 'ingest/rejected-rows',
    })
    expect(await columnsOf('SELECT 1 AS n FROM events_current')).toEqual([])
    expect(await listLoads(test.warehouse, { limit: 5 })).toMatchObject([
      { state: 'failed', rejected: 1, read: 2 },
    ])
  })

  it('rejects a line of 10 MB and loads its neighbours', async () => {
    const { result, rejects, page } = await reasons(
      table(GOOD, `F2;${'x'.repeat(10_000_000)};13/01/2025;12/02/2025;1,00;`, GOOD.replace('F1', 'F3')),
    )
    expect(result).toMatchObject({ read: 3, accepted: 2, rejected: 1 })
    expect(rejects[0]).toMatchObject({ line: 2, reason: 'too_large' })
    expect(page.rows[0]?.raw.length).toBeLessThan(70_000)
  })

  it('rejects the row with the stray quote and loads the others, quoted line ends included', async () => {
    const { result, rejects, page } = await reasons(
      table(
        'F1;"A\n""B""";13/01/2025;12/02/2025;1,00;',
        'F2;"C"x;13/01/2025;12/02/2025;1,00;',
        'F3;"never closed;13/01/2025;12/02/2025;1,00;',
        'F4;D;13/01/2025;12/02/2025;"1,00";',
      ),
    )
    expect(result).toMatchObject({ read: 4, accepted: 2, rejected: 2 })
    expect(rejects.map(({ line, reason }) => `${line} ${reason}`)).toEqual(['2 malformed', '3 malformed'])
    expect(page.rows[0]?.raw).toBe('F2;"C"x;13/01/2025;12/02/2025;1,00;')
    expect(await columnsOf(`SELECT customer_id FROM events_current WHERE invoice_id = 'F1'`)).toEqual([
      { customer_id: 'A\n"B"' },
    ])
  })
})

describe('amounts and texts as people write them', () => {
  it.each([
    ['1 234,56 €', '1234.5600'],
    ['1\u00a0234,56', '1234.5600'],
    ['1\u202f234,56', '1234.5600'],
    ['1.234,56', '1234.5600'],
    ['0', '0.0000'],
    ['12,345678', '12.3457'],
  ])('reads %s as %s', async (written, amount) => {
    const { result } = await reasons(table(GOOD, `F2;C;13/01/2025;12/02/2025;${written};`))
    expect(result).toMatchObject({ accepted: 2, currency: 'EUR' })
    expect(await columnsOf(`SELECT amount FROM events_current WHERE invoice_id = 'F2'`)).toEqual([{ amount }])
  })

  it('reads a negative invoice, in brackets too, as a credit note', async () => {
    const { result } = await reasons(
      table(GOOD, 'A1;C;13/01/2025;12/02/2025;(12,00);', 'A2;C;13/01/2025;12/02/2025;-3,00;'),
    )
    expect(result.events).toEqual({ 'invoice.issued': 1, 'invoice.credited': 2 })
    expect(
      await columnsOf(
        `SELECT amount, invoice_id, toString(attributes.credit_note_id) AS note FROM events_current WHERE event_type = 'invoice.credited' ORDER BY note`,
      ),
    ).toEqual([
      { amount: '12.0000', invoice_id: '', note: 'A1' },
      { amount: '3.0000', invoice_id: '', note: 'A2' },
    ])
  })

  it('keeps a text that looks like a formula as it is, and leading zeros', async () => {
    await reasons(table('0001;=HYPERLINK(1);13/01/2025;12/02/2025;1,00;'))
    expect(await columnsOf('SELECT customer_id, invoice_id FROM events_current')).toEqual([
      { customer_id: '=HYPERLINK(1)', invoice_id: '0001' },
    ])
  })

  it('finds the header below title lines and leaves lines of totals out', async () => {
    const text = `Grand livre clients;;;;;\nEdité le 01/02/2025;;;;;\n\nN° facture;Client;Date facture;Échéance;Montant TTC;Réglé le\nF1;C;13/01/2025;12/02/2025;10,00;20/02/2025\n;;;;;\nTotal;;;;10,00;\n`
    const { result } = await reasons(text)
    expect(result).toMatchObject({
      read: 3,
      accepted: 1,
      ignored: 2,
      rejected: 0,
      ignored_reasons: { totals_line: 1, empty_row: 1 },
    })
    expect(result.events).toEqual({ 'invoice.issued': 1, 'payment.received': 1 })
    expect(result.understood).toMatchObject({
      header_line: 4,
      columns: expect.arrayContaining(['N° facture']),
    })
  })

  it('decides the order of dates from the whole column, also where the beginning leaves it open', async () => {
    const open = Array.from({ length: 12_000 }, (_, n) => `F${n};C;01/02/2025;03/04/2025;1,00;`)
    const { result } = await reasons(table(...open, 'Z;C;02/25/2025;03/26/2025;1,00;'))
    expect(result).toMatchObject({
      rejected: 0,
      accepted: 12_001,
      understood: { date_order: 'MDY', warnings: ['open_items_only'] },
    })
    expect(
      await columnsOf(`SELECT DISTINCT occurred_on FROM events_current WHERE invoice_id = 'F7'`),
    ).toEqual([{ occurred_on: '2025-01-02' }])
  })

  it('shows a file as it would be understood and keeps nothing of it', async () => {
    const preview = await previewStream(
      test.warehouse,
      Readable.from([Buffer.from(table(GOOD, 'F2;C;x;12/02/2025;1,00;'))]),
      { fileName: 'a.csv' },
    )
    expect(preview.understood).toMatchObject({
      kind: 'invoices',
      separator: ';',
      mapping: { amount: 'Amount', customer_id: 'Customer' },
    })
    expect(preview.sample).toEqual([GOOD.split(';'), 'F2;C;x;12/02/2025;1,00;'.split(';')])
    expect(preview.events).toMatchObject([
      { line: 1, event_type: 'invoice.issued', amount: '100.0000', due_on: '2025-02-12' },
    ])
    expect(preview.problems).toEqual([{ line: 2, field: 'Invoice date', reason: 'bad_date', value: 'x' }])
    expect(
      await columnsOf(
        `SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'load_')`,
      ),
    ).toEqual([])
  })
})
