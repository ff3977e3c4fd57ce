import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../../engine/testing'
import { listRejects } from '../../ingest/rejects'
import { loadText } from '../../ingest/testing'

const test = useWarehouse()

const load = (text: string, entityId: string) =>
  loadText(test.warehouse, Buffer.from(text, 'utf8'), { entityId, fileName: 'releve.csv' })

/** Day, amount, text and other side of each entry, in the order of the file. */
const entriesOf = async (entityId: string) =>
  (
    await test.warehouse.query({
      name: 'test',
      sql: `SELECT toString(occurred_on) AS day, amount, currency, toString(attributes.remittance) AS text, toString(attributes.counterparty_name) AS who
        FROM events_current WHERE entity_id = {entity: String} AND event_type = 'bank.entry' ORDER BY line`,
      params: { entity: entityId },
      row: z.record(z.string(), z.string()),
    })
  ).map(({ day, amount, currency, text, who }) =>
    [day, amount, currency, text, who].filter(Boolean).join(' | '),
  )

interface Export {
  bank: string
  preset: string
  text: string
  entries: string[]
  ignored?: Record<string, number>
}

const EXPORTS: Export[] = [
  {
    bank: 'BNP Paribas',
    preset: 'bnp-paribas',
    text: `Compte courant;Principal;1234;05/03/2026;;1 200,00

Date operation;Libelle court;Type operation;Libelle operation;Montant operation en euro
04/03/2026;VIR RECU;VIREMENT RECU;VIR SEPA GARAGE LENOIR FA-31;1 200,00
05/03/2026;FRAIS;FRAIS;COTISATION;-12,34
`,
    entries: [
      '2026-03-04 | 1200.0000 | EUR | VIR SEPA GARAGE LENOIR FA-31',
      '2026-03-05 | -12.3400 | EUR | COTISATION',
    ],
  },
  {
    bank: 'Société Générale',
    preset: 'societe-generale',
    text: `="0000011112222333";01/03/2026;31/03/2026;2;31/03/2026;1234,37 EUR

Date de l'opération;Libellé;Détail de l'écriture;Montant de l'opération;Devise
04/03/2026;VIR RECU 508160;VIR RECU 999S DE: GARAGE LENOIR MOTIF: FA-31;50,00;EUR
05/03/2026;COTISATION;COTISATION JAZZ ;-8,10;EUR
`,
    entries: [
      '2026-03-04 | 50.0000 | EUR | VIR RECU 999S DE: GARAGE LENOIR MOTIF: FA-31',
      '2026-03-05 | -8.1000 | EUR | COTISATION JAZZ',
    ],
  },
  {
    bank: 'Crédit Agricole, whose labels have several lines',
    preset: 'credit-agricole',
    text: `Téléchargement du 07/05/2026;

SARL       EXEMPLE
Compte de Dépôt carte n° 1;
Solde au 07/05/2026 917,01 €

Liste des opérations du compte entre le 01/04/2026 et le 30/04/2026;

Date;Libellé;Débit Euros;Crédit Euros;
30/04/2026;"VIREMENT EMIS
WEB M. PETIT

";150,00;;
29/04/2026;"VIREMENT EN VOTRE FAVEUR
GARAGE LENOIR FA-31
";;2 100,00;
`,
    entries: [
      '2026-04-30 | -150.0000 | EUR | VIREMENT EMIS WEB M. PETIT',
      '2026-04-29 | 2100.0000 | EUR | VIREMENT EN VOTRE FAVEUR GARAGE LENOIR FA-31',
    ],
  },
  {
    bank: 'Banque Populaire and Caisse d’Épargne, by the day of booking',
    preset: 'bpce',
    text: `Date de comptabilisation;Libelle simplifie;Libelle operation;Reference;Informations complementaires;Type operation;Categorie;Sous categorie;Debit;Credit;Date operation;Date de valeur;Pointage operation
05/03/2026;GARAGE LENOIR;VIR SEPA GARAGE LENOIR;7ABC;FA 2026-031;Virement recu;Revenus;Autres;;+1 234,56;04/03/2026;05/03/2026;0
04/03/2026;ENERGIE;PRLV ENERGIE;REF88;;Prelevement;Logement;Energie;-85,10;;02/03/2026;04/03/2026;0
`,
    entries: [
      '2026-03-05 | 1234.5600 | EUR | VIR SEPA GARAGE LENOIR FA 2026-031 | GARAGE LENOIR',
      '2026-03-04 | -85.1000 | EUR | PRLV ENERGIE | ENERGIE',
    ],
  },
  {
    bank: 'La Banque Postale',
    preset: 'banque-postale',
    text: `Numéro Compte   ;1234567A020
Type         ;CCP
Compte tenu en  ;euros
Date            ;12/07/2026
Solde (EUROS)   ;1234,56

Date;Libellé;Montant(EUROS)
10/07/2026;"PRELEVEMENT DE ENERGIE";-45,67
09/07/2026;"VIREMENT DE GARAGE LENOIR";+123,45
`,
    entries: [
      '2026-07-10 | -45.6700 | EUR | PRELEVEMENT DE ENERGIE',
      '2026-07-09 | 123.4500 | EUR | VIREMENT DE GARAGE LENOIR',
    ],
  },
  {
    bank: 'BoursoBank, whose supplier is a guess of the bank',
    preset: 'boursobank',
    text: `dateOp;dateVal;label;category;categoryParent;supplierFound;amount;comment;accountNum;accountLabel;accountbalance
2026-09-12;2026-09-12;"VIR SEPA GARAGE LENOIR";"Virements reçus";"Mouvements";"garage lenoir";"1 200,50";"FA-31";00012345678;"Pro";9500.25
2026-09-10;2026-09-11;"CARTE 09/09/26 PAPETERIE";"Achats";"Vie quotidienne";"papeterie";-23,45;;00012345678;"Pro";8299.75
`,
    entries: [
      '2026-09-12 | 1200.5000 | EUR | VIR SEPA GARAGE LENOIR FA-31',
      '2026-09-10 | -23.4500 | EUR | CARTE 09/09/26 PAPETERIE',
    ],
  },
  {
    bank: 'Qonto in French, without what is not settled',
    preset: 'qonto',
    text: `Statut;Date de la valeur (UTC);Date de la valeur (local);Date de l'opération (UTC);Date de l'opération (local);Montant total (TTC);Débit;Crédit;Solde;Devise;Montant total (TTC) (local);Devise (local);Nom du compte;IBAN du compte;Nom de la contrepartie;Méthode de paiement;Référence;Identifiant de transaction
Exécuté;16-08-2026 22:37:02;17-08-2026 00:37:02;16-08-2026 22:37:02;17-08-2026 00:37:02;2000,00;;2000,00;12000,00;EUR;2000,00;EUR;Principal;FR76;GARAGE LENOIR;Virement;FA-31;tx-1
En cours;;;18-08-2026 05:37:02;18-08-2026 07:37:02;-75,00;75,00;;;EUR;-75,00;EUR;Principal;FR76;TELECOM;Carte;;tx-2
Refusé;;;18-08-2026 05:37:02;18-08-2026 07:37:02;-99,00;99,00;;;EUR;-99,00;EUR;Principal;FR76;TELECOM;Carte;;tx-3
`,
    entries: ['2026-08-17 | 2000.0000 | EUR | FA-31 | GARAGE LENOIR'],
    ignored: { not_booked: 2 },
  },
  {
    bank: 'Qonto in English',
    preset: 'qonto-en',
    text: `Status,Settlement date (UTC),Settlement date (local),Operation date (UTC),Operation date (local),Total amount (incl. VAT),Debit,Credit,Balance,Currency,Counterparty name,Payment method,Reference,Transaction ID
settled,2026-08-16 22:37:02,2026-08-17 00:37:02,2026-08-16 22:37:02,2026-08-17 00:37:02,2000.00,,2000.00,12000.00,EUR,GARAGE LENOIR,Transfer,FA-31,tx-1
processing,,,2026-08-18 05:37:02,2026-08-18 07:37:02,-75.00,75.00,,,EUR,TELECOM,Card,,tx-2
`,
    entries: ['2026-08-17 | 2000.0000 | EUR | FA-31 | GARAGE LENOIR'],
    ignored: { not_booked: 1 },
  },
  {
    bank: 'Revolut Business, fees within the amount',
    preset: 'revolut-business',
    text: `Date started (UTC),Date completed (UTC),ID,Type,State,Description,Reference,Payer,Orig currency,Orig amount,Payment currency,Amount,Total amount,Exchange rate,Fee,Fee currency,Balance,Account
2026-03-04,2026-03-05,r-1,TOPUP,COMPLETED,Money added from GARAGE LENOIR,FA-31,,EUR,1200.00,EUR,1200.00,1200.00,,0.00,EUR,5200.00,Main
2026-03-04,,r-2,CARD_PAYMENT,PENDING,Shop,,A,EUR,-30.00,EUR,-30.00,-30.00,,0.00,EUR,,Main
2026-03-03,2026-03-03,r-3,CARD_PAYMENT,REVERTED,Taxi,,A,EUR,-12.00,EUR,-12.00,-12.00,,0.00,EUR,4000.00,Main
2026-03-02,2026-03-02,r-4,TRANSFER,COMPLETED,To Hosting,INV 9,A,USD,-100.00,EUR,-92.00,-94.00,1.08,2.00,EUR,4000.00,Main
`,
    entries: [
      '2026-03-05 | 1200.0000 | EUR | Money added from GARAGE LENOIR FA-31',
      '2026-03-02 | -94.0000 | EUR | To Hosting INV 9',
    ],
    ignored: { not_booked: 2 },
  },
  {
    bank: 'Revolut in French',
    preset: 'revolut-fr',
    text: `Type,Produit,Date de début,Date de fin,Description,Montant,Frais,Devise,État,Solde
Recharge,Actuel,2026-02-10 10:30:00,2026-02-10 10:31:00,Payment from GARAGE LENOIR,1200.00,0.00,EUR,TERMINÉ,1234.56
Paiement par carte,Actuel,2026-02-11 10:30:00,,Shop,-12.50,0.00,EUR,EN ATTENTE,
Paiement par carte,Actuel,2026-02-11 10:30:00,2026-02-12 09:00:00,Taxi,-15.00,0.00,EUR,RENVOYÉ,1234.56
`,
    entries: ['2026-02-10 | 1200.0000 | EUR | Payment from GARAGE LENOIR'],
    ignored: { not_booked: 2 },
  },
  {
    bank: 'Revolut in English',
    preset: 'revolut',
    text: `Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance
TOPUP,Current,2026-02-10 10:30:00,2026-02-10 10:31:00,Payment from GARAGE LENOIR,1200.00,0.00,EUR,COMPLETED,1234.56
CARD_PAYMENT,Current,2026-02-11 10:30:00,,Shop,-12.50,0.00,EUR,PENDING,
`,
    entries: ['2026-02-10 | 1200.0000 | EUR | Payment from GARAGE LENOIR'],
    ignored: { not_booked: 1 },
  },
  {
    bank: 'Wise',
    preset: 'wise',
    text: `"TransferWise ID",Date,Amount,Currency,Description,"Payment Reference","Running Balance","Payer Name","Payee Name"
TRANSFER-1,09-05-2026,1500.00,EUR,"Received money",FA-31,2500.00,"GARAGE LENOIR",
CARD-5,08-05-2026,-10.50,EUR,"Card transaction",,1000.00,,
`,
    entries: [
      '2026-05-09 | 1500.0000 | EUR | Received money FA-31 | GARAGE LENOIR',
      '2026-05-08 | -10.5000 | EUR | Card transaction',
    ],
  },
  {
    bank: 'N26',
    preset: 'n26',
    text: `"Booking Date","Value Date","Partner Name","Partner Iban",Type,"Payment Reference","Account Name","Amount (EUR)","Original Amount","Original Currency","Exchange Rate"
2026-03-01,2026-03-01,"GARAGE LENOIR",FR76,"Credit Transfer","FA-31","Main",120.00,,,
2026-03-02,2026-03-02,"Shop",,"Presentment","","Main",-20.50,20.50,EUR,1
`,
    entries: ['2026-03-01 | 120.0000 | EUR | FA-31 | GARAGE LENOIR', '2026-03-02 | -20.5000 | EUR | Shop'],
  },
]

describe('exports of banks', () => {
  it.each(EXPORTS)('reads $bank', async ({ preset, text, entries, ignored = {} }) => {
    const result = await load(text, `BANK-${preset}`)
    const left = Object.values(ignored).reduce((sum, count) => sum + count, 0)
    expect(result).toMatchObject({
      accepted: entries.length,
      ignored: left,
      rejected: 0,
      understood: { kind: 'bank_entries', preset },
    })
    expect(result.ignored_reasons).toEqual(ignored)
    expect(await entriesOf(`BANK-${preset}`)).toEqual(entries)
  })

  it('leaves out the lines of balances above and below the entries', async () => {
    const text = [
      "Code de la banque : 1;Code de l'agence : 2;Date de début de téléchargement : 01/12/2026;",
      '',
      'Solde en fin de période;;;;+40,00',
      "Date;Numéro d'opération;Libellé;Débit;Crédit;Détail;",
      '31/12/26;X1;VIR SEPA GARAGE LENOIR;;+100,00;FACTURE FA-31;',
      'Solde en début de période;;;;-60,00',
    ].join('\n')
    const result = await load(text, 'BANK-balances')
    const rejects = await listRejects(test.warehouse, result.batch_id, { limit: 5 })
    expect(rejects.rows).toEqual([])
    expect(result).toMatchObject({ read: 2, accepted: 1, ignored: 1, ignored_reasons: { totals_line: 1 } })
  })
})
