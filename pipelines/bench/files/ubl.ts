import fs from 'node:fs'
import { crc32, deflateRawSync } from 'node:zlib'
import type { ZipInputFile } from 'fflate'
import { Zip } from 'fflate'
import { seeded } from '../../src/sources/testing/seeded'

const LINES = 8
const CUSTOMERS = 5_000
const FIRST_DAY = Date.UTC(2025, 4, 1)
const DAYS = 540
const SEED = 20_261

/** What was written, to be compared with what was loaded. */
export interface WrittenInvoices {
  invoices: number
  /** sum of the totals with tax, in cents */
  billed: bigint
}

/**
 * Writes UBL 2.1 invoices of about 10 KB each, with 8 lines, to 5,000 customers over 18 months; every tenth is a
 * credit note on the invoice before it. A name that ends in .zip gets an archive of one file an invoice, any other the
 * documents one after the other. The same number of invoices gives the same file; nothing is held in memory.
 */
export async function writeUblArchive(file: string, invoices: number): Promise<WrittenInvoices> {
  const out = fs.createWriteStream(file)
  const random = seeded(SEED)
  const archive = file.endsWith('.zip') ? new Zip((error, bytes) => !error && out.write(bytes)) : null
  let billed = 0n
  for (let index = 0; index < invoices; index += 1) {
    const isCredit = index % 10 === 9
    const { xml, cents } = ublDocument(index, invoices, isCredit, random)
    if (!isCredit) billed += BigInt(cents)
    if (archive) addFile(archive, `${isCredit ? 'A' : 'F'}${index}.xml`, xml)
    else out.write(xml)
    if (out.writableNeedDrain) await new Promise<void>((resolve) => out.once('drain', () => resolve()))
  }
  archive?.end()
  await new Promise<void>((resolve) => out.end(() => resolve()))
  return { invoices, billed }
}

/** Packed by Node: the packer of the archive library would keep its tables for each file. */
function addFile(archive: Zip, filename: string, xml: string): void {
  const bytes = Buffer.from(xml)
  const entry: ZipInputFile = {
    filename,
    size: bytes.length,
    crc: crc32(bytes),
    compression: 8,
    ondata: () => undefined,
  }
  archive.add(entry)
  entry.ondata?.(null, deflateRawSync(bytes), true)
}

const day = (time: number): string => new Date(time).toISOString().slice(0, 10)
const money = (cents: number): string => (cents / 100).toFixed(2)
const euros = (name: string, cents: number): string =>
  `<cbc:${name} currencyID="EUR">${money(cents)}</cbc:${name}>`
const vat = (tag: string): string =>
  `<cac:${tag}><cbc:ID>S</cbc:ID><cbc:Percent>20.00</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:${tag}>`

function ublDocument(
  index: number,
  invoices: number,
  isCredit: boolean,
  random: () => number,
): { xml: string; cents: number } {
  const nets = Array.from({ length: LINES }, () => 500 + Math.floor(random() * 90_000))
  const net = nets.reduce((sum, one) => sum + one, 0)
  const tax = Math.round(net / 5)
  const root = isCredit ? 'CreditNote' : 'Invoice'
  const issued = FIRST_DAY + Math.floor((index * DAYS) / invoices) * 86_400_000
  const due = issued + ([30, 45, 60][Math.floor(random() * 3)] ?? 30) * 86_400_000
  const number = (of: number) => `${of % 10 === 9 ? 'A' : 'F'}2025-${String(of).padStart(8, '0')}`
  // a credit note goes to the customer of the invoice before it
  const customer = Math.floor(((isCredit ? index - 1 : index) * 2_654_435_761) % CUSTOMERS)
  const common = 'urn:oasis:names:specification:ubl:schema:xsd'
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<${root} xmlns="${common}:${root}-2" xmlns:cac="${common}:CommonAggregateComponents-2" xmlns:cbc="${common}:CommonBasicComponents-2">
  <cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
  <cbc:ProfileID>S1</cbc:ProfileID>
  <cbc:ID>${number(index)}</cbc:ID>
  <cbc:IssueDate>${day(issued)}</cbc:IssueDate>
  ${isCredit ? '' : `<cbc:DueDate>${day(due)}</cbc:DueDate>`}
  <cbc:${root}TypeCode>${isCredit ? 381 : 380}</cbc:${root}TypeCode>
  <cbc:Note>#PMT#Indemnité forfaitaire pour frais de recouvrement : 40 €.</cbc:Note>
  <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
  <cac:OrderReference><cbc:ID>PO-${index}</cbc:ID></cac:OrderReference>
  ${isCredit ? `<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>${number(index - 1)}</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>` : ''}
${party('AccountingSupplierParty', 'Fournisseur SARL', '552100554')}
${party('AccountingCustomerParty', `Client ${customer} SAS`, String(300_000_000 + customer))}
  <cac:PaymentMeans>
    <cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>
    <cbc:PaymentID>${number(index)}</cbc:PaymentID>
    <cac:PayeeFinancialAccount><cbc:ID>FR7630006000011234567890189</cbc:ID></cac:PayeeFinancialAccount>
  </cac:PaymentMeans>
  <cac:TaxTotal>
    ${euros('TaxAmount', tax)}
    <cac:TaxSubtotal>${euros('TaxableAmount', net)}${euros('TaxAmount', tax)}${vat('TaxCategory')}</cac:TaxSubtotal>
  </cac:TaxTotal>
  <cac:LegalMonetaryTotal>
    ${euros('LineExtensionAmount', net)}
    ${euros('TaxExclusiveAmount', net)}
    ${euros('TaxInclusiveAmount', net + tax)}
    ${euros('PayableAmount', net + tax)}
  </cac:LegalMonetaryTotal>
${nets.map((cents, at) => line(isCredit, at + 1, cents)).join('\n')}
</${root}>
`
  return { xml, cents: net + tax }
}

function party(role: string, name: string, siren: string): string {
  return `  <cac:${role}>
    <cac:Party>
      <cbc:EndpointID schemeID="0225">${siren}</cbc:EndpointID>
      <cac:PartyName><cbc:Name>${name}</cbc:Name></cac:PartyName>
      <cac:PostalAddress>
        <cbc:StreetName>12 rue de la République</cbc:StreetName>
        <cbc:CityName>Lyon</cbc:CityName>
        <cbc:PostalZone>69002</cbc:PostalZone>
        <cac:Country><cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:Country>
      </cac:PostalAddress>
      <cac:PartyTaxScheme>
        <cbc:CompanyID>FR11${siren}</cbc:CompanyID>
        <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
      </cac:PartyTaxScheme>
      <cac:PartyLegalEntity>
        <cbc:RegistrationName>${name}</cbc:RegistrationName>
        <cbc:CompanyID schemeID="0002">${siren}</cbc:CompanyID>
      </cac:PartyLegalEntity>
      <cac:Contact>
        <cbc:Name>Comptabilité fournisseurs</cbc:Name>
        <cbc:Telephone>+33 4 72 00 00 00</cbc:Telephone>
        <cbc:ElectronicMail>compta@client-${siren}.example</cbc:ElectronicMail>
      </cac:Contact>
    </cac:Party>
  </cac:${role}>`
}

function line(isCredit: boolean, number: number, cents: number): string {
  const name = isCredit ? 'CreditNoteLine' : 'InvoiceLine'
  const quantity = isCredit ? 'CreditedQuantity' : 'InvoicedQuantity'
  return `  <cac:${name}>
    <cbc:ID>${number}</cbc:ID>
    <cbc:Note>Prestation livrée selon le bon de commande, ligne ${number}</cbc:Note>
    <cbc:${quantity} unitCode="C62">1</cbc:${quantity}>
    ${euros('LineExtensionAmount', cents)}
    <cac:InvoicePeriod><cbc:StartDate>2025-05-01</cbc:StartDate><cbc:EndDate>2025-05-31</cbc:EndDate></cac:InvoicePeriod>
    <cac:Item>
      <cbc:Description>Fourniture et pose, y compris transport et mise en service sur site</cbc:Description>
      <cbc:Name>Article ${number}</cbc:Name>
      <cac:SellersItemIdentification><cbc:ID>REF-${number}</cbc:ID></cac:SellersItemIdentification>
      ${vat('ClassifiedTaxCategory')}
    </cac:Item>
    <cac:Price>${euros('PriceAmount', cents)}</cac:Price>
  </cac:${name}>`
}
