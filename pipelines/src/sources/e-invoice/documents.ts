/** What a document is, by the local name of its first element. */
export interface DocumentKind {
  /** what the screen calls it */
  kind: string
  reader: 'ubl' | 'cii' | 'status' | 'none'
  /** a credit note by its very name */
  credit?: true
  /** an invoice of a form that is not read */
  foreign?: true
}

const ubl = { kind: 'invoices', reader: 'ubl' } as const
const cii = { kind: 'invoices', reader: 'cii' } as const
const foreign = (kind: string): DocumentKind => ({ kind, reader: 'none', foreign: true })
const other = (kind: string): DocumentKind => ({ kind, reader: 'none' })

const kinds: Readonly<Record<string, DocumentKind>> = {
  Invoice: ubl,
  DebitNote: ubl,
  SelfBilledInvoice: ubl,
  FreightInvoice: ubl,
  CreditNote: { ...ubl, credit: true },
  SelfBilledCreditNote: { ...ubl, credit: true },
  CrossIndustryInvoice: cii,
  CrossIndustryDocument: cii,
  CrossDomainAcknowledgementAndResponse: { kind: 'invoice_statuses', reader: 'status' },
  SCRDMCCBDACIOMessageStructure: other('orders'),
  SCRDMCCBDACIDAMessageStructure: other('despatch_advices'),
  Order: other('orders'),
  OrderResponse: other('orders'),
  OrderResponseSimple: other('orders'),
  OrderChange: other('orders'),
  OrderCancellation: other('orders'),
  ApplicationResponse: other('invoice_responses'),
  AttachedDocument: other('attached_documents'),
  Catalogue: other('catalogues'),
  DespatchAdvice: other('despatch_advices'),
  ReceiptAdvice: other('receipt_advices'),
  Quotation: other('quotations'),
  RequestForQuotation: other('quotations'),
  RemittanceAdvice: other('remittance_advices'),
  Reminder: other('reminders'),
  Statement: other('statements_of_account'),
  FatturaElettronica: foreign('fatturapa_invoices'),
  Facturae: foreign('facturae_invoices'),
  Finvoice: foreign('finvoice_invoices'),
  SubmitInvoiceDocumentsRequest: foreign('navonline_invoices'),
}

/** What a document with this first element is; unknown ones are named after the element. */
export function documentKind(name: string): DocumentKind {
  return Object.hasOwn(kinds, name) ? (kinds[name] ?? other(name)) : other(`xml ${name.slice(0, 60)}`)
}

/** Elements that begin a document wherever they stand, so that envelopes and lists of documents are read as well. */
export const readsAnywhere = (name: string): boolean =>
  Object.hasOwn(kinds, name) && kinds[name]?.reader !== 'none'

/** Parts of a document that say nothing of what is owed; they are not kept. */
export const skipped: ReadonlySet<string> = new Set([
  'InvoiceLine',
  'CreditNoteLine',
  'DebitNoteLine',
  'UBLExtensions',
  'Signature',
  'AdditionalDocumentReference',
  'AllowanceCharge',
  'TaxSubtotal',
  'Delivery',
  'IncludedSupplyChainTradeLineItem',
  'AdditionalReferencedDocument',
  'ApplicableHeaderTradeDelivery',
  'ApplicableSupplyChainTradeDelivery',
  'ApplicableTradeTax',
  'SpecifiedTradeAllowanceCharge',
  'SpecifiedLogisticsServiceCharge',
])
