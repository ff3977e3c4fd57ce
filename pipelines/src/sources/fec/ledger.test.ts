import { beforeEach, describe, expect, it } from 'vitest'
import { useWarehouse } from '../../engine/testing'
import { undoLoad } from '../../ingest'
import { loadText } from '../../ingest/testing'
import type { Line } from './testing'
import { ask, cash, derivedState, figures, invoiceOf, ledger, loadLedger, opening, sale } from './testing'

const test = useWarehouse()
beforeEach(() => test.reset())
const load = (lines: readonly Line[], options = {}) => loadLedger(test.warehouse, ledger(lines), options)
const invoice = (customer: string, number: string) => invoiceOf(test.warehouse, customer, number)
const account = (
  journal: string,
  entry: string,
  day: string,
  customer: string,
  more: Partial<Line>,
): Line[] => [{ journal, name: journal, entry, day, customer, ...more }]

describe('lines of customers', () => {
  it('are what their journal and their entry say, and their sum is the balance', async () => {
    const result = await load([
      ...sale('1', '20250110', 'A', 'F1', '100,00', 'A'),
      ...cash('2', '20250210', 'A', 'F1', '100,00', 'A'),
      // a credit note, lettered with part of an invoice
      ...sale('3', '20250110', 'B', 'F2', '100,00', 'A'),
      {
        journal: 'VE',
        name: 'VENTES',
        entry: '4',
        day: '20250120',
        customer: 'B',
        piece: 'AV1',
        credit: '30,00',
        letter: 'A',
      },
      { journal: 'VE', name: 'VENTES', entry: '4', day: '20250120', account: '706000', debit: '30,00' },
      ...cash('5', '20250301', 'B', 'V5', '70,00', 'A'),
      // a loss by its counterpart
      ...sale('6', '20250110', 'C', 'F3', '120,00', 'A'),
      {
        journal: 'OD',
        name: 'DIVERS',
        entry: '7',
        day: '20251130',
        customer: 'C',
        credit: '120,00',
        letter: 'A',
      },
      { journal: 'OD', name: 'DIVERS', entry: '7', day: '20251130', account: '654000', debit: '100,00' },
      { journal: 'OD', name: 'DIVERS', entry: '7', day: '20251130', account: '445710', debit: '20,00' },
      // a sale by way of the journal of all the rest, money given back, a settlement difference
      {
        journal: 'OD',
        name: 'DIVERS',
        entry: '8',
        day: '20250315',
        customer: 'D',
        piece: 'F9',
        debit: '55,00',
      },
      { journal: 'OD', name: 'DIVERS', entry: '8', day: '20250315', account: '708000', credit: '55,00' },
      {
        journal: 'BQ',
        name: 'BANQUE',
        entry: '9',
        day: '20250316',
        customer: 'D',
        label: 'REMBOURSEMENT D',
        debit: '5,00',
      },
      { journal: 'BQ', name: 'BANQUE', entry: '9', day: '20250316', account: '512000', credit: '5,00' },
      { journal: 'OD', name: 'DIVERS', entry: '10', day: '20250317', customer: 'D', credit: '0,02' },
      { journal: 'OD', name: 'DIVERS', entry: '10', day: '20250317', account: '658000', debit: '0,02' },
      // a part payment without letter
      ...sale('11', '20250110', 'E', 'F4', '100,00'),
      ...cash('12', '20250215', 'E', 'F4', '40,00'),
    ])
    expect(result).toMatchObject({ accepted: 12, rejected: 0, currency: 'EUR' })
    expect(result.events).toEqual({
      'account.lettered': 7,
      'customer.updated': 5,
      'invoice.credited': 2,
      'invoice.issued': 5,
      'invoice.written_off': 1,
      'payment.received': 3,
      'payment.refunded': 1,
    })
    expect(await invoice('A', 'F1')).toMatchObject({
      state: 'paid',
      settled: '2025-02-10',
      due: '2025-02-09',
    })
    expect(await invoice('B', 'F2')).toMatchObject({
      credited: '30.0000',
      paid: '70.0000',
      settled: '2025-03-01',
    })
    expect(await invoice('C', 'F3')).toMatchObject({
      state: 'written_off',
      written_off: '120.0000',
      open: '0.0000',
    })
    expect(await invoice('D', 'F9')).toMatchObject({ open: '55.0000' })
    expect(await invoice('E', 'F4')).toMatchObject({ open: '100.0000', state: 'open' })
    expect(await figures(test.warehouse, '2025-11-29')).toMatchObject({ open_net: '239.98' })
    expect(await figures(test.warehouse, '2025-12-31')).toMatchObject({
      open: '155.00',
      on_account: '40.00',
      refund_unexplained: '4.98',
      open_net: '119.98',
    })
  })

  it('need no auxiliary account, and equal ones are as many as they are', async () => {
    const twice = account('BQ', '2', '20250201', '', {
      account: '4110007',
      piece: 'V1',
      credit: '10,00',
      name: 'BANQUE',
    })
    const same = account('VE', '1', '20250110', '', {
      account: '4110007',
      piece: 'F1',
      debit: '25,00',
      name: 'VENTES',
    })
    const result = await load([...same, ...same, ...same, ...twice, ...twice])
    expect(result).toMatchObject({ accepted: 5, duplicates: 0, rejected: 0 })
    expect(await figures(test.warehouse, '2025-12-31')).toMatchObject({
      open_net: '55.00',
      on_account: '20.00',
    })
    expect(await load([...twice, ...same, ...same, ...twice, ...same])).toMatchObject({
      accepted: 0,
      duplicates: 5,
    })
    expect(await ask(test.warehouse, 'SELECT DISTINCT customer_id, name FROM customers')).toEqual([
      { customer_id: '4110007', name: 'Clients' },
    ])
  })

  it('fall due by the terms of the customer where they are known, and stay due when these change', async () => {
    const terms = (days: string) =>
      loadText(test.warehouse, `customer_id,name,terms_days\nA,Alpha,${days}\n`, {
        fileName: 'customers.csv',
      })
    await terms('45')
    const lines = [
      ...sale('1', '20250110', 'A', 'F1', '100,00'),
      ...sale('2', '20250110', 'B', 'F2', '100,00'),
    ]
    await load(lines)
    expect(await invoice('A', 'F1')).toMatchObject({ due: '2025-02-24' })
    expect(await invoice('B', 'F2')).toMatchObject({ due: '2025-02-09' })
    const sources = await ask(
      test.warehouse,
      `SELECT customer_id, toString(attributes.due_on_source) AS source FROM events WHERE event_type = 'invoice.issued' ORDER BY customer_id`,
    )
    expect(sources).toEqual([
      { customer_id: 'A', source: 'terms' },
      { customer_id: 'B', source: 'default' },
    ])
    await terms('60')
    expect(await load(lines)).toMatchObject({ accepted: 0, duplicates: 2, rejected: 0 })
    expect(await invoice('A', 'F1')).toMatchObject({ due: '2025-02-24' })
  })

  it('fall due when a column says so, unless another day was told before', async () => {
    const lines = [
      ...sale('1', '20250110', 'A', 'F1', '100,00'),
      ...sale('2', '20250110', 'B', 'F2', '100,00'),
    ]
    const stated = (days: string[]) =>
      ledger(lines)
        .trim()
        .split('\n')
        .map((line, at) => `${line}\t${at === 0 ? 'DateLimitReglmt' : (days[at - 1] ?? '')}`)
        .join('\n')
    const days = ['20250310', '', '20250101', '']
    await loadLedger(test.warehouse, stated(days))
    expect(await invoice('A', 'F1')).toMatchObject({ due: '2025-03-10' })
    // before the day of the invoice: not what it says
    expect(await invoice('B', 'F2')).toMatchObject({ due: '2025-02-09' })
    for (const again of [days, ['20250411', '', '20250310', '']]) {
      expect(await loadLedger(test.warehouse, stated(again))).toMatchObject({ duplicates: 2, rejected: 0 })
    }
    expect(await invoice('B', 'F2')).toMatchObject({ due: '2025-02-09' })
  })

  it('have the number of their entry where that is of a document, as Odoo writes it', async () => {
    const of = (entry: string, piece: string) =>
      sale(entry, '20250110', 'A', piece, '100,00').map((line) => ({ ...line, journal: 'VE' }))
    const lines = [
      ...of('VE/2025/00001', '-'),
      ...of('VE/2025/00002', 'PO 4711'),
      ...of('VE/2025/01/0003', 'PO 4711'),
      // due in two parts
      ...of('VE/2025/00004', '-'),
      ...of('VE/2025/00004', '-').slice(0, 1),
      // a number of the entry alone
      ...of('VE00005', 'F5'),
    ]
    expect(await load(lines)).toMatchObject({ accepted: 6, rejected: 0 })
    const numbers = await ask(test.warehouse, 'SELECT invoice_id FROM invoices ORDER BY invoice_id')
    expect(numbers.map((row) => row['invoice_id'])).toEqual([
      'F5',
      'VE/2025/00001',
      'VE/2025/00002',
      'VE/2025/00004',
      'VE/2025/00004#2',
      'VE/2025/01/0003',
    ])
    expect(await load(lines)).toMatchObject({ duplicates: 6, rejected: 0 })
  })
})

describe('the customer of a line', () => {
  it('is named by CompAuxLib where a collective account has no CompAuxNum, else his own account', async () => {
    const of = (entry: string, account: string, customerName: string, number = '') =>
      sale(entry, '20250110', number, `F${entry}`, '100,00').map((line, at) =>
        at === 0 ? { ...line, account, customerName } : line,
      )
    const result = await load([
      ...of('1', '411000', 'Dupont Jean'),
      ...of('2', '41110000', 'Dupont Jean'),
      ...of('3', '4112', 'Durand SA'),
      ...of('4', '411000', ''),
      ...of('5', '411DUPONT', 'Dupont Jean'),
      ...of('6', '41100007', 'Dupont Jean'),
      ...of('7', '411000', 'Dupont Jean', 'C7'),
      // paid, and told by name alone as well
      ...cash('8', '20250210', '', 'F1', '100,00').map((line, at) =>
        at === 0 ? { ...line, customerName: 'Dupont Jean' } : line,
      ),
    ])
    expect(result).toMatchObject({ accepted: 8, rejected: 0 })
    const customers = await ask(
      test.warehouse,
      `SELECT customer_id, name, count() AS invoices, toString(sum(open)) AS open
      FROM invoices LEFT JOIN customers USING (entity_id, customer_id) GROUP BY ALL ORDER BY customer_id`,
    )
    expect(customers.map((row) => Object.values(row).join('|'))).toEqual([
      '411000|Clients|1|100',
      '41100007|Dupont Jean|1|100',
      '411DUPONT|Dupont Jean|1|100',
      'C7|Dupont Jean|1|100',
      'Dupont Jean|Dupont Jean|2|200',
      'Durand SA|Durand SA|1|100',
    ])
    expect(await figures(test.warehouse, '2025-12-31')).toMatchObject({
      open_net: '600.00',
      on_account: '100.00',
    })
  })
})

describe('opening balances', () => {
  it('are invoices where they name them, else a balance without detail that lettering settles', async () => {
    await load([
      ...opening('20250101', 'A', '80,00', { piece: 'F77', pieceDay: '20241115', letter: 'A' }),
      ...opening('20250101', 'B', '50,00', { letter: 'A' }),
      ...opening('20250101', 'C', '0', { credit: '7,00' }),
      ...opening('20250101', 'D', '9,00'),
      ...cash('1', '20250201', 'A', 'V1', '80,00', 'A'),
      ...cash('2', '20250301', 'B', 'V2', '50,00', 'A'),
    ])
    expect(await figures(test.warehouse, '2025-01-31')).toMatchObject({
      open: '139.00',
      on_account: '7.00',
      open_net: '132.00',
      overdue: '80.00',
      billed: '0.00',
    })
    expect(await figures(test.warehouse, '2025-03-31')).toMatchObject({
      open: '9.00',
      on_account: '7.00',
      open_net: '2.00',
    })
    expect(await invoice('A', 'F77')).toMatchObject({
      issued: '2024-11-15',
      due: '2024-12-15',
      settled: '2025-02-01',
    })
  })

  it('are known by their label on the first day where no journal is theirs', async () => {
    const result = await load([
      {
        journal: 'OD',
        name: 'OPERATIONS DIVERSES',
        entry: '1',
        day: '20250101',
        customer: 'A',
        label: 'Report à nouveau',
        debit: '50,00',
      },
      {
        journal: 'OD',
        name: 'OPERATIONS DIVERSES',
        entry: '1',
        day: '20250101',
        account: '120000',
        credit: '50,00',
      },
      ...sale('2', '20250110', 'A', 'F1', '10,00'),
    ])
    expect(result.events).toMatchObject({ 'balance.opening': 1, 'invoice.issued': 1 })
    expect(await figures(test.warehouse, '2025-12-31')).toMatchObject({ open_net: '60.00', billed: '0.00' })
  })
})

it('takes a load back as if it had never been', async () => {
  const year = [...sale('1', '20240110', 'A', 'F1', '100,00'), ...sale('2', '20240111', 'A', 'F2', '60,00')]
  const next = [
    ...opening('20250101', 'A', '160,00'),
    ...cash('1', '20250201', 'A', 'V1', '100,00', 'A'),
    ...sale('2', '20250202', 'A', 'F3', '5,00'),
  ]
  await load(year, { fileName: '123456789FEC20241231.txt' })
  const before = await derivedState(test.warehouse)
  const second = await load(next)
  expect(await figures(test.warehouse, '2025-12-31')).toMatchObject({ open_net: '65.00' })
  await undoLoad(test.warehouse, second.batch_id)
  expect(await derivedState(test.warehouse)).toEqual(before)
})
