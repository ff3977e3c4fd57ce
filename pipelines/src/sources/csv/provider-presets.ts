import type { Preset } from './preset'

/** Every charge, those that failed and those that were given back too. An invoice is named by an id nobody else uses. */
const stripePayments = (name: string, payment: string, day: string): Preset => ({
  name,
  kind: 'payments',
  headers: [payment, day, 'Amount', 'Amount Refunded', 'Currency', 'Status', 'Customer ID'],
  columns: {
    customer_id: 'Customer ID',
    payment_id: payment,
    paid_on: day,
    amount: 'Amount',
    refunded_amount: 'Amount Refunded',
    currency: 'Currency',
    status: 'Status',
  },
  unused: ['Invoice ID', 'Invoice Number'],
})

const xeroContacts = (name: string, contact: string): Preset => ({
  name,
  kind: 'customers',
  headers: [contact, 'AccountNumber', 'EmailAddress', 'FirstName', 'LastName', 'TaxNumber'],
  columns: {
    // Invoices name a customer so.
    customer_id: contact,
    contact_first: 'FirstName',
    contact_last: 'LastName',
    email: 'EmailAddress',
    phone: 'PhoneNumber',
    mobile: 'MobileNumber',
    vat_number: 'TaxNumber',
  },
  unused: ['AccountNumber'],
})

/** Layouts of what Xero, Stripe and Zoho export, beside what they import. */
export const providerPresets: readonly Preset[] = [
  {
    // One row a line of an invoice or of what else was written, of customers or suppliers.
    name: 'xero-invoices',
    kind: 'invoices',
    headers: [
      'ContactName',
      'InvoiceNumber',
      'InvoiceDate',
      'DueDate',
      'Total',
      'InvoiceAmountPaid',
      'LineAmount',
      'Type',
      'Status',
    ],
    columns: {
      customer_id: 'ContactName',
      email: 'EmailAddress',
      invoice_id: 'InvoiceNumber',
      issued_on: 'InvoiceDate',
      due_on: 'DueDate',
      amount: 'Total',
      paid_amount: 'InvoiceAmountPaid',
      document_type: 'Type',
      status: 'Status',
      currency: 'Currency',
    },
    decimalMark: '.',
    rowsAre: 'repeated',
    unused: ['AccountCode', 'Description', 'Discount', 'LineAmount', 'Quantity', 'TaxAmount', 'UnitAmount'],
  },
  xeroContacts('xero-contacts', 'ContactName'),
  xeroContacts('xero-contacts-template', '*ContactName'),
  stripePayments('stripe-payments', 'PaymentIntent ID', 'Created date (UTC)'),
  stripePayments('stripe-charges', 'id', 'Created (UTC)'),
  {
    name: 'stripe-invoices',
    kind: 'invoices',
    headers: ['id', 'Amount Due', 'Amount Paid', 'Currency', 'Customer', 'Number', 'Total', 'Status'],
    columns: {
      customer_id: 'Customer',
      customer_name: 'Customer Name',
      email: 'Customer Email',
      invoice_id: 'Number',
      issued_on: 'Date (UTC)',
      due_on: 'Due Date (UTC)',
      amount: 'Total',
      paid_amount: 'Amount Paid',
      status: 'Status',
      currency: 'Currency',
    },
    dateOrder: 'YMD',
    // What was due when it was issued; what is whether, not how much.
    unused: ['Amount Due', 'Paid'],
  },
  {
    name: 'stripe-customers',
    kind: 'customers',
    headers: ['id', 'Email', 'Name', 'Created (UTC)', 'Delinquent'],
    columns: { customer_id: 'id', customer_name: 'Name', email: 'Email' },
  },
  {
    // One row for each invoice that a payment goes to.
    name: 'zoho-payments',
    kind: 'payments',
    headers: ['Payment Number', 'Customer Name', 'Date', 'Invoice Number', 'Amount Applied to Invoice'],
    columns: {
      payment_id: 'Payment Number',
      paid_on: 'Date',
      invoice_id: 'Invoice Number',
      amount: 'Amount Applied to Invoice',
      method: 'Mode',
      currency: 'Currency Code',
    },
    unused: ['Amount'],
  },
]
