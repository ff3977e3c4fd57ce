import { Readable } from 'node:stream'
import ExcelJS from 'exceljs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../../engine/testing'
import { undoLoad } from '../../ingest'
import { previewStream } from '../../ingest/preview'
import { listRejects, retryRejects } from '../../ingest/rejects'
import { currentEvents, loadText } from '../../ingest/testing'
import type { Mapping } from '../../ingest/ingest.contract'

const test = useWarehouse()
let entity = 0
/** A creditor of its own for each test: nothing has to be taken away between them. */
const another = () => `E${(entity += 1)}`

const load = (text: string | Buffer, entityId: string, mapping: Mapping = {}, fileName = 'a.csv') =>
  loadText(test.warehouse, text, { entityId, fileName, mapping })

const eventsOf = (entityId: string, columns: string) =>
  test.warehouse.query({
    name: 'test',
    sql: `SELECT ${columns} FROM events_current WHERE entity_id = {entity: String} ORDER BY event_type, customer_id, invoice_id, occurred_on`,
    params: { entity: entityId },
    row: z.record(z.string(), z.unknown()),
  })

const reasonsOf = async (batchId: string) =>
  (await listRejects(test.warehouse, batchId, { limit: 50 })).rows.map(
    ({ line, field, reason, value }) => `${line} ${field} ${reason} ${value}`,
  )

describe('customers', () => {
  const WIDE = [
    'Code client;Raison sociale;Type client;SIREN;N° TVA;Langue;E-mail comptabilité;Tél. comptabilité;E-mail acheteur;Adresse;CP;Ville;Commercial;Délai de règlement;Consentement e-mail;Opt-out SMS',
    '001;Été & Cie;Entreprise;732 829 320;FR44732829320;Français;compta@ete.fr;01 02 03 04 05;achats@ete.fr;1 rue A;75001;Paris;Léa;30 jours;oui;non',
    '002;Marie Dupont;Particulier;123456789;;fr;marie@dupont.fr, m2@dupont.fr;;;;;;;comptant;non;',
    '003;Mairie;collectivité;;;;pas-un-mail;;;;;;;;;',
  ].join('\n')

  it('are read with contacts by role, consents by channel, kind and language in our words', async () => {
    const id = another()
    const result = await load(Buffer.from(WIDE, 'latin1'), id)
    expect(result).toMatchObject({ read: 3, accepted: 2, rejected: 1, understood: { kind: 'customers' } })
    expect(result.understood.warnings).toContain('siren_unverified')
    expect(await reasonsOf(result.batch_id)).toEqual(['3 E-mail comptabilité malformed pas-un-mail'])
    const found = (await eventsOf(id, 'customer_id, toString(attributes) AS about')).map((row) => ({
      customer: row['customer_id'],
      ...(JSON.parse(String(row['about'])) as object),
    }))
    expect(found).toEqual([
      {
        customer: '001',
        name: 'Été & Cie',
        kind: 'business',
        siren: '732829320',
        vat_number: 'FR44732829320',
        language: 'fr',
        address: '1 rue A\n75001 Paris',
        account_manager: 'Léa',
        terms_days: '30',
        contacts: [
          { role: 'accounts_payable', email: 'compta@ete.fr', phone: '01 02 03 04 05' },
          { role: 'buyer', email: 'achats@ete.fr' },
        ],
        consents: [
          { channel: 'email', given: '1' },
          { channel: 'sms', given: '1' },
        ],
      },
      {
        customer: '002',
        name: 'Marie Dupont',
        kind: 'consumer',
        siren_unverified: '123456789',
        language: 'fr',
        terms_days: '0',
        contacts: [
          { role: 'accounts_payable', email: 'm2@dupont.fr' },
          { role: 'accounts_payable', email: 'marie@dupont.fr' },
        ],
        consents: [{ channel: 'email', given: '0' }],
      },
    ])
    expect(await load(Buffer.from(WIDE, 'latin1'), id)).toMatchObject({ accepted: 0, duplicates: 2 })
  })

  it('told by one row a person are one customer with all of them, whatever the order of the rows', async () => {
    const rows = [
      'C1,ACME,Ann,buyer,ann@acme.com,',
      'C1,ACME,Bob,Comptable,bob@acme.com,12',
      'C2,Bolt,Cid,CEO,cid@bolt.com,',
    ]
    const header = 'Customer ID,Company name,Contact name,Role,Email,Phone'
    const id = another()
    const result = await load([header, ...rows].join('\n'), id)
    expect(result).toMatchObject({ read: 3, accepted: 3, events: { 'customer.updated': 2 } })
    const [first] = await eventsOf(id, 'toString(attributes.contacts) AS contacts')
    expect(String(first?.['contacts'])).toMatch(/bob@acme\.com.*ann@acme\.com/)
    expect(await load([header, ...rows.toReversed()].join('\n'), id)).toMatchObject({
      accepted: 0,
      duplicates: 3,
    })
  })

  it('come from a spreadsheet as from a text, with the sheet that was read', async () => {
    const book = new ExcelJS.Workbook()
    book.addWorksheet('Lisez-moi').addRow(['notes'])
    const sheet = book.addWorksheet('Clients')
    sheet.addRow(['Clients au 31/12'])
    sheet.addRow(['Code client', 'Nom', 'Email'])
    sheet.addRow(['007', 'ACME', 'a@acme.com'])
    const id = another()
    const result = await load(Buffer.from(await book.xlsx.writeBuffer()), id, {}, 'clients.xlsx')
    expect(result).toMatchObject({
      read: 1,
      accepted: 1,
      understood: {
        kind: 'customers',
        sheet: 'Clients',
        sheets: ['Clients', 'Lisez-moi'],
        warnings: ['other_sheets'],
      },
    })
    expect(await eventsOf(id, 'customer_id')).toEqual([{ customer_id: '007' }])
  })
})

describe('rows that are parts of invoices', () => {
  const header = 'Facture;Client;Date facture;Échéance;Quantité;Prix unitaire'
  const rows = [
    'F1;C1;13/01/2025;12/02/2025;2;10,50',
    'F1;C1;13/01/2025;12/02/2025;1;4,00',
    'F2;C1;14/01/2025;13/02/2025;3;x',
    'F2;C1;14/01/2025;13/02/2025;1;2,00',
    'Total;;;;7;',
  ]

  it('are summed up; where one of them is rejected no half of an invoice is taken', async () => {
    const id = another()
    const result = await load([header, ...rows].join('\n'), id)
    expect(result).toMatchObject({
      read: 5,
      accepted: 2,
      ignored: 1,
      rejected: 2,
      understood: { rows: 'lines', warnings: ['lines_summed', 'open_items_only'] },
    })
    expect(await reasonsOf(result.batch_id)).toEqual([
      '3 Quantité, Prix unitaire bad_amount 3 x',
      '4  sibling_rejected ',
    ])
    expect(await eventsOf(id, 'invoice_id, amount')).toEqual([{ invoice_id: 'F1', amount: '25.0000' }])
    // The other row of the invoice was not wrong, and comes with the mended one.
    const mended = [{ line: 3, raw: 'F2;C1;14/01/2025;13/02/2025;3;1,00' }]
    expect(await retryRejects(test.warehouse, result.batch_id, mended)).toMatchObject({ accepted: 2 })
    expect(await eventsOf(id, 'invoice_id, amount')).toContainEqual({ invoice_id: 'F2', amount: '5.0000' })
    await undoLoad(test.warehouse, result.batch_id)
    expect(await eventsOf(id, 'invoice_id')).toEqual([{ invoice_id: 'F2' }])
  })

  it('give the same whatever their order, and other sums under a number that is known conflict as a whole', async () => {
    const id = another()
    await load([header, ...rows.slice(0, 2)].join('\n'), id)
    const shuffled = await load([header, rows[1], rows[0]].join('\n'), id)
    expect(shuffled).toMatchObject({ accepted: 0, duplicates: 2 })
    const other = await load([header, rows[0], rows[1]?.replace('4,00', '5,00')].join('\n'), id)
    expect(other).toMatchObject({ accepted: 0, rejected: 2 })
    expect(await reasonsOf(other.batch_id)).toEqual([
      '1 Facture invoice_differs F1: 26 ≠ 25',
      '2 Facture invoice_differs F1: 26 ≠ 25',
    ])
  })

  it('that come in two files are no sum of both: the second file says so, and one with all of them is taken', async () => {
    const id = another()
    const early = await load([header, rows[0]].join('\n'), id, { rows: 'lines' })
    const late = await load([header, rows[1]].join('\n'), id, { rows: 'lines' })
    expect(late).toMatchObject({ accepted: 0, rejected: 1 })
    expect(await reasonsOf(late.batch_id)).toEqual(['1 Facture invoice_differs F1: 4 ≠ 21'])
    await undoLoad(test.warehouse, early.batch_id)
    expect(await load([header, ...rows.slice(0, 2)].join('\n'), id)).toMatchObject({ accepted: 2 })
    expect(await eventsOf(id, 'invoice_id, amount')).toEqual([{ invoice_id: 'F1', amount: '25.0000' }])
  })

  it.each([
    [
      'parts',
      'lines',
      'F1;C1;13/01/2025;12/02/2025;2;10,50;Stylo;Paris',
      'F1;C1;13/01/2025;12/02/2025;1;4,00;Encre;Paris',
    ],
    [
      'whole amounts',
      'repeated',
      'F1;C1;13/01/2025;12/02/2025;2;25,00;Stylo;Paris',
      'F1;C1;13/01/2025;12/02/2025;1;25,00;Encre;Paris',
    ],
  ] as const)(
    'with %s: what a row says of its part is nothing of the invoice, whatever comes first',
    async (_, are, one, two) => {
      const id = another()
      const titles = `${are === 'lines' ? header : header.replace('Prix unitaire', 'Montant TTC')};Article;Agence`
      expect(await load([titles, one, two].join('\n'), id)).toMatchObject({
        accepted: 2,
        understood: { rows: are },
      })
      expect(await eventsOf(id, 'toString(attributes) AS about')).toEqual([{ about: '{"Agence":"Paris"}' }])
      expect(await load([titles, two, one].join('\n'), id)).toMatchObject({ accepted: 0, duplicates: 2 })
    },
  )
})

describe('statuses and payments without a day', () => {
  const header = 'Invoice number,Customer,Invoice date,Due date,Total,Paid,Status'
  const rows = [
    'A1,C,2025-01-01,2025-01-31,100.00,40.00,Partial',
    'A2,C,2025-01-02,2025-01-31,50.00,,Paid',
    'A3,C,2025-01-03,2025-01-31,70.00,,Draft',
    'A4,C,2025-01-04,2025-01-31,80.00,,Void',
    'A5,C,2025-01-05,2025-01-31,90.00,0,Sent',
  ]

  it('leave drafts out, cancel void ones, and count what is paid from the day of issue', async () => {
    const id = another()
    const result = await load([header, ...rows].join('\n'), id)
    expect(result).toMatchObject({ read: 5, accepted: 4, ignored: 1, ignored_reasons: { draft: 1 } })
    expect(result.understood.warnings).toEqual(['payments_undated', 'drafts_left_out', 'void_cancelled'])
    const events = await eventsOf(id, 'event_type, invoice_id, amount, toString(occurred_on) AS day')
    expect(events.filter(({ event_type }) => event_type !== 'invoice.issued')).toEqual([
      { event_type: 'invoice.cancelled', invoice_id: 'A4', amount: '80.0000', day: '2025-01-04' },
      { event_type: 'payment.received', invoice_id: 'A1', amount: '40.0000', day: '2025-01-01' },
      { event_type: 'payment.received', invoice_id: 'A2', amount: '50.0000', day: '2025-01-02' },
    ])
    const later = [header, rows[0]?.replace('40.00', '100.00')].join('\n')
    expect(await load(later, id)).toMatchObject({ accepted: 1, rejected: 0 })
    const paid = (await eventsOf(id, 'event_type, invoice_id, amount')).filter(
      (row) => row['event_type'] === 'payment.received' && row['invoice_id'] === 'A1',
    )
    expect(paid).toEqual([{ event_type: 'payment.received', invoice_id: 'A1', amount: '100.0000' }])
  })
})

describe('amounts with currencies', () => {
  it.each([
    ['€ 1.234,56', '1234.5600', 'EUR'],
    ['1 234,56 EUR', '1234.5600', 'EUR'],
    ['1\u00a0234,56 £', '1234.5600', 'GBP'],
    ['1\u202f234,56 CHF', '1234.5600', 'CHF'],
    ["1'234,56", '1234.5600', 'EUR'],
    ['12,00- €', '-12.0000', 'EUR'],
    ['(12,00)', '-12.0000', 'EUR'],
    ['USD 12', '12.0000', 'USD'],
  ])('reads %s', async (written, amount, currency) => {
    const text = `Facture;Client;Date facture;Échéance;Montant\nX;C;13/01/2025;12/02/2025;${written}\nY;C;13/01/2025;12/02/2025;1,50\n`
    const preview = await previewStream(test.warehouse, Readable.from([Buffer.from(text)]), {
      fileName: 'a.csv',
    })
    const [first] = preview.events
    const sign = first?.['event_type'] === 'invoice.credited' ? '-' : ''
    const found = { amount: `${sign}${String(first?.['amount'])}`, currency: first?.['currency'] }
    expect(found).toEqual({ amount, currency })
  })

  it('reads each row in the currency that it names', async () => {
    const id = another()
    await load(
      'Invoice,Customer,Invoice date,Due date,Total\n1,C,2025-01-01,2025-01-31,$13.50\n2,C,2025-01-01,2025-01-31,€7.25\n',
      id,
    )
    expect(await eventsOf(id, 'invoice_id, currency')).toEqual([
      { invoice_id: '1', currency: 'USD' },
      { invoice_id: '2', currency: 'EUR' },
    ])
  })
})

describe('entries of an account', () => {
  it('become bank entries, in less out, with what the bank wrote; equal ones are two', async () => {
    const id = another()
    const text = [
      'Compte;FR76 3000;;',
      'Date;Libellé;Débit;Crédit',
      '13/01/2025;VIR ACME F1;;1 200,00',
      '14/01/2025;FRAIS;12,50;',
      '14/01/2025;FRAIS;12,50;',
      'Total;;25,00;1 200,00',
    ].join('\n')
    const result = await load(text, id)
    expect(result).toMatchObject({ read: 4, accepted: 3, ignored: 1, understood: { kind: 'bank_entries' } })
    expect(await eventsOf(id, 'event_type, amount, toString(attributes.remittance) AS text')).toEqual([
      { event_type: 'bank.entry', amount: '1200.0000', text: 'VIR ACME F1' },
      { event_type: 'bank.entry', amount: '-12.5000', text: 'FRAIS' },
      { event_type: 'bank.entry', amount: '-12.5000', text: 'FRAIS' },
    ])
    expect(await load(text, id)).toMatchObject({ accepted: 0, duplicates: 3 })
  })
})

describe('files of something else', () => {
  it.each([
    ['vendors', 'Vendor name,Email,City\nV,v@v.com,X\n'],
    ['purchases', 'Supplier,Bill number,Bill date,Amount\nV,7,2025-01-01,3.00\n'],
    ['products', 'SKU,Product name,Price\n1,Pen,3.00\n'],
    ['products', 'Réf.;Désignation;Prix HT\nP1;Stylo;3,00\n'],
    ['quotes', 'Quote number,Client,Date,Amount\n1,C,2025-01-01,3.00\n'],
    ['expenses', 'Expense date,Expense category,Amount\n2025-01-01,Food,3.00\n'],
    ['orders', 'Order number,Customer,Date,Total\n1,C,2025-01-01,3.00\n'],
    [
      'orders',
      'Name,Email,Paid at,Fulfillment Status,Total,Created at,Vendor\n#1,a@x.com,,,3.00,2025-01-01,V\n',
    ],
    ['orders', 'Numéro;Date;Client;Statut;Total\nCMD-1;15/01/2025;C;LIVREE;3,00\n'],
    ['quotes', 'Numéro;Date;Client;Statut;HT;TTC\nDEV-1;15/01/2025;C;Accepté;3,00;3,60\n'],
    ['ageing', 'Code client;Nom;Total dû;Non échu;1-30 jours;31-60 jours;> 90 jours\nC1;A;3,00;3,00;;;\n'],
    ['ageing', 'Compte;Libellé;Solde;de 1 à 30 j;de 31 à 60 j;plus de 90 j\n411A;A;3,00;3,00;;\n'],
    ['ageing', 'A/R Aging Summary,,,\n,CURRENT,1 - 30,TOTAL\nTOTAL,$3.00,$0.00,$3.00\n'],
    ['trial_balance', 'Compte;Intitulé;Solde débit;Solde crédit\n101000;Capital;;3,00\n'],
    [
      'general_ledger',
      'Compte;Intitulé;Date;Journal;Pièce;Débit;Crédit;Solde\n411A;A;15/01/2025;VE;F1;3,00;;3,00\n',
    ],
    ['chart_of_accounts', 'N° compte;Intitulé;Niveau\n411000;Clients;3\n'],
  ])('are named: %s', async (kind, text) => {
    const result = await load(text, another())
    expect(result).toMatchObject({ read: 1, accepted: 0, ignored: 1, rejected: 0, understood: { kind } })
  })
})

it('reads what each customer owes with due days from a ledger, where the balance runs on from line to line', async () => {
  const id = another()
  const text = [
    'Compte;Intitulé;Date;Journal;N° pièce;Libellé;Échéance;Débit;Crédit;Solde',
    '411A;A;15/01/2025;VE;F1;Facture;14/02/2025;12,00;;12,00',
    '411A;A;16/01/2025;VE;F2;Facture;15/02/2025;5,00;;17,00',
    '411A;A;20/01/2025;BQ;V1;Virement;;;12,00;5,00',
    ';;;;;Total général;;17,00;12,00;5,00',
  ].join('\n')
  expect(await load(text, id)).toMatchObject({ accepted: 3, ignored: 1, rejected: 0 })
  const owed = await eventsOf(id, `if(event_type = 'invoice.issued', amount, -amount) AS owed`)
  expect(owed.filter((row) => row['owed'] !== '0.0000').map((row) => row['owed'])).toEqual([
    '-12.0000',
    '12.0000',
    '5.0000',
  ])
})

it('finds customers in a list of partners that has codes of suppliers too', async () => {
  const text = 'Nom;Code client;Code fournisseur;Email\nA;C1;;a@x.com\nB;C2;F2;b@x.com\n'
  const result = await load(text, another())
  expect(result).toMatchObject({
    accepted: 2,
    understood: { kind: 'customers', mapping: { customer_id: 'Code client' } },
  })
})

it('takes a field out of use that a person wants unused, and reads rows without customer as theirs', async () => {
  const id = another()
  const text = 'Invoice,Customer,Invoice date,Due date,Total,Country\n1,,2025-01-01,2025-01-31,5.00,FR\n'
  const result = await load(text, id, { missing_customer: 'CASH', columns: { country: '' } })
  expect(result.understood.mapping).not.toHaveProperty('country')
  expect(await eventsOf(id, 'customer_id, toString(attributes) AS about')).toEqual([
    { customer_id: 'CASH', about: '{"Country":"FR"}' },
  ])
  expect((await currentEvents(test.warehouse)).length).toBeGreaterThan(0)
})

it('reads a mended row as its load was read: a field that was taken out of use stays so', async () => {
  const id = another()
  const text = 'Invoice,Customer,Invoice date,Due date,Total,Country\n1,C,soon,2025-01-31,5.00,FR\n'
  const { batch_id } = await load(text, id, { columns: { country: '' } })
  const mended = [{ line: 1, raw: '1,C,2025-01-01,2025-01-31,5.00,FR' }]
  expect(await retryRejects(test.warehouse, batch_id, mended)).toMatchObject({ accepted: 1 })
  expect(await eventsOf(id, 'event_type, toString(attributes) AS about')).toEqual([
    { event_type: 'invoice.issued', about: '{"Country":"FR"}' },
  ])
})

describe('files as other programs write them', () => {
  const seen = async (text: string) =>
    previewStream(test.warehouse, Readable.from([Buffer.from(text)]), { fileName: 'a.csv' })

  it('names months in French', async () => {
    const { events } = await seen(
      'Facture;Client;Date;Echéance;Total TTC\n1;A;15 janvier 2025;14 févr. 2025;10,00\n2;A;1er août 2025;30 déc. 2025;10,00\n',
    )
    expect(events.map(({ occurred_on, due_on }) => [occurred_on, due_on])).toEqual([
      ['2025-01-15', '2025-02-14'],
      ['2025-08-01', '2025-12-30'],
    ])
  })

  it.each([
    [
      'QuickBooks',
      'Invoice No,Customer,Invoice Date,Due Date,Item Quantity,Item Rate,Item Amount\n1,A,01/15/2025,02/14/2025,2,5.00,10.00\n1,A,01/15/2025,02/14/2025,1,3.00,3.00\n',
      { kind: 'invoices', rows: 'lines', date_order: 'MDY' },
      '13.0000',
    ],
    [
      'Pennylane',
      'Numéro;Date;Échéance;Client;Montant HT;TVA;Montant TTC;Devise;Statut\nF1;15/01/2025;14/02/2025;A;100,00;20,00;120,00;EUR;À encaisser\n',
      { kind: 'invoices', rows: 'documents' },
      '120.0000',
    ],
    [
      'Stripe',
      'Number,Amount Due,Amount Paid,Currency,Customer,Date (UTC),Due Date (UTC),Total\n1,9.00,0.00,eur,A,2025-01-15 10:00,2025-02-14 10:00,9.00\n',
      { kind: 'invoices', mapping: { paid_amount: 'Amount Paid', amount: 'Total' } },
      '9.0000',
    ],
    [
      'a bank',
      'Date,Nom de la contrepartie,Montant total (TTC),Devise,Référence\n15/01/2025,A,"-12,50",EUR,F1\n',
      { kind: 'bank_entries', decimal_mark: ',' },
      '-12.5000',
    ],
    [
      'a ledger of customers',
      'Balance âgée au 31/01/2025;;;;;\n\nCompte;Intitulé;N° pièce;Date pièce;Date échéance;Débit;Crédit\n411A;A;F1;15/01/2025;14/02/2025;1 200,00;\nTotal 411A;;;;;1 200,00;\n',
      { kind: 'invoices', header_line: 3, mapping: { customer_id: 'Compte', customer_name: 'Intitulé' } },
      '1200.0000',
    ],
    [
      'Odoo',
      '"Number","Invoice Partner Display Name","Invoice/Bill Date","Due Date","Untaxed Amount Signed","Total in Currency Signed","Amount Due Signed","Payment Status","Status"\n"INV/2026/00002","A","2026-01-06","2026-02-05","50.0","60.0","60.0","Not Paid","Posted"\n',
      {
        mapping: {
          customer_id: 'Invoice Partner Display Name',
          balance: 'Amount Due Signed',
          status: 'Status',
        },
      },
      '60.0000',
    ],
    [
      'Odoo in French',
      `"Numéro","Nom d'affichage du partenaire de la facture","Date de facturation","Date d'échéance","Hors taxes signé","Total signé","Montant dû signé","Statut du paiement","Statut"\n"FAC/2026/00002","A","2026-01-06","2026-02-05","50.0","60.0","60.0","Non payées","Comptabilisé"\n`,
      { kind: 'invoices', mapping: { balance: 'Montant dû signé', status: 'Statut' } },
      '60.0000',
    ],
    [
      'Dolibarr',
      '"Réf.";"Réf. client";"Date facturation";"Date limite règlement";"Tiers";"Montant HT";"Montant TTC";"Reste à payer";"État"\n"FA1";"PO 12";"16/01/2026";"15/02/2026";"A";"50,00";"60,00";"60,00";"Impayée"\n',
      { mapping: { customer_id: 'Tiers', invoice_id: 'Réf.', due_on: 'Date limite règlement' } },
      '60.0000',
    ],
    [
      'EBP, an invoice that falls due on two days',
      "Code tiers;Nom du tiers;Numéro du document;Date d'échéance;Date du document;Montant de l'échéance;Solde dû\nC1;A;F1;15/02/2026;16/01/2026;30,00;30,00\nC1;A;F1;15/03/2026;16/01/2026;30,00;30,00\n",
      { rows: 'lines', mapping: { customer_id: 'Code tiers', customer_name: 'Nom du tiers' } },
      '60.0000',
    ],
    [
      'Sellsy',
      'Référence;Date;Société;Montant HT;Montant TTC;Statut;Montant dû\nF1;16/01/2026;A;50,00;60,00;A régler;60,00\n',
      {
        kind: 'invoices',
        mapping: { invoice_id: 'Référence', customer_id: 'Société', amount: 'Montant TTC' },
      },
      '60.0000',
    ],
    [
      'QuickBooks in French',
      'Ma Société,,,,,,\nListe des factures,,,,,,\n\nDate,N°,Nom,Date d\'échéance,Montant,Solde dû\n16/01/2026,1001,A,15/02/2026,"1 200,00 €","1 200,00 €"\n',
      { kind: 'invoices', header_line: 4, mapping: { invoice_id: 'N°', balance: 'Solde dû' } },
      '1200.0000',
    ],
    [
      'Sage, with the number of the invoice beside that of the piece',
      'Date;N° pièce;N° facture;Échéance;Débit;Crédit;N° compte tiers\n16/01/2026;7;F1;15/02/2026;60,00;;C1\n',
      { mapping: { invoice_id: 'N° facture', customer_id: 'N° compte tiers' } },
      '60.0000',
    ],
    [
      'a list with codes and names of customers',
      'N° Facture;Client;Code Client;Date;Échéance;Montant\nF1;A;C1;16/01/2026;15/02/2026;60,00\n',
      { mapping: { customer_id: 'Code Client', customer_name: 'Client' } },
      '60.0000',
    ],
  ])('reads %s without a mapping', async (_, text, understood, amount) => {
    const preview = await seen(text)
    expect(preview.understood).toMatchObject(understood)
    expect(preview.problems).toEqual([])
    expect(preview.events[0]).toMatchObject({ amount })
  })
})
