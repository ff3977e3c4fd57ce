import type { Preset } from './preset'

type BankPreset = Omit<Preset, 'kind' | 'dateOrder'>

const entries = (preset: BankPreset): Preset => ({ ...preset, kind: 'bank_entries', dateOrder: 'DMY' })

/**
 * What banks let their customers download as a table. They are known by their headers because the words of some mean
 * other things elsewhere (a supplier, a product, a state), and because text that names the invoice stands in columns of
 * its own. The day is that of the booking, local where the bank states both; days of the year first are read as well.
 */
export const bankPresets: readonly Preset[] = [
  {
    name: 'bnp-paribas',
    headers: ['Date operation', 'Libelle operation', 'Montant operation en euro'],
    columns: {
      paid_on: 'Date operation',
      label: 'Libelle operation',
      amount: 'Montant operation en euro',
    },
  },
  {
    name: 'societe-generale',
    headers: ["Date de l'opération", "Détail de l'écriture", "Montant de l'opération"],
    columns: {
      paid_on: "Date de l'opération",
      label: "Détail de l'écriture",
      amount: "Montant de l'opération",
    },
  },
  {
    name: 'societe-generale-savings',
    headers: ['date_comptabilisation', 'libellé_complet_operation', 'montant_operation'],
    columns: {
      paid_on: 'date_comptabilisation',
      label: 'libellé_complet_operation',
      amount: 'montant_operation',
    },
  },
  {
    name: 'credit-agricole',
    headers: ['Date', 'Libellé', 'Débit euros', 'Crédit euros'],
    columns: { paid_on: 'Date', label: 'Libellé', debit: 'Débit euros', credit: 'Crédit euros' },
  },
  {
    name: 'bpce',
    headers: ['Date de comptabilisation', 'Libelle simplifie', 'Libelle operation', 'Debit', 'Credit'],
    columns: {
      paid_on: 'Date de comptabilisation',
      label: 'Libelle operation',
      counterparty: 'Libelle simplifie',
      debit: 'Debit',
      credit: 'Credit',
      payment_id: 'Reference',
    },
    texts: ['Informations complementaires'],
  },
  {
    name: 'banque-postale',
    headers: ['Date', 'Libellé', 'Montant(EUROS)'],
    columns: { paid_on: 'Date', label: 'Libellé', amount: 'Montant(EUROS)' },
  },
  {
    name: 'boursobank',
    headers: ['dateOp', 'dateVal', 'label', 'amount'],
    columns: { paid_on: 'dateOp', label: 'label', amount: 'amount' },
    texts: ['comment'],
  },
  {
    name: 'qonto',
    headers: ['Statut', 'Nom de la contrepartie', 'Montant total (TTC)', 'Identifiant de transaction'],
    columns: {
      paid_on: [
        'Date de la valeur (local)',
        'Date de règlement (local)',
        'Date de la valeur (UTC)',
        'Date de règlement (UTC)',
      ],
      status: 'Statut',
      amount: 'Montant total (TTC)',
      currency: 'Devise',
      counterparty: 'Nom de la contrepartie',
      label: 'Référence',
      payment_id: 'Identifiant de transaction',
    },
  },
  {
    name: 'qonto-en',
    headers: ['Status', 'Counterparty name', 'Total amount (incl. VAT)', 'Transaction ID'],
    columns: {
      paid_on: ['Settlement date (local)', 'Settlement date (UTC)'],
      status: 'Status',
      amount: 'Total amount (incl. VAT)',
      currency: 'Currency',
      counterparty: 'Counterparty name',
      label: 'Reference',
      payment_id: 'Transaction ID',
    },
  },
  {
    // The amount without the fee is not what left the account.
    name: 'revolut-business',
    headers: ['Date completed (UTC)', 'State', 'Description', 'Payment currency', 'Amount'],
    columns: {
      paid_on: 'Date completed (UTC)',
      status: 'State',
      amount: ['Total amount', 'Amount'],
      currency: 'Payment currency',
      label: 'Description',
      payment_id: 'ID',
    },
    texts: ['Reference'],
  },
  {
    name: 'revolut',
    headers: ['Completed Date', 'State', 'Description', 'Amount', 'Currency'],
    columns: {
      paid_on: 'Completed Date',
      status: 'State',
      amount: 'Amount',
      currency: 'Currency',
      label: 'Description',
    },
  },
  {
    name: 'revolut-fr',
    headers: ['Date de fin', 'État', 'Description', 'Montant', 'Devise'],
    columns: {
      paid_on: 'Date de fin',
      status: 'État',
      amount: 'Montant',
      currency: 'Devise',
      label: 'Description',
    },
  },
  {
    name: 'wise',
    headers: ['TransferWise ID', 'Date', 'Amount', 'Currency', 'Description'],
    columns: {
      paid_on: 'Date',
      amount: 'Amount',
      currency: 'Currency',
      label: 'Description',
      counterparty: 'Payer Name',
      payment_id: 'TransferWise ID',
    },
    texts: ['Payment Reference'],
  },
  {
    name: 'n26',
    headers: ['Booking Date', 'Partner Name', 'Payment Reference', 'Amount (EUR)'],
    columns: {
      paid_on: 'Booking Date',
      amount: 'Amount (EUR)',
      label: 'Payment Reference',
      counterparty: 'Partner Name',
    },
    currency: 'EUR',
  },
].map(entries)
