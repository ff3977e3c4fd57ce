import type { CsvKind, RowsAre } from './kinds'

/** A file layout that is known: recognised by its headers, read without a mapping. */
export interface Preset {
  name: string
  kind: CsvKind
  /** headers that must all be there */
  headers: string[]
  /** our field → header; what is not named here is guessed from the other headers */
  columns: Record<string, string>
  currency?: string
  dateOrder?: 'YMD' | 'DMY' | 'MDY'
  decimalMark?: '.' | ','
  /** the file holds all invoices from this day on, the paid ones included */
  historyFrom?: string
  rowsAre?: RowsAre
  /** customer of rows that name none */
  missingCustomer?: string
  /** numbers that start with this are credit notes by themselves, not negative invoices */
  creditPrefix?: string
  /** headers whose columns are not what their name says here */
  unused?: string[]
}

const WAVE_LEDGER = {
  paid_on: 'Transaction Date',
  customer_id: 'Customer',
  invoice_id: 'Invoice Number',
  debit: 'Debit Amount (Two Column Approach)',
  credit: 'Credit Amount (Two Column Approach)',
  account_type: 'Account Type',
  payment_id: 'Transaction ID',
}

export const presets: readonly Preset[] = [
  {
    // IBM "Late payment histories": every invoice of two years with its settlement; no currency is stated.
    name: 'ibm-late-payment',
    kind: 'invoices',
    headers: [
      'countryCode',
      'customerID',
      'invoiceNumber',
      'InvoiceDate',
      'DueDate',
      'InvoiceAmount',
      'Disputed',
      'SettledDate',
      'DaysToSettle',
    ],
    columns: {
      country: 'countryCode',
      customer_id: 'customerID',
      invoice_id: 'invoiceNumber',
      issued_on: 'InvoiceDate',
      due_on: 'DueDate',
      amount: 'InvoiceAmount',
      disputed: 'Disputed',
      settled_on: 'SettledDate',
    },
    currency: 'USD',
    dateOrder: 'MDY',
    decimalMark: '.',
    historyFrom: '1990-01-01',
  },
  {
    // Rows of goods; credit notes start with C, some rows of walk-in customers name none.
    name: 'online-retail',
    kind: 'invoices',
    headers: [
      'InvoiceNo',
      'StockCode',
      'Description',
      'Quantity',
      'InvoiceDate',
      'UnitPrice',
      'CustomerID',
      'Country',
    ],
    columns: {
      invoice_id: 'InvoiceNo',
      customer_id: 'CustomerID',
      issued_on: 'InvoiceDate',
      quantity: 'Quantity',
      unit_price: 'UnitPrice',
      country: 'Country',
    },
    currency: 'GBP',
    rowsAre: 'lines',
    missingCustomer: 'ANONYMOUS',
    creditPrefix: 'C',
    unused: ['StockCode', 'Description'],
  },
  {
    name: 'xero-sales-invoices',
    kind: 'invoices',
    headers: ['*ContactName', '*InvoiceNumber', '*InvoiceDate', '*DueDate', '*Quantity', '*UnitAmount'],
    columns: {
      customer_id: '*ContactName',
      email: 'EmailAddress',
      invoice_id: '*InvoiceNumber',
      issued_on: '*InvoiceDate',
      due_on: '*DueDate',
      amount: 'Total',
      quantity: '*Quantity',
      unit_price: '*UnitAmount',
      discount: 'Discount',
    },
    decimalMark: '.',
    rowsAre: 'lines',
    unused: ['*Description', '*AccountCode', '*TaxType', 'InventoryItemCode'],
  },
  {
    name: 'zoho-invoices',
    kind: 'invoices',
    headers: [
      'Invoice Date',
      'Invoice ID',
      'Invoice Number',
      'Invoice Status',
      'Customer ID',
      'Total',
      'Balance',
    ],
    columns: {
      customer_id: 'Customer ID',
      customer_name: 'Customer Name',
      invoice_id: 'Invoice Number',
      issued_on: 'Invoice Date',
      due_on: 'Due Date',
      amount: 'Total',
      balance: 'Balance',
      status: 'Invoice Status',
      settled_on: 'Last Payment Date',
      currency: 'Currency Code',
    },
    rowsAre: 'repeated',
    unused: ['Invoice ID', 'Item Total', 'Item Price', 'Quantity', 'SubTotal', 'Branch Name'],
  },
  {
    name: 'zoho-contacts',
    kind: 'customers',
    headers: ['Display Name', 'Customer ID', 'Contact Type', 'Customer Sub Type'],
    columns: {
      customer_id: 'Customer ID',
      customer_name: 'Display Name',
      kind: 'Customer Sub Type',
      contact_type: 'Contact Type',
      contact_first: 'First Name',
      contact_last: 'Last Name',
      email: 'EmailID',
      phone: 'Phone',
      mobile: 'MobilePhone',
      terms_days: 'Payment Terms',
    },
    // 0.000 stands for none
    unused: ['Credit Limit', 'Company Name', 'Customer Name'],
  },
  {
    name: 'invoice-ninja-invoices',
    kind: 'invoices',
    headers: [
      'Client',
      'Invoice Number',
      'Amount',
      'Paid',
      'Status',
      'Invoice Date',
      'Due Date',
      'Item Cost',
    ],
    columns: {
      customer_id: 'Client',
      email: 'Email',
      invoice_id: 'Invoice Number',
      amount: 'Amount',
      paid_amount: 'Paid',
      status: 'Status',
      issued_on: 'Invoice Date',
      due_on: 'Due Date',
    },
    rowsAre: 'repeated',
    unused: ['Discount', 'Item Cost', 'Item Quantity'],
  },
  {
    name: 'invoice-ninja-clients',
    kind: 'customers',
    headers: [
      'Name',
      'Balance',
      'Paid to Date',
      'ID Number',
      'VAT Number',
      'First Name',
      'Last Name',
      'Email',
    ],
    columns: { customer_id: 'Name', contact_first: 'First Name', contact_last: 'Last Name', email: 'Email' },
    unused: ['ID Number', 'Balance', 'Paid to Date'],
  },
  {
    name: 'invoice-ninja-payments',
    kind: 'payments',
    headers: ['Client', 'Invoice Number', 'Amount', 'Date'],
    columns: { customer_id: 'Client', invoice_id: 'Invoice Number', amount: 'Amount', paid_on: 'Date' },
  },
  {
    name: 'freshbooks-invoices',
    kind: 'invoices',
    headers: [
      'Client Name',
      'Invoice #',
      'Date Issued',
      'Invoice Status',
      'Date Paid',
      'Line Total',
      'Currency',
    ],
    columns: {
      customer_id: 'Client Name',
      invoice_id: 'Invoice #',
      issued_on: 'Date Issued',
      status: 'Invoice Status',
      settled_on: 'Date Paid',
      line_amount: 'Line Total',
      currency: 'Currency',
    },
    rowsAre: 'lines',
    unused: ['Quantity', 'Rate', 'Discount Percentage'],
  },
  {
    name: 'invoice2go-invoices',
    kind: 'invoices',
    headers: ['DocumentDate', 'DocumentNumber', 'DocumentStatus', 'TotalAmount', 'BalanceDueAmount'],
    columns: {
      customer_id: 'Name',
      email: 'EmailRecipient',
      invoice_id: 'DocumentNumber',
      issued_on: 'DocumentDate',
      amount: 'TotalAmount',
      paid_amount: 'AmountPaidAmount',
      settled_on: 'DatePaid',
      status: 'DocumentStatus',
      terms_days: 'TermsOld',
      currency: 'CurrencyCode',
    },
    dateOrder: 'YMD',
    decimalMark: '.',
    unused: ['State', 'Discount', 'TotalTaxAmount', 'SubtotalAmount', 'BalanceDueAmount', 'Id'],
  },
  {
    name: 'invoicely-invoices',
    kind: 'invoices',
    headers: ['Date', 'Due', 'Details', 'Client', 'Status', 'Total'],
    columns: {
      issued_on: 'Date',
      due_on: 'Due',
      invoice_id: 'Details',
      customer_id: 'Client',
      status: 'Status',
      amount: 'Total',
    },
    decimalMark: '.',
  },
  {
    // Every account of the books: its receivable lines are invoices and their payments.
    name: 'wave-transactions',
    kind: 'ledger',
    headers: [
      'Transaction ID',
      'Transaction Date',
      'Account Type',
      ...Object.values(WAVE_LEDGER).slice(1, 5),
    ],
    columns: WAVE_LEDGER,
    decimalMark: '.',
  },
  {
    name: 'wave-clients',
    kind: 'customers',
    headers: ['customer_name', 'contact_first_name', 'contact_last_name', 'customer_currency'],
    columns: {
      customer_id: 'customer_name',
      contact_first: 'contact_first_name',
      contact_last: 'contact_last_name',
    },
    unused: ['account_number'],
  },
]

export const presetOf = (header: readonly string[]): Preset | undefined =>
  presets.find((preset) => preset.headers.every((name) => header.includes(name)))
