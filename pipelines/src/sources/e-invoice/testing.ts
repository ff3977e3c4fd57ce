import { deflateSync } from 'node:zlib'
import type { SourceRecord } from '../source'
import { DocumentRecords } from './document-record'
import { fileRecords } from './files'

/** Bytes as a stream of chunks. */
export async function* inChunks(bytes: Uint8Array, size = 64 * 1024): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield Buffer.from(bytes.subarray(from, from + size))
}

/** All records of a file. @throws IngestError */
export async function recordsOf(
  file: string | Uint8Array,
  { fileName = 'invoice.xml', entityId = 'MAIN', chunk = 64 * 1024 } = {},
): Promise<SourceRecord[]> {
  const bytes = typeof file === 'string' ? Buffer.from(file) : file
  const records: SourceRecord[] = []
  for await (const record of fileRecords(inChunks(bytes, chunk), fileName, new DocumentRecords(entityId))) {
    records.push(record)
  }
  return records
}

interface UblParts {
  root?: 'Invoice' | 'CreditNote'
  number?: string
  type?: string
  issuedOn?: string
  /** elements after the type code: due date, notes, references */
  head?: string
  buyer?: string
  /** elements after the parties: means, terms */
  payment?: string
  total?: string
  totals?: string
}

/** A small UBL document. */
export function aUbl({
  root = 'Invoice',
  number = 'F1',
  type = root === 'Invoice' ? '380' : '381',
  issuedOn = '2026-01-10',
  head = '',
  buyer = '<cac:PartyLegalEntity><cbc:RegistrationName>Client SAS</cbc:RegistrationName><cbc:CompanyID schemeID="0002">732829320</cbc:CompanyID></cac:PartyLegalEntity>',
  payment = '',
  total = '120.00',
  totals = '',
}: UblParts = {}): string {
  const schema = 'urn:oasis:names:specification:ubl:schema:xsd'
  return `<?xml version="1.0" encoding="UTF-8"?>
<${root} xmlns="${schema}:${root}-2" xmlns:cac="${schema}:CommonAggregateComponents-2" xmlns:cbc="${schema}:CommonBasicComponents-2">
  <cbc:ID>${number}</cbc:ID><cbc:IssueDate>${issuedOn}</cbc:IssueDate>
  <cbc:${root}TypeCode>${type}</cbc:${root}TypeCode>${head}
  <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
  <cac:AccountingCustomerParty><cac:Party>${buyer}</cac:Party></cac:AccountingCustomerParty>${payment}
  <cac:LegalMonetaryTotal><cbc:TaxInclusiveAmount currencyID="EUR">${total}</cbc:TaxInclusiveAmount>${totals}</cac:LegalMonetaryTotal>
</${root}>`
}

/** A UBL reference to a preceding invoice. */
export const billingReference = (number: string, type = ''): string =>
  `<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>${number}</cbc:ID>${
    type === '' ? '' : `<cbc:DocumentTypeCode>${type}</cbc:DocumentTypeCode>`
  }</cac:InvoiceDocumentReference></cac:BillingReference>`

interface CiiParts {
  number?: string
  type?: string
  issuedOn?: string
  buyer?: string
  /** elements of the settlement before the sums: means, terms */
  settlement?: string
  total?: string
  sums?: string
  /** elements of the settlement after the sums */
  after?: string
}

/** A small CII document; dates as YYYYMMDD. */
export function aCii({
  number = 'F1',
  type = '380',
  issuedOn = '20260110',
  buyer = '<ram:Name>Client SAS</ram:Name>',
  settlement = '',
  total = '120.00',
  sums = '',
  after = '',
}: CiiParts = {}): string {
  const names = 'urn:un:unece:uncefact:data:standard'
  return `<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="${names}:CrossIndustryInvoice:100" xmlns:ram="${names}:ReusableAggregateBusinessInformationEntity:100" xmlns:udt="${names}:UnqualifiedDataType:100" xmlns:qdt="${names}:QualifiedDataType:100">
  <rsm:ExchangedDocument><ram:ID>${number}</ram:ID><ram:TypeCode>${type}</ram:TypeCode>
    <ram:IssueDateTime>${ciiDate(issuedOn)}</ram:IssueDateTime></rsm:ExchangedDocument>
  <rsm:SupplyChainTradeTransaction>
    <ram:ApplicableHeaderTradeAgreement><ram:BuyerTradeParty>${buyer}</ram:BuyerTradeParty></ram:ApplicableHeaderTradeAgreement>
    <ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>${settlement}
      <ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:GrandTotalAmount>${total}</ram:GrandTotalAmount>${sums}</ram:SpecifiedTradeSettlementHeaderMonetarySummation>${after}
    </ram:ApplicableHeaderTradeSettlement>
  </rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>`
}

export const ciiDate = (digits: string): string =>
  `<udt:DateTimeString format="102">${digits}</udt:DateTimeString>`

/** CII conditions of payment with a date, and an amount where it is a part. */
export const ciiTerms = (dueOn: string, amount = ''): string =>
  `<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime>${ciiDate(dueOn)}</ram:DueDateDateTime>${
    amount === '' ? '' : `<ram:PartialPaymentAmount>${amount}</ram:PartialPaymentAmount>`
  }</ram:SpecifiedTradePaymentTerms>`

/** A PDF without pages to look at, with files attached. */
export function aPdf(files: Record<string, Uint8Array | string>): Buffer {
  const names = Object.keys(files)
  const streams = Object.values(files).map((content, at) => {
    const packed = deflateSync(content)
    const head = `${10 + at} 0 obj\n<< /Type /EmbeddedFile /Subtype /text#2Fxml /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`
    return Buffer.concat([Buffer.from(head), packed, Buffer.from('\nendstream\nendobj\n')])
  })
  const specs = names.map(
    (name, at) => `(${name}) << /Type /Filespec /F (${name}) /UF (${name}) /EF << /F ${10 + at} 0 R >> >>`,
  )
  const start = `%PDF-1.7
1 0 obj
<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [${specs.join(' ')}] >> >> >>
endobj
2 0 obj
<< /Type /Pages /Kids [3 0 R] /Count 1 >>
endobj
3 0 obj
<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>
endobj
`
  return Buffer.concat([Buffer.from(start), ...streams, Buffer.from('trailer\n<< /Root 1 0 R >>\n%%EOF\n')])
}
