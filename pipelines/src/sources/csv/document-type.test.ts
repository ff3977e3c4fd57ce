import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../../engine/testing'
import { loadText } from '../../ingest/testing'

const test = useWarehouse()
let entity = 0
/** A creditor of its own for each test: nothing has to be taken away between them. */
const another = () => `E${(entity += 1)}`

const load = (text: string, entityId: string, fileName = 'a.csv') =>
  loadText(test.warehouse, text, { entityId, fileName })

const eventsOf = (entityId: string, columns: string) =>
  test.warehouse.query({
    name: 'test',
    sql: `SELECT ${columns} FROM events_current WHERE entity_id = {entity: String} ORDER BY event_type, customer_id, invoice_id, occurred_on, event_id`,
    params: { entity: entityId },
    row: z.record(z.string(), z.unknown()),
  })

describe('rows that say what they are', () => {
  const header = 'Numéro;Type;Date;Client;Total TTC;Échéance'
  const rows = [
    'F1;Facture;05/01/2026;A;1 200,00;04/02/2026',
    'F2;Facture d’acompte;25/01/2026;B;600,00;24/02/2026',
    'AV1;Avoir;26/01/2026;B;120,00;',
    'AV2;Avoir;27/01/2026;B;-30,00;',
    'D1;Devis;26/01/2026;B;900,00;',
    'FF1;Facture fournisseur;26/01/2026;V;80,00;25/02/2026',
  ]
  const told = (id: string) => eventsOf(id, 'event_type, customer_id, invoice_id, amount')

  it('are invoices or credit notes, with a minus or without; quotes and what suppliers send are left out', async () => {
    const id = another()
    expect(await load([header, ...rows].join('\n'), id)).toMatchObject({
      accepted: 4,
      ignored: 2,
      rejected: 0,
    })
    expect(await told(id)).toEqual([
      { event_type: 'invoice.credited', customer_id: 'B', invoice_id: '', amount: '120.0000' },
      { event_type: 'invoice.credited', customer_id: 'B', invoice_id: '', amount: '30.0000' },
      { event_type: 'invoice.issued', customer_id: 'A', invoice_id: 'F1', amount: '1200.0000' },
      { event_type: 'invoice.issued', customer_id: 'B', invoice_id: 'F2', amount: '600.0000' },
    ])
  })

  it('are payments where no other column tells what was paid, else these tell it', async () => {
    const list = (extra: string, cell: string) =>
      [
        `Transaction type,Num,Date,Name,Amount${extra}`,
        `Invoice,1,2026-01-15,A,500.00${cell}`,
        `Payment,,2026-01-20,A,-500.00${cell}`,
      ].join('\n')
    const [alone, stated] = [another(), another()]
    expect(await load(list('', ''), alone)).toMatchObject({ accepted: 2, rejected: 0 })
    expect((await told(alone))[1]).toMatchObject({ event_type: 'payment.received', amount: '500.0000' })
    expect(await load(list(',Status', ',Paid'), stated)).toMatchObject({ accepted: 1, ignored: 1 })
    expect((await told(stated)).map(({ event_type }) => event_type)).toEqual([
      'invoice.issued',
      'payment.received',
    ])
  })

  it('of one credit note in several rows reduce what is owed by their sum', async () => {
    const id = another()
    const text =
      'Invoice number,Type,Customer,Invoice date,Quantity,Unit price\nC1,Credit note,A,2026-01-15,1,100.00\nC1,Credit note,A,2026-01-15,1,-10.00\n'
    await load(text, id)
    expect(await told(id)).toEqual([
      { event_type: 'invoice.credited', customer_id: 'A', invoice_id: '', amount: '90.0000' },
    ])
  })

  it.each([
    ['Client name,Invoice #,Date,Type,Amount\nA,1,2026-01-15,Bank transfer,5.00\n', '1'],
    ['Date,Facture,Client,Montant,Mode de règlement\n15/01/2026,1,A,5.00,Virement\n', '1'],
    ['Date,Type d’opération,N°,Nom,Montant\n15/01/2026,Paiement,R1,A,5.00\n', ''],
  ])('are a list of payments where each says so or how it was paid: %s', async (text, invoice) => {
    const id = another()
    expect(await load(text, id)).toMatchObject({ accepted: 1, understood: { kind: 'payments' } })
    expect(await eventsOf(id, 'event_type, allocations.invoice_id AS of')).toEqual([
      { event_type: 'payment.received', of: invoice === '' ? [] : [invoice] },
    ])
  })
})

describe('a credit note of which the file states what is left', () => {
  const header = 'Numéro;Date;Client;Échéance;Total TTC;Reste dû;Statut'
  it('is no money on account for what it has been used for', async () => {
    const id = another()
    const rows = [
      'AV1;25/01/2026;A;;-120,00;0,00;',
      'AV2;25/01/2026;A;;-120,00;-20,00;',
      'AV3;25/01/2026;A;;-120,00;-120,00;',
    ]
    expect(await load([header, ...rows].join('\n'), id)).toMatchObject({ accepted: 3, rejected: 0 })
    const refunds = (await eventsOf(id, 'event_type, payment_id, amount')).filter(
      (row) => row['event_type'] !== 'invoice.credited',
    )
    expect(refunds).toEqual([
      { event_type: 'payment.refunded', payment_id: 'settled:AV1', amount: '120.0000' },
      { event_type: 'payment.refunded', payment_id: 'settled:AV2', amount: '100.0000' },
    ])
  })

  it('differs from a void invoice, of which nothing is left without any payment', async () => {
    const id = another()
    await load(`${header}\nF1;25/01/2026;A;24/02/2026;12,00;0,00;Abandonnée (doublon)`, id)
    expect(await eventsOf(id, 'event_type, amount')).toEqual([
      { event_type: 'invoice.cancelled', amount: '12.0000' },
      { event_type: 'invoice.issued', amount: '12.0000' },
    ])
  })
})

it('takes a column that asks whether an invoice is paid for its status', async () => {
  const id = another()
  const text =
    'Number,Customer,Date,Due date,Total,Paid\n1,A,2026-01-15,2026-02-14,5.00,true\n2,A,2026-01-15,2026-02-14,7.00,false\n'
  expect(await load(text, id)).toMatchObject({ accepted: 2, rejected: 0 })
  expect((await eventsOf(id, 'event_type, amount'))[2]).toEqual({
    event_type: 'payment.received',
    amount: '5.0000',
  })
})
